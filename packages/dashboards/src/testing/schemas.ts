// JSON Schemas (draft-07) of the files that others read: no package ships these, so what we use of each is written down here.
// Sources: Grafana's provisioning and dashboard JSON model (grafana.com/docs), its plugin.json reference, and the Compose
// Specification (compose-spec.io).

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string', minLength: 1 };
const uid: Schema = { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,40}$' };
const duration: Schema = { type: 'string', pattern: '^(\\d+(ms|s|m|h|d|w|y))+$' };
const datasourceRef: Schema = {
  type: 'object',
  required: ['type', 'uid'],
  properties: { type: text, uid: text },
  additionalProperties: false,
};
const list = (items: Schema, minItems = 0): Schema => ({ type: 'array', items, minItems });
const closed = (properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const strings: Schema = { type: 'object', additionalProperties: { type: 'string' } };

/** A panel of a type that both Grafana and the preview draw. */
const panel: Schema = {
  type: 'object',
  required: ['id', 'type', 'title', 'gridPos'],
  properties: {
    id: { type: 'integer', minimum: 1 },
    type: {
      enum: [
        'stat',
        'timeseries',
        'table',
        'bargauge',
        'barchart',
        'piechart',
        'text',
        'logs',
        'state-timeline',
        'huntboard-lineage-panel',
        'huntboard-triage-panel',
      ],
    },
    title: { type: 'string' },
    description: text,
    datasource: datasourceRef,
    gridPos: closed(
      {
        x: { type: 'integer', minimum: 0, maximum: 23 },
        y: { type: 'integer', minimum: 0 },
        w: { type: 'integer', minimum: 1, maximum: 24 },
        h: { type: 'integer', minimum: 2 },
      },
      ['x', 'y', 'w', 'h'],
    ),
    targets: list({
      type: 'object',
      required: ['refId', 'datasource', 'kind', 'version'],
      properties: { refId: text, datasource: datasourceRef, kind: text, version: { const: 1 } },
    }),
    fieldConfig: {
      type: 'object',
      required: ['defaults', 'overrides'],
      properties: {
        defaults: { type: 'object', properties: { noValue: text, unit: text } },
        overrides: list({
          type: 'object',
          required: ['matcher', 'properties'],
          properties: {
            matcher: closed({ id: text, options: {} }, ['id']),
            properties: list(closed({ id: text, value: {} }, ['id']), 1),
          },
          additionalProperties: false,
        }),
      },
    },
    options: { type: 'object' },
  },
  oneOf: [
    { properties: { type: { const: 'text' }, options: { required: ['mode', 'content'] } }, required: ['options'] },
    // It asks for itself.
    { properties: { type: { const: 'huntboard-triage-panel' } }, required: ['description', 'options'] },
    {
      properties: { type: { not: { enum: ['text', 'huntboard-triage-panel'] } } },
      required: ['description', 'datasource', 'targets', 'fieldConfig'],
    },
  ],
};

export const dashboardSchema: Schema = {
  type: 'object',
  required: [
    'id',
    'uid',
    'title',
    'description',
    'schemaVersion',
    'panels',
    'templating',
    'annotations',
    'time',
    'timezone',
    'tags',
  ],
  properties: {
    id: { type: 'null' },
    uid,
    title: text,
    description: text,
    schemaVersion: { type: 'integer', minimum: 39 },
    tags: list(text, 1),
    timezone: { enum: ['browser', 'utc', ''] },
    refresh: { type: 'string', pattern: '^(\\d+(s|m|h|d))?$' },
    time: closed({ from: { type: 'string', pattern: '^now-' }, to: { const: 'now' } }, ['from', 'to']),
    panels: list(panel, 1),
    links: list({ type: 'object', required: ['title', 'type'] }),
    templating: closed(
      {
        list: list({
          type: 'object',
          required: ['name', 'type', 'label', 'description'],
          properties: {
            name: { type: 'string', pattern: '^[a-zA-Z_]\\w*$' },
            type: { enum: ['query', 'textbox', 'adhoc'] },
          },
          if: { properties: { type: { const: 'query' } } },
          then: { required: ['datasource', 'query', 'refresh'] },
        }),
      },
      [],
    ),
    annotations: { type: 'object' },
  },
};

const alertQuery: Schema = closed(
  {
    refId: { type: 'string', pattern: '^[A-Z]$' },
    datasourceUid: text,
    queryType: { type: 'string' },
    relativeTimeRange: closed({ from: { type: 'integer', minimum: 0 }, to: { type: 'integer', minimum: 0 } }, [
      'from',
      'to',
    ]),
    model: { type: 'object', required: ['refId'] },
  },
  ['refId', 'datasourceUid', 'relativeTimeRange', 'model'],
);

export const rulesSchema: Schema = closed(
  {
    apiVersion: { const: 1 },
    groups: list(
      closed(
        {
          orgId: { type: 'integer', minimum: 1 },
          name: text,
          folder: text,
          interval: duration,
          rules: list(
            closed(
              {
                uid,
                title: { type: 'string', minLength: 1, maxLength: 190 },
                condition: text,
                data: list(alertQuery, 1),
                dashboardUid: uid,
                panelId: { type: 'integer', minimum: 1 },
                noDataState: { enum: ['NoData', 'Alerting', 'OK', 'KeepLast'] },
                execErrState: { enum: ['Error', 'Alerting', 'OK', 'KeepLast'] },
                for: duration,
                annotations: strings,
                labels: strings,
                isPaused: { type: 'boolean' },
              },
              ['uid', 'title', 'condition', 'data', 'noDataState', 'execErrState', 'for', 'annotations', 'labels'],
            ),
            1,
          ),
        },
        ['orgId', 'name', 'folder', 'interval', 'rules'],
      ),
      1,
    ),
  },
  ['apiVersion', 'groups'],
);

export const contactPointsSchema: Schema = closed(
  {
    apiVersion: { const: 1 },
    contactPoints: list(
      closed(
        {
          orgId: { type: 'integer', minimum: 1 },
          name: text,
          receivers: list(
            closed(
              {
                uid,
                type: { enum: ['webhook', 'email', 'slack', 'pagerduty', 'teams'] },
                settings: { type: 'object', minProperties: 1 },
                disableResolveMessage: { type: 'boolean' },
              },
              ['uid', 'type', 'settings'],
            ),
            1,
          ),
        },
        ['orgId', 'name', 'receivers'],
      ),
      1,
    ),
  },
  ['apiVersion', 'contactPoints'],
);

const route: Readonly<Record<string, Schema>> = {
  receiver: text,
  group_by: list(text, 1),
  group_wait: duration,
  group_interval: duration,
  repeat_interval: duration,
  mute_time_intervals: list(text, 1),
  object_matchers: list(
    { type: 'array', items: [text, { enum: ['=', '!=', '=~', '!~'] }, text], minItems: 3, maxItems: 3 },
    1,
  ),
};

export const policiesSchema: Schema = closed(
  {
    apiVersion: { const: 1 },
    policies: list(
      closed(
        {
          ...route,
          orgId: { type: 'integer', minimum: 1 },
          routes: list(closed(route, ['receiver', 'object_matchers'])),
        },
        ['orgId', 'receiver', 'group_by'],
      ),
      1,
    ),
  },
  ['apiVersion', 'policies'],
);

export const muteTimingsSchema: Schema = closed(
  {
    apiVersion: { const: 1 },
    muteTimes: list(
      closed(
        {
          orgId: { type: 'integer', minimum: 1 },
          name: text,
          time_intervals: list(
            closed(
              {
                times: list(
                  closed(
                    {
                      start_time: { type: 'string', pattern: '^([01]\\d|2[0-4]):[0-5]\\d$' },
                      end_time: { type: 'string', pattern: '^([01]\\d|2[0-4]):[0-5]\\d$' },
                    },
                    ['start_time', 'end_time'],
                  ),
                  1,
                ),
                weekdays: list({ type: 'string', pattern: '^[a-z]+day(:[a-z]+day)?$' }, 1),
              },
              [],
            ),
            1,
          ),
        },
        ['orgId', 'name', 'time_intervals'],
      ),
      1,
    ),
  },
  ['apiVersion', 'muteTimes'],
);

export const templatesSchema: Schema = closed(
  {
    apiVersion: { const: 1 },
    templates: list(
      closed({ orgId: { type: 'integer', minimum: 1 }, name: text, template: text }, ['orgId', 'name', 'template']),
      1,
    ),
  },
  ['apiVersion', 'templates'],
);

export const datasourcesSchema: Schema = closed(
  {
    apiVersion: { const: 1 },
    prune: { type: 'boolean' },
    datasources: list(
      {
        type: 'object',
        required: ['name', 'uid', 'type', 'access', 'url', 'jsonData', 'secureJsonData'],
        properties: {
          name: text,
          uid,
          type: text,
          access: { const: 'proxy' },
          isDefault: { type: 'boolean' },
          editable: { type: 'boolean' },
        },
      },
      1,
    ),
  },
  ['apiVersion', 'datasources'],
);

export const providersSchema: Schema = closed(
  {
    apiVersion: { const: 1 },
    providers: list(
      {
        type: 'object',
        required: ['name', 'type', 'options'],
        properties: {
          name: text,
          type: { const: 'file' },
          folder: { type: 'string' },
          options: { type: 'object', required: ['path'] },
        },
      },
      1,
    ),
  },
  ['apiVersion', 'providers'],
);

export const appsSchema: Schema = closed({ apiVersion: { const: 1 }, apps: { type: 'array' } }, ['apiVersion', 'apps']);

export const pluginSchema: Schema = {
  type: 'object',
  required: ['type', 'name', 'id', 'info', 'dependencies'],
  additionalProperties: false,
  properties: {
    $schema: text,
    type: { enum: ['datasource', 'panel', 'app'] },
    name: text,
    id: { type: 'string', pattern: '^[0-9a-z]+-([0-9a-z]+-)?(app|panel|datasource)$' },
    category: { enum: ['tsdb', 'logging', 'cloud', 'tracing', 'profiling', 'sql', 'enterprise', 'iot', 'other'] },
    metrics: { type: 'boolean' },
    logs: { type: 'boolean' },
    alerting: { type: 'boolean' },
    annotations: { type: 'boolean' },
    streaming: { type: 'boolean' },
    backend: { type: 'boolean' },
    executable: { type: 'string', pattern: '^[a-z_]+$' },
    // Translations that lie beside the plugin, as locales/<language>/<id>.json.
    languages: { type: 'array', items: { type: 'string', pattern: '^[a-z]{2}-[A-Z]{2}$' } },
    skipDataQuery: { type: 'boolean' },
    queryOptions: { type: 'object' },
    info: closed(
      {
        keywords: list(text, 1),
        description: text,
        author: { type: 'object', required: ['name'] },
        logos: closed({ small: text, large: text }, ['small', 'large']),
        links: list(closed({ name: text, url: text }, ['name', 'url'])),
        screenshots: list(closed({ name: text, path: text }, ['name', 'path'])),
        version: { type: 'string', pattern: '^(\\d+\\.\\d+\\.\\d+.*|%VERSION%)$' },
        updated: { type: 'string', pattern: '^(\\d{4}-\\d{2}-\\d{2}|%TODAY%)$' },
      },
      ['keywords', 'logos', 'version', 'updated'],
    ),
    dependencies: {
      type: 'object',
      required: ['grafanaDependency'],
      properties: {
        grafanaDependency: { type: 'string', pattern: '^(>=|<=|>|<|=|~|\\^)?\\d+(\\.[\\dx*]+){1,2}' },
        plugins: { type: 'array' },
      },
    },
  },
};

const healthcheck: Schema = {
  oneOf: [
    closed({ disable: { const: true } }, ['disable']),
    closed(
      {
        test: list({ type: 'string' }, 2),
        interval: duration,
        timeout: duration,
        start_period: duration,
        retries: { type: 'integer', minimum: 1 },
      },
      ['test', 'interval', 'timeout', 'retries'],
    ),
  ],
};

const service: Schema = closed(
  {
    image: { type: 'string', pattern: '^[^:\\s]+:[^:\\s]+$' },
    build: closed({ context: text, dockerfile: text }, ['context', 'dockerfile']),
    user: text,
    command: list({ type: 'string' }),
    entrypoint: list({ type: 'string' }),
    restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
    environment: { type: 'object', additionalProperties: { type: 'string' } },
    env_file: list({ type: 'string' }),
    volumes: list({ type: 'string' }),
    tmpfs: list({ type: 'string' }),
    networks: list({ type: 'string' }, 1),
    ports: list({ type: 'string' }),
    profiles: list({ type: 'string' }),
    secrets: list({ type: 'string' }),
    depends_on: {
      type: 'object',
      additionalProperties: closed(
        { condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] } },
        ['condition'],
      ),
    },
    healthcheck,
    ulimits: { type: 'object' },
    stop_grace_period: duration,
    read_only: { type: 'boolean' },
    cap_drop: list({ type: 'string' }),
    cap_add: list({ type: 'string' }),
    security_opt: list({ type: 'string' }),
    init: { type: 'boolean' },
    logging: { type: 'object' },
  },
  ['image', 'networks', 'healthcheck', 'restart'],
);

export const composeSchema: Schema = {
  type: 'object',
  required: ['name', 'services', 'networks', 'volumes'],
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' },
    services: { type: 'object', patternProperties: { '^[a-z0-9_-]+$': service }, additionalProperties: false },
    networks: { type: 'object', additionalProperties: closed({ internal: { type: 'boolean' } }, []) },
    volumes: { type: 'object' },
    secrets: { type: 'object', additionalProperties: closed({ environment: text }, ['environment']) },
  },
  patternProperties: { '^x-': {} },
  additionalProperties: false,
};
