// Incidents and exceptions on the real engine: grouped by the house, changed by hand, hiding what they should and nothing else.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { alerts, encodeRows } from '@huntboard/schema';
import type { LightMyRequestResponse } from 'fastify';
import { makeBundles, type Bundles } from '../testing/bundles.ts';
import { writeRule } from '../testing/rule-files.ts';
import { sysmonEvent } from '../testing/sysmon-event.ts';
import { EVENT_TOKEN, startTestIngest, type TestIngest } from '../testing/test-ingest.ts';
import { startMigratedStore, until, type MigratedStore } from '../testing/test-store.ts';

const TOKEN = 'a-control-token-of-the-test';
const ANA = { login: 'ana', role: 'Editor' };
const ADA = { login: 'ada', role: 'Admin' };
const DAY = 86_400_000;
let bundles: Bundles;
let store: MigratedStore;
let test: TestIngest;
let rules: string;

beforeAll(async () => {
  bundles = makeBundles();
  store = await startMigratedStore();
  rules = mkdtempSync(join(tmpdir(), 'huntboard-rules-'));
});
afterAll(async () => {
  await store.stop();
  bundles.remove();
  rmSync(rules, { recursive: true, force: true });
});
beforeEach(async () => {
  test = await startTestIngest(bundles.worker, {
    ...store.settings,
    HUNTBOARD_CONTROL_TOKENS: TOKEN,
    HUNTBOARD_INCIDENT_SECONDS: '1',
    HUNTBOARD_DETECTION: 'on',
    HUNTBOARD_RULES_DIRS: rules,
    HUNTBOARD_RULES_BUILTIN: 'off',
  });
});
afterEach(() => test.stop());

const post = (path: string, request: object, actor: object = ANA): Promise<LightMyRequestResponse> =>
  test.ingest.app.inject({
    method: 'POST',
    url: `/api/v1/control/${path}`,
    headers: { authorization: `Bearer ${TOKEN}` },
    payload: JSON.stringify({ actor, request }),
  });
const incident = (request: object, actor = ANA) => post('incidents', { key: randomUUID(), ...request }, actor);
const exception = (request: object, actor = ANA) => post('exceptions', { key: randomUUID(), ...request }, actor);

async function raise(count: number, more: Record<string, unknown> = {}): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const at = Date.now();
  const rows = ids.map((id, n) => ({
    alert_id: id, window_start: at + n, ts: at + n, created_at: at, rule_id: 'r', rule_title: 'Rule', level: 'high', host: randomUUID(), User: '', count: 1, retention_days: 400, ...more,
  })); // prettier-ignore
  await store.store.insertNative('alerts', encodeRows(alerts, rows), { rows: count, dedupToken: randomUUID() });
  return ids;
}
const members = async (ids: readonly string[]): Promise<Record<string, string>[]> =>
  store.store.query('SELECT alert_id, incident_id, grouping FROM incident_alerts FINAL WHERE alert_id IN {ids:Array(UUID)} ORDER BY alert_id', { params: { ids } }); // prettier-ignore
const NIL = '00000000-0000-0000-0000-000000000000';

