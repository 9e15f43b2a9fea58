// Switching to SQL keeps the meaning: both give the same rows on the real engine.
import { parseQuery } from '@huntboard/query';
import { GUID } from '../../../packages/query/testing/queries';
import { fill, startQueryStore } from '../../../packages/query/testing/query-store';
import type { QueryStore } from '../../../packages/query/testing/query-store';
import { formatSql } from './format-sql';
import { modelToSql } from './model-to-sql';

let store: QueryStore;
beforeAll(async () => {
  store = await startQueryStore();
  await fill(store);
});
afterAll(() => store?.stop());

const filters = [
  { field: 'CommandLine', operator: 'contains', value: 'SHELL.exe -e' },
  { field: 'CommandLine', operator: 'contains', value: "'echo 100% _x'" },
  { field: 'Image', operator: 'endswith', value: '\\WINWORD.exe' },
  { field: 'Image', operator: 'regex', value: '^c:\\\\office' },
  { field: 'User', operator: 'in', value: ['root', 'nobody'] },
  { field: 'DestinationPort', operator: '>=', value: '443' },
  { field: 'target_guid', operator: 'exists' },
  { field: "odd'key", operator: 'exists' },
  { field: 'AppKey', operator: '=', value: 'V5' },
  { field: 'ts', operator: '>', value: '2024-05-01 10:09:00' },
  { field: 'rule_ids', operator: 'contains', value: 'LSASS' },
  {
    any: [
      { field: 'EventID', operator: '=', value: '3' },
      { field: 'host', operator: '!=', value: 'ws1' },
    ],
  },
];
const START_THEN_CONNECT = [
  {
    name: "it's a shell",
    categories: ['process'],
    filters: [{ field: 'Image', operator: 'endswith', value: '\\PowerShell.exe' }],
  },
  { categories: ['network'], search: '203.0.113' },
];
const models = [
  ...filters.map((filter) => ({ kind: 'events', filters: [filter] })),
  { kind: 'events', format: 'logs', search: 'powershell' },
  { kind: 'events', format: 'histogram' },
  { kind: 'events', format: 'histogram', groupBy: 'category', categories: ['process'], hosts: ['ws1'] },
  { kind: 'timeseries', groupBy: ['host', 'AppKey'], top: 2, hosts: ['ws1'] },
  { kind: 'timeseries', measure: 'quantile', quantile: 0.9, field: 'ProcessId', fill: 'none' },
  { kind: 'rarity', field: 'User', newOnly: true, search: 'bash' },
  { kind: 'sequence', steps: START_THEN_CONNECT, windowMs: 600_000 },
  { kind: 'sequence', steps: START_THEN_CONNECT, by: ['host', 'proc_guid'], hosts: ['WS1'], windowMs: 300_000 },
  { kind: 'lineage', hosts: ['ws1'] },
  { kind: 'lineage', procGuid: GUID },
  { kind: 'lineage', procGuid: GUID, part: 'children' },
  { kind: 'lineage', procGuid: GUID.replace(/2$/, '3'), part: 'events' },
  { kind: 'lineage', part: 'events' },
  { kind: 'lineage', part: 'edges' },
  { kind: 'alerts', format: 'table', levels: ['high', 'medium'] },
  { kind: 'alerts', format: 'histogram' },
  { kind: 'alerts', format: 'count' },
];

it.each(models.map((model) => [JSON.stringify(model), model] as const))('%s', async (_, saved) => {
  const model = parseQuery(saved);
  if (!model.ok) throw new Error(model.error.message);
  const sql = modelToSql(model.value);
  if (sql === null) throw new Error('no SQL');
  const laidOut = await formatSql(sql.sql);
  expect(laidOut).not.toBe(sql.sql);
  const rows = await store.ask(model.value);
  expect(rows.length).toBeGreaterThan(0);
  expect(await store.ask({ ...sql, sql: laidOut })).toEqual(rows);
});
