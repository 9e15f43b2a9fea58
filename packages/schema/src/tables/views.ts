// `events` in other people's words: Elastic Common Schema and OCSF, from the names that the columns carry.
import type { Column, View } from '../column.ts';
import { events } from './events.ts';

/** ECS event.category (allowed values) by our category. */
const ECS_CATEGORY: Readonly<Record<string, string>> = {
  process: 'process',
  network: 'network',
  dns: 'network',
  file: 'file',
  disk: 'file',
  pipe: 'file',
  registry: 'registry',
  image: 'library',
  driver: 'driver',
  wmi: 'configuration',
  service: 'configuration',
  task: 'configuration',
  script: 'process',
  auth: 'authentication',
  kerberos: 'authentication',
  ntlm: 'authentication',
  session: 'session',
  privilege: 'iam',
  account: 'iam',
  group: 'iam',
  finding: 'malware',
  sensor: 'host',
  inventory: 'host',
  exposure: 'network',
  evidence: 'process',
};

/** OCSF 1.x class_uid by our category; 0 is OCSF's «base event». */
const OCSF_CLASS: Readonly<Record<string, number>> = {
  process: 1007,
  file: 1001,
  disk: 1001,
  pipe: 1001,
  driver: 1002,
  image: 1005,
  task: 1006,
  log: 1008,
  script: 1009,
  finding: 2004,
  account: 3001,
  auth: 3002,
  session: 3002,
  kerberos: 3002,
  ntlm: 3002,
  privilege: 3003,
  group: 3006,
  network: 4001,
  dns: 4003,
  inventory: 5001,
  sensor: 5019,
  registry: 201001,
  wmi: 201003,
  service: 201004,
};

/** `transform(category, …)` from a table. */
function byCategory(table: Readonly<Record<string, string | number>>, otherwise: string): string {
  const values = Object.values(table).map((value) => (typeof value === 'number' ? String(value) : `'${value}'`));
  const keys = Object.keys(table).map((key) => `'${key}'`);
  return `transform(CAST(category, 'String'), [${keys.join(', ')}], [${values.join(', ')}], ${otherwise})`;
}

/** ECS fields whose values differ from the column's, not only their name. */
const ECS_VALUES: Readonly<Record<string, string>> = {
  'event.category': byCategory(ECS_CATEGORY, "''"),
  'network.direction': "transform(CAST(Initiated, 'String'), ['true', 'false'], ['egress', 'ingress'], '')",
};

const ECS_EXTRA: readonly string[] = [
  "multiIf(action = 'success', 'success', action IN ('fail', 'preauth_fail'), 'failure', 'unknown') AS `event.outcome`",
  "'8.17.0' AS `ecs.version`",
  'ext AS labels',
];

const OCSF_EXTRA: readonly string[] = [
  `toUInt32(${byCategory(OCSF_CLASS, '0')}) AS class_uid`,
  "'1.3.0' AS `metadata.version`",
  'ext AS unmapped',
];

/** The columns with a name in the other schema, under that name, and the rest as Winlogbeat or we call it. */
function selectRenamed(
  nameOf: (column: Column) => string | undefined,
  values: Readonly<Record<string, string>>,
  extra: readonly string[],
): string {
  const renamed = events.columns.flatMap((column) => {
    const name = nameOf(column);
    return name === undefined ? [] : [`${values[name] ?? column.name} AS \`${name}\``];
  });
  return `SELECT\n  ${[...renamed, ...extra].join(',\n  ')}\nFROM events`;
}

/** ECS has no word for many Windows fields; Winlogbeat keeps those under winlog.event_data. */
const ecsName = (column: Column): string | undefined =>
  column.ecs ?? (column.sigma && /^[A-Z]/.test(column.name) ? `winlog.event_data.${column.name}` : undefined);

export const eventsEcs: View = {
  name: 'events_ecs',
  doc: 'The events with Elastic Common Schema names. Names with dots need backquotes.',
  select: selectRenamed(ecsName, ECS_VALUES, ECS_EXTRA),
};

export const eventsOcsf: View = {
  name: 'events_ocsf',
  doc: 'The events with Open Cybersecurity Schema Framework attributes. Names with dots need backquotes.',
  select: selectRenamed((column) => column.ocsf, {}, OCSF_EXTRA),
};