describe('an incident', () => {
  it('is made by the house of alerts that belong together, and a person can take one out for good', async () => {
    const ids = await raise(3, { host: 'ws-grouped' });
    const found = await until(
      () => members(ids),
      (rows) => rows.length === 3,
    );
    const id = found[0]!['incident_id']!;
    expect(new Set(found.map((row) => row['incident_id']))).toEqual(new Set([id]));
    expect(await store.store.query('SELECT title, status, severity, opened_by FROM incidents WHERE incident_id = {id:UUID}', { params: { id } })).toEqual([{ title: 'Rule on ws-grouped', status: 'open', severity: 'high', opened_by: 'huntboard' }]); // prettier-ignore
    expect((await incident({ action: 'remove_alerts', incident: id, alerts: [ids[0]] })).statusCode).toBe(200);
    const [late] = await raise(1, { host: 'ws-grouped' });
    await until(
      () => members([late!]),
      (rows) => rows[0]?.['incident_id'] === id,
    );
    expect((await members([ids[0]!]))[0]).toMatchObject({ incident_id: NIL, grouping: 'hand' });
  });

  it('carries title, owner, severity, notes, tasks, and closes once', async () => {
    const [a = '', b = ''] = await raise(2);
    const key = randomUUID();
    const open = { key, action: 'open', title: ' A <b>case</b> ', severity: 'high', alerts: [a] };
    expect((await incident(open)).json()).toMatchObject({ incident: key, repeated: false });
    expect((await incident(open)).json()).toMatchObject({ incident: key, repeated: true });
    const task = randomUUID();
    for (const request of [
      { action: 'set_owner', owner: 'ana' },
      { action: 'set_severity', severity: 'critical' },
      { action: 'add_alerts', alerts: [b] },
      { action: 'note', comment: 'seen on the proxy as well' },
      { key: task, action: 'add_task', title: 'Ask the user', assignee: 'ben' },
      { action: 'finish_task', task },
      { action: 'close', comment: 'cleaned' },
    ])
      expect([request.action, (await incident({ ...request, incident: key })).statusCode]).toEqual([
        request.action,
        200,
      ]);
    for (const request of [
      { action: 'close', comment: 'again' },
      { action: 'finish_task', task },
      { action: 'add_alerts', alerts: [b] },
    ])
      expect((await incident({ ...request, incident: key })).statusCode).toBe(409);
    expect((await incident({ action: 'note', incident: randomUUID(), comment: 'x' })).statusCode).toBe(404);
    expect(await store.store.query('SELECT title, status, severity, owner, tasks, tasks_open FROM incidents WHERE incident_id = {id:UUID}', { params: { id: key } })).toEqual([
      { title: 'A <b>case</b>', status: 'closed', severity: 'critical', owner: 'ana', tasks: '1', tasks_open: '0' },
    ]); // prettier-ignore
  });

  it('tells the second of two who was first', async () => {
    const [a = ''] = await raise(1);
    const key = randomUUID();
    await incident({ key, action: 'open', title: 'x', severity: 'low', alerts: [a] });
    const [row] = await store.store.query<{ last: string }>('SELECT last_action AS last FROM incidents WHERE incident_id = {id:UUID}', { params: { id: key } }); // prettier-ignore
    const [first, second] = await Promise.all([
      incident({ action: 'set_title', incident: key, expect: row!.last, title: 'one' }, ANA),
      incident({ action: 'set_title', incident: key, expect: row!.last, title: 'two' }, ADA),
    ]);
    expect([first.statusCode, second.statusCode]).toEqual([200, 409]);
    expect(second.json().message).toContain('ana was first: set title');
  });

  it('groups 10,000 alerts of a minute and stays usable', async () => {
    const ids = await raise(10_000, { host: 'ws-flood', rule_id: 'loud' });
    const found = await until(
      () => members(ids),
      (rows) => rows.length > 0,
    );
    expect(found.length).toBe(200);
    const response = await post('actions', { key: randomUUID(), action: 'close', alerts: ids.slice(0, 500).map((id) => ({ id })), disposition: 'undetermined', comment: 'flood' }); // prettier-ignore
    expect(response.json().done).toHaveLength(500);
    const [counted] = await store.store.query("SELECT uniqExact(alert_id) AS n FROM alerts WHERE rule_id = 'loud'");
    expect(counted).toEqual({ n: '10000' });
  });
});

