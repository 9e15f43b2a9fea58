// What follows an alert and an action: the open alerts, where alerts are found, who acted; the same whether fed or filled by the migration.
import { randomUUID } from 'node:crypto';
import { createStore, migrate } from '@huntboard/clickhouse';
import type { Store } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import type { TestStore } from '@huntboard/embedded';
import { alertActions, alerts, encodeRows, exceptedAlerts, migrations } from '../index.ts';
import type { RowObject, Table } from '../index.ts';

let server: TestStore;
let store: Store;
const now = Date.now();
const DAY = 86_400_000;
const uuid = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, '0')}`;
const insert = (table: Table, rows: readonly RowObject[], dedupToken: string = randomUUID()) =>
  store.insertNative(table.name, encodeRows(table, rows), { dedupToken, rows: rows.length });

const alert = (n: number, more: RowObject = {}): RowObject => ({
  alert_id: uuid(n), window_start: now - n, ts: now - n, created_at: now, raised_at: now, rule_id: `rule-${n % 3}`, rule_title: 'Rule', level: 'high', tags: ['attack.t1059'],
  host: `ws-${n % 2}`, User: 'CORP\\ana', Image: 'C:\\Windows\\Cmd.exe', summary: `alert ${n}`, dedup_key: `key-${n % 4}`, count: 1, evidence: '{}', retention_days: 400, ...more,
}); // prettier-ignore
const action = (n: number, seq: number, status: string, more: RowObject = {}): RowObject => ({
  action_id: uuid(1000 + seq), alert_id: uuid(n), window_start: now - n, seq, ts: now + seq, actor: 'ana', role: 'Editor', action: 'x', status, assignee: 'ben', request_id: uuid(1000 + seq), ...more,
}); // prettier-ignore
const open = async (): Promise<string[]> =>
  (await store.query<{ s: string }>('SELECT summary AS s FROM open_alerts FINAL ORDER BY s')).map(({ s }) => s);
const found = async (by: string, value: string): Promise<string[]> =>
  (
    await store.query<{ id: string }>(
      'SELECT DISTINCT alert_id AS id FROM alert_index WHERE by = {by:String} AND key = cityHash64({value:String}) ORDER BY id',
      { params: { by, value } },
    )
  ).map(({ id }) => id);

beforeAll(async () => {
  server = await startTestStore();
  store = createStore({ url: server.url, ...server.writer, database: 'huntboard' });
});
afterAll(async () => {
  await store?.close();
  await server?.stop();
});

const TABLES = 'alerts excepted_alerts alert_actions alert_states open_alerts open_alert_states alert_index people';

it('is filled by the migration with what was there before', async () => {
  const before = migrations.filter(({ number }) => number < 3);
  expect(await migrate(store, { owner: 'test', migrations: before })).toMatchObject({ ok: true });
  await insert(alerts, [alert(1), alert(2), alert(3), alert(3, { count: 4, User: 'CORP\\eve' })]);
  await insert(exceptedAlerts, [alert(9, { exception: 'why-not' })]);
  await insert(alertActions, [action(1, 1, 'acknowledged'), action(2, 2, 'acknowledged'), action(2, 3, 'closed')]);
  expect(await migrate(store, { owner: 'test' })).toMatchObject({ ok: true });
  expect(await open()).toEqual(['alert 1', 'alert 3']);
  expect(await store.query('SELECT alert_id, status, assignee FROM open_alert_states FINAL')).toEqual([{ alert_id: uuid(1), status: 'acknowledged', assignee: 'ben' }]); // prettier-ignore
  expect(await found('alert', uuid(2))).toEqual([uuid(2)]);
  expect(await found('exception', 'why-not')).toEqual([uuid(9)]);
  expect(await store.query('SELECT name FROM people GROUP BY name ORDER BY name')).toEqual([{ name: 'ana' }, { name: 'ben' }]); // prettier-ignore
});

describe('once the tables are there', () => {
  beforeEach(async () => {
    for (const table of TABLES.split(' ')) await store.command(`TRUNCATE TABLE ${table}`);
  });

  it('an alert is open from its first hit, once, as alerts has it', async () => {
    for (let i = 0; i < 3; i++) await insert(alerts, [alert(1, { ts: now + i, summary: `hit ${i}` })]);
    expect(await open()).toEqual(['hit 0']);
    const columns = 'summary, ts, level, tags, host, User, Image, raised_at';
    expect(await store.query(`SELECT ${columns} FROM open_alerts FINAL`)).toEqual(await store.query(`SELECT ${columns} FROM alerts FINAL`)); // prettier-ignore
  });

  it('a late hit of a closed alert opens nothing, one of an alert that was opened again does', async () => {
    await insert(alerts, [alert(1), alert(2)]);
    await insert(alertActions, [action(1, 1, 'closed'), action(2, 2, 'closed'), action(2, 3, 'acknowledged')]);
    await store.command('TRUNCATE TABLE open_alerts');
    await insert(alerts, [alert(1), alert(2), alert(3)]);
    expect(await open()).toEqual(['alert 2', 'alert 3']);
  });

  it('is found by id, rule, equal hits, program without regard to case, host and user', async () => {
    await insert(alerts, [alert(1), alert(4), alert(5, { Image: '', User: '' })]);
    expect(await found('alert', uuid(4))).toEqual([uuid(4)]);
    expect(await found('rule', 'rule-1')).toEqual([uuid(1), uuid(4)]);
    expect(await found('same', 'rule-1\nkey-0')).toEqual([uuid(4)]);
    expect(await found('program', 'rule-1\nc:\\windows\\cmd.exe')).toEqual([uuid(1), uuid(4)]);
    expect(await found('host', 'ws-1')).toEqual([uuid(1), uuid(5)]);
    expect(await found('user', 'CORP\\ana')).toEqual([uuid(1), uuid(4)]);
  });

  it('goes with the retention of its alert', async () => {
    await insert(alerts, [alert(1, { created_at: now - 30 * DAY, retention_days: 7 }), alert(2)]);
    for (const table of ['open_alerts', 'alert_index']) {
      await store.command(`OPTIMIZE TABLE ${table} FINAL`);
      expect(await store.query(`SELECT DISTINCT alert_id AS id FROM ${table}`)).toEqual([{ id: uuid(2) }]);
    }
  });
});
