// Who is told: contact points filled from the environment, policies by severity and team, when to be quiet, and what a message says.

const CONTACT = 'huntboard';

/** Grafana expands `$NAME` in a contact point's settings when it reads the file. */
export const contactPoints = {
  apiVersion: 1,
  contactPoints: [
    {
      orgId: 1,
      name: CONTACT,
      receivers: [
        {
          uid: 'hb-webhook',
          type: 'webhook',
          disableResolveMessage: false,
          settings: {
            url: '$HUNTBOARD_ALERT_WEBHOOK_URL',
            httpMethod: 'POST',
            authorization_credentials: '$HUNTBOARD_ALERT_WEBHOOK_TOKEN',
            title: '{{ template "huntboard.title" . }}',
            message: '{{ template "huntboard.message" . }}',
          },
        },
      ],
    },
  ],
} as const;

const sample = (uid: string, type: string, settings: Readonly<Record<string, string | boolean>>) => ({
  apiVersion: 1,
  contactPoints: [{ orgId: 1, name: CONTACT, receivers: [{ uid, type, disableResolveMessage: false, settings }] }],
});

/** Other ways to tell, by name: copied beside contact-points.yaml, a file adds its receiver to the contact point. */
export const contactPointSamples = {
  email: sample('hb-email', 'email', {
    addresses: '$HUNTBOARD_ALERT_EMAIL',
    singleEmail: true,
    subject: '{{ template "huntboard.title" . }}',
    message: '{{ template "huntboard.message" . }}',
  }),
  slack: sample('hb-slack', 'slack', {
    url: '$HUNTBOARD_ALERT_SLACK_URL',
    title: '{{ template "huntboard.title" . }}',
    text: '{{ template "huntboard.message" . }}',
  }),
  teams: sample('hb-teams', 'teams', {
    url: '$HUNTBOARD_ALERT_TEAMS_URL',
    title: '{{ template "huntboard.title" . }}',
    sectiontitle: '',
    message: '{{ template "huntboard.message" . }}',
  }),
} as const;

export const QUIET = 'huntboard-outside-office-hours';

/** A provisioned mute timing of this name replaces one that has it. */
export const muteTimings = {
  apiVersion: 1,
  muteTimes: [
    {
      orgId: 1,
      name: QUIET,
      time_intervals: [
        { weekdays: ['monday:friday'], times: [{ start_time: '00:00', end_time: '08:00' }] },
        { weekdays: ['monday:friday'], times: [{ start_time: '18:00', end_time: '24:00' }] },
        { weekdays: ['saturday', 'sunday'] },
      ],
    },
  ],
} as const;

/** What Grafana calls the alert of a rule whose query fails; its annotations were rendered without labels and say nothing. */
const FAILS = 'eq .Labels.alertname "DatasourceError"';
/** Annotations that are addresses, by the word that a message puts before them. */
const LINKS = ['alert', 'lineage', 'queue', 'host'] as const;
const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1);

/**
 * Go templates, whose texts are read and executed by `npm run test:go`. No `$` in them: Grafana would look for it in its
 * environment.
 */
export const templates = {
  apiVersion: 1,
  templates: [
    {
      orgId: 1,
      name: 'huntboard',
      template: [
        '{{ define "huntboard.title" -}}',
        '{{ if .Alerts.Firing }}{{ .Alerts.Firing | len }} firing{{ else }}Resolved{{ end }}: {{ if eq .CommonLabels.alertname "DatasourceError" -}}',
        '{{ or .CommonLabels.rulename "rules" }} cannot be evaluated',
        '{{- else }}{{ .CommonLabels.alertname }}{{ with .CommonLabels.host }} on {{ . }}{{ end }}{{ end }}',
        '{{- end }}',
        '',
        '{{ define "huntboard.message" -}}',
        `{{ range .Alerts.Firing }}{{ if ${FAILS} -}}`,
        '● {{ .Labels.rulename }} cannot be evaluated: as long as that lasts, it tells nothing',
        '{{ with .Annotations.Error }}  {{ . }}',
        '{{ end }}{{ else -}}',
        '● {{ .Annotations.summary }}',
        '  {{ .Annotations.description }}',
        ...LINKS.map((link) => `{{ with .Annotations.${link} }}  ${capital(link)}: {{ . }}\n{{ end -}}`),
        '{{ end }}{{ end -}}',
        `{{ range .Alerts.Resolved -}}`,
        `○ Resolved: {{ if ${FAILS} }}{{ .Labels.rulename }} is evaluated again{{ else }}{{ .Annotations.summary }}{{ end }}`,
        '{{ end }}',
        '{{- end }}',
        '',
      ].join('\n'),
    },
  ],
} as const;

type Matcher = readonly [label: string, operator: '=' | '!=' | '=~', value: string];
const ours: Matcher = ['suite', '=', 'huntboard'];

/** A provisioned policy replaces the whole tree of the organisation: the file says so to whoever copies it. */
export const policies = {
  apiVersion: 1,
  policies: [
    {
      orgId: 1,
      receiver: CONTACT,
      group_by: ['grafana_folder', 'alertname'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '12h',
      routes: [
        {
          receiver: CONTACT,
          object_matchers: [ours, ['team', '=', 'soc'], ['severity', '=', 'critical']] as const,
          group_by: ['alertname', 'host'],
          group_wait: '5s',
          group_interval: '1m',
          repeat_interval: '1h',
        },
        {
          receiver: CONTACT,
          object_matchers: [ours, ['team', '=', 'soc']] as const,
          group_by: ['alertname', 'host'],
          group_wait: '30s',
          group_interval: '5m',
          repeat_interval: '4h',
        },
        {
          receiver: CONTACT,
          object_matchers: [ours, ['team', '=', 'platform'], ['severity', '=', 'medium']] as const,
          group_by: ['alertname'],
          group_wait: '1m',
          group_interval: '15m',
          repeat_interval: '24h',
          mute_time_intervals: [QUIET],
        },
        {
          receiver: CONTACT,
          object_matchers: [ours, ['team', '=', 'platform']] as const,
          group_by: ['alertname'],
        },
      ],
    },
  ],
} as const;