describe('an exception', () => {
  const send = async (markers: readonly string[]): Promise<void> => {
    const response = await test.ingest.app.inject({
      method: 'POST',
      url: '/api/v1/events',
      headers: { authorization: `Bearer ${EVENT_TOKEN}`, 'content-encoding': 'gzip' },
      payload: gzipSync(markers.map((marker, n) => sysmonEvent(marker, Date.now() - n)).join('\n')),
    });
    expect(response.statusCode).toBe(200);
  };
  const raised = (table: string): Promise<Record<string, string>[]> =>
    store.store.query(`SELECT sum(count) AS hits FROM ${table} FINAL WHERE rule_id = {rule:String}`, { params: { rule: RULE } }); // prettier-ignore
  const RULE = '00000000-0000-4000-8000-000000000077';
  const create = { action: 'create', rules: [RULE], where: { 'CommandLine|contains': 'backup' }, owner: 'team-a', reason: 'nightly', expires: Date.now() + 30 * DAY }; // prettier-ignore

  it('says before what it would have hidden, hides it from then on, and no more when it is revoked', async () => {
    writeRule(rules, 77, 'mark');
    await test.ingest.rules!.reload('test');
    await send(['mark backup', 'mark evil']);
    await until(
      () => raised('alerts'),
      ([row]) => row?.['hits'] === '2',
    );
    const preview = await post('exceptions/preview', { rules: [RULE], where: create.where });
    expect(preview.json()).toMatchObject({ days: 30, hits: 2, hiddenHits: 1 });
    const key = randomUUID();
    expect((await exception({ ...create, key })).json()).toMatchObject({ exception: key, inForce: true });
    await send(['mark backup', 'mark evil']);
    await until(
      () => raised('excepted_alerts'),
      ([row]) => row?.['hits'] === '1',
    );
    await until(
      () => raised('alerts'),
      ([row]) => row?.['hits'] === '3',
    );
    expect(
      (await exception({ action: 'revoke', exception: key, reason: 'not needed' }, { login: 'eve', role: 'Editor' }))
        .statusCode,
    ).toBe(403);
    expect((await exception({ action: 'revoke', exception: key, reason: 'not needed' })).statusCode).toBe(200);
    await send(['mark backup']);
    await until(
      () => raised('alerts'),
      ([row]) => row?.['hits'] === '4',
    );
  });

  it.each([
    ['without an end', { expires: undefined }, 400],
    ['that is over', { expires: 1 }, 400],
    ['without an owner', { owner: ' ' }, 400],
    ['without a reason', { reason: '' }, 400],
    ['of everything', { where: {} }, 400],
    ['that lasts longer than an editor may say', { expires: Date.now() + 91 * DAY }, 400],
    ['for every rule by an editor', { rules: [] }, 403],
    ['with a selection that is none', { where: { 'CommandLine|nonsense': 'x' } }, 400],
    ['with a broken expression', { where: { 'CommandLine|re': '(' } }, 400],
  ])('%s is refused', async (_name, more, status) => {
    expect((await exception({ ...create, ...more })).statusCode).toBe(status);
    const file = join(test.directory, 'detection', 'panel-exceptions.json');
    expect(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []).toEqual([]);
  });
});

describe('the journal', () => {
  it('keeps a hunt and a handover once, and links to nowhere else', async () => {
    const hunt = {
      key: randomUUID(),
      kind: 'hunt',
      title: 'Office starts shells',
      outcome: 'nothing',
      link: '/d/hb-hunt',
    };
    expect((await post('journal', hunt)).json()).toMatchObject({ repeated: false });
    expect((await post('journal', hunt)).json()).toMatchObject({ repeated: true });
    for (const link of ['https://evil.example', '//evil.example', 'javascript:alert(1)', '/\\evil'])
      expect((await post('journal', { ...hunt, key: randomUUID(), link })).statusCode).toBe(400);
    expect((await post('journal', { key: randomUUID(), kind: 'handover', comment: 'watch srv-01' })).statusCode).toBe(
      200,
    );
    expect(await store.store.query('SELECT action, actor, outcome FROM journal ORDER BY seq')).toEqual([
      { action: 'hunt', actor: 'ana', outcome: 'nothing' },
      { action: 'handover', actor: 'ana', outcome: '' },
    ]);
  });
});
