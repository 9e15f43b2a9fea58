// Queries that tests compile and run: each kind in each of its forms.
import type { QueryContext } from '../src/index';

/** 2024-05-01 10:00 to 11:00 UTC. */
export const CONTEXT: QueryContext = {
  timeRange: { from: 1_714_557_600_000, to: 1_714_561_200_000 },
  intervalMs: 60_000,
  maxDataPoints: 500,
  maxRows: 10_000,
};

export const GUID = 'aaaaaaaa-0000-4000-8000-000000000002';

export const QUERIES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'sql table': {
    kind: 'sql',
    sql: 'SELECT host, count() AS n FROM events WHERE $__timeFilter(ts) AND $__filters GROUP BY host -- all\n;',
  },
  'sql series': {
    kind: 'sql',
    format: 'timeseries',
    sql: 'SELECT $__timeInterval(ts) AS time, host, count() AS n FROM events WHERE $__timeFilter(ts) GROUP BY time, host ORDER BY time',
  },
  'events default': { kind: 'events' },
  'events filtered': {
    kind: 'events',
    categories: ['process', 'network'],
    hosts: ['WS1'],
    filters: [
      { field: 'CommandLine', operator: 'contains', value: 'powershell.exe -enc' },
      { field: 'ProcessName', operator: 'endswith', value: '\\cmd.exe' },
      {
        any: [
          { field: 'User', operator: '=', value: 'CORP\\eve' },
          { field: 'EventID', operator: 'in', value: ['1', '4688'] },
        ],
      },
      { field: 'proc_guid', operator: '=', value: `{${GUID.toUpperCase()}}` },
      { field: 'AppKey', operator: 'regex', value: '^v[0-9]+$' },
      { field: 'rule_ids', operator: 'contains', value: 'lsass' },
      { field: 'User', operator: '!=', value: 'SYSTEM' },
      { field: 'DestinationPort', operator: '>', value: '1024' },
      { field: 'TargetObject', operator: 'exists' },
    ],
    columns: ['ts', 'host', 'ProcessName', 'AppKey', 'summary'],
    orderBy: { field: 'host', direction: 'asc' },
    limit: 50,
  },
  'events search': { kind: 'events', search: 'mimikatz' },
  'events logs': { kind: 'events', format: 'logs', limit: 100 },
  'events histogram': { kind: 'events', format: 'histogram' },
  'events histogram grouped': { kind: 'events', format: 'histogram', groupBy: 'host', top: 2 },
  'timeseries default': { kind: 'timeseries' },
  'timeseries by fields': {
    kind: 'timeseries',
    groupBy: ['host', 'AppKey'],
    top: 3,
    categories: ['process'],
    measure: 'uniq',
    field: 'User',
  },
  'timeseries of a quantile': {
    kind: 'timeseries',
    measure: 'quantile',
    field: 'DestinationPort',
    quantile: 0.99,
    groupBy: ['host'],
    rest: 'drop',
    fill: 'null',
  },
  'timeseries of text': { kind: 'timeseries', measure: 'sum', field: 'AppBytes', fill: 'none' },
  'timeseries rate': { kind: 'timeseries', measure: 'rate' },
  'rarity of images': { kind: 'rarity', maxHosts: 1, categories: ['process'] },
  'rarity of what is new': { kind: 'rarity', field: 'QueryName', newOnly: true },
  'rarity of what was seen': {
    kind: 'rarity',
    from: 'seen',
    seenKind: 'parent_child',
    hosts: ['WS1'],
    search: 'Word',
    newOnly: true,
  },
  sequence: {
    kind: 'sequence',
    by: ['host', 'User'],
    windowMs: 60_000,
    steps: [
      {
        name: 'office starts a shell',
        categories: ['process'],
        filters: [{ field: 'ParentImage', operator: 'endswith', value: '\\winword.exe' }],
      },
      { categories: ['network'] },
      { search: 'lsass' },
    ],
  },
  'lineage by host': { kind: 'lineage', hosts: ['ws1'] },
  'lineage around a process': { kind: 'lineage', procGuid: GUID },
  'alerts queue': { kind: 'alerts', levels: ['high', 'critical'], statuses: ['new'] },
  'alerts open queue': {
    kind: 'alerts',
    format: 'queue',
    statuses: ['new', 'acknowledged'],
    assignees: [''],
    order: 'urgent',
    limit: 50,
    offset: 0,
    raisedBefore: CONTEXT.timeRange.to,
  },
  'alerts groups': { kind: 'alerts', format: 'groups', groupBy: 'rule' },
  'alerts by state': {
    kind: 'alerts',
    format: 'states',
    statuses: ['new'],
    raisedBeforeByLevel: { high: CONTEXT.timeRange.to, low: CONTEXT.timeRange.from },
  },
  'alerts closed since': { kind: 'alerts', format: 'queue', statuses: ['closed'], actedSince: CONTEXT.timeRange.from },
  'alerts of a group': { kind: 'alerts', format: 'queue', groupBy: 'incident', group: '' },
  'alerts histogram': { kind: 'alerts', format: 'histogram' },
  'alerts count': { kind: 'alerts', format: 'count' },
  'values of hosts': { kind: 'values', field: 'host' },
  'values of rules': { kind: 'values', field: 'rule_ids', order: 'count', search: 'a' },
  'values of a key of ext': { kind: 'values', field: 'AppKey' },
  'values of the keys of ext': { kind: 'values', field: 'ext', order: 'count', search: 'key' },
  'values of a part of the rows': { kind: 'values', field: 'CommandLine', order: 'count', sample: 1000 },
  annotations: { kind: 'annotations', levels: ['high'] },
};
