// Who is told: one contact point filled from the environment, and the policy that routes our alerts to it.

/** Grafana expands `$NAME` in a contact point's settings when it reads the file. */
export const contactPoints = {
  apiVersion: 1,
  contactPoints: [
    {
      orgId: 1,
      name: 'huntboard',
      receivers: [
        {
          uid: 'hb-webhook',
          type: 'webhook',
          disableResolveMessage: false,
          settings: {
            url: '$HUNTBOARD_ALERT_WEBHOOK_URL',
            httpMethod: 'POST',
            authorization_credentials: '$HUNTBOARD_ALERT_WEBHOOK_TOKEN',
          },
        },
      ],
    },
  ],
} as const;

/** A provisioned policy replaces the whole tree of the organisation: the file says so to whoever copies it. */
export const policies = {
  apiVersion: 1,
  policies: [
    {
      orgId: 1,
      receiver: 'huntboard',
      group_by: ['grafana_folder', 'alertname'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '12h',
      routes: [
        {
          receiver: 'huntboard',
          object_matchers: [
            ['suite', '=', 'huntboard'],
            ['kind', '=', 'detection'],
            ['level', '=', 'critical'],
          ],
          group_by: ['alertname', 'host'],
          group_wait: '5s',
          group_interval: '1m',
          repeat_interval: '1h',
        },
        {
          receiver: 'huntboard',
          object_matchers: [
            ['suite', '=', 'huntboard'],
            ['kind', '=', 'detection'],
          ],
          group_by: ['alertname', 'host'],
          group_wait: '30s',
          group_interval: '5m',
          repeat_interval: '4h',
        },
        {
          receiver: 'huntboard',
          object_matchers: [
            ['suite', '=', 'huntboard'],
            ['kind', '=', 'pipeline'],
          ],
          group_by: ['alertname'],
        },
      ],
    },
  ],
} as const;
