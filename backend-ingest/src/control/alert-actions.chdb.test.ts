// The control API on the real engine: who may act, what is refused and kept for the audit, once, in turn, taken back.
import { randomUUID } from 'node:crypto';
import type { ActionAnswer, ActionRequestInput } from '@huntboard/actions';
import { alerts, encodeRows } from '@huntboard/schema';
import type { LightMyRequestResponse } from 'fastify';
import { makeBundles, type Bundles } from '../testing/bundles.ts';
import { startTestIngest, type TestIngest } from '../testing/test-ingest.ts';
import { startDoorStore, until, type DoorStore } from '../testing/test-store.ts';
import { ControlService } from './control-service.ts';
import { tidyOpenAlerts } from './open-alerts.ts';

const TOKEN = 'a-control-token-of-the-test';
const ANA = { login: 'ana', role: 'Editor' };
const BEN = { login: 'ben', role: 'Editor' };
const START = Date.UTC(2026, 5, 1, 12);
let bundles: Bundles;
let door: DoorStore;
let test: TestIngest;

beforeAll(async () => {
  bundles = makeBundles();
  door = await startDoorStore();
  test = await startTestIngest(bundles.worker, { ...door.settings, HUNTBOARD_CONTROL_TOKENS: TOKEN });
});
afterAll(async () => {
  await test.stop();
  await door.stop();
  bundles.remove();
});

async function alert(count = 1): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const rows = ids.map((id, n) => ({
    alert_id: id, window_start: START + n, ts: START + n, created_at: Date.now(), rule_id: 'r', level: 'high', host: 'ws-01', count: 1, retention_days: 400,
  })); // prettier-ignore
  await door.store.insertNative('alerts', encodeRows(alerts, rows), { rows: count, dedupToken: randomUUID() });
  return ids;
}

type Asked = Omit<ActionRequestInput, 'key'> & Record<string, unknown>;

function post(body: unknown, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
  return test.ingest.app.inject({
    method: 'POST',
    url: '/api/v1/control/actions',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
const send = (request: Asked, actor: object | undefined = ANA): Promise<LightMyRequestResponse> =>
  post({ ...(actor === undefined ? {} : { actor }), request: { key: randomUUID(), ...request } });
async function act(request: Asked, actor = ANA): Promise<ActionAnswer> {
  const response = await send(request, actor);
  expect([200, 409]).toContain(response.statusCode);
  return response.json();
}
const on = (...ids: string[]): { id: string }[] => ids.map((id) => ({ id }));
const rowsOf = (id: string): Promise<Record<string, string>[]> =>
  door.store.query(
    'SELECT actor, role, action, status, disposition, assignee, comment FROM alert_actions WHERE alert_id = {id:UUID} ORDER BY seq',
    { params: { id } },
  );
const stateOf = async (id: string): Promise<Record<string, string> | undefined> =>
  (
    await door.store.query<Record<string, string>>(
      'SELECT status, disposition, assignee, acted_by FROM alert_states FINAL WHERE alert_id = {id:UUID}',
      { params: { id } },
    )
  )[0];
const audit = (where: string): Promise<Record<string, unknown>[]> =>
  door.store.query(
    `SELECT actor, role, object, action, target, outcome, code FROM action_audit WHERE ${where} ORDER BY ts, seq`,
  );

describe('an alert', () => {
  it('goes from new to closed and back, each step a row with the state after it', async () => {
    const [id = ''] = await alert();
    expect((await act({ action: 'acknowledge', alerts: on(id) })).done).toMatchObject([
      { id, state: { status: 'acknowledged', assignee: 'ana' } },
    ]);
    await act({ action: 'assign', alerts: on(id), assignee: 'ben' });
    await act({ action: 'start', alerts: on(id) }, BEN);
    await act({ action: 'comment', alerts: on(id), comment: 'seen before?' });
    await act({ action: 'close', alerts: on(id), disposition: 'false_positive', comment: 'the backup' }, BEN);
    expect(await stateOf(id)).toEqual({ status: 'closed', disposition: 'false_positive', assignee: 'ben', acted_by: 'ben' }); // prettier-ignore
    await act({ action: 'reopen', alerts: on(id), comment: 'not the backup' });
    expect(await rowsOf(id)).toMatchObject([
      { actor: 'ana', role: 'Editor', action: 'acknowledge', status: 'acknowledged', assignee: 'ana' },
      { actor: 'ana', action: 'assign', status: 'acknowledged', assignee: 'ben' },
      { actor: 'ben', action: 'start', status: 'in_progress', assignee: 'ben' },
      { actor: 'ana', action: 'comment', status: 'in_progress', comment: 'seen before?' },
      { actor: 'ben', action: 'close', status: 'closed', disposition: 'false_positive', comment: 'the backup' },
      { actor: 'ana', action: 'reopen', status: 'acknowledged', disposition: '', assignee: 'ben' },
    ]);
    expect(await audit(`target = '${id}'`)).toHaveLength(6);
  });

  it('is closed once: the second one is told so, and nothing is written', async () => {
    const [id = ''] = await alert();
    const close = { action: 'close', alerts: on(id), disposition: 'undetermined', comment: 'x' } as const;
    await act(close);
    const response = await send(close, BEN);
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ done: [], refused: [{ id, code: 'not_possible', message: 'it is closed already', state: { status: 'closed' } }] }); // prettier-ignore
    expect(await rowsOf(id)).toHaveLength(1);
    expect(await audit(`target = '${id}' AND outcome = 'refused'`)).toMatchObject([
      { actor: 'ben', object: 'actions', action: 'close', code: 'not_possible' },
    ]);
  });

  it('shows the later of two analysts what the first one did', async () => {
    const [id = ''] = await alert();
    const seen = { id, expect: '' };
    const [first, second] = await Promise.all([
      act({ action: 'acknowledge', alerts: [seen] }, ANA),
      act({ action: 'close', alerts: [seen], disposition: 'true_positive', comment: 'real' }, BEN),
    ]);
    expect(first.done).toHaveLength(1);
    expect(second).toMatchObject({
      done: [],
      refused: [{ id, code: 'conflict', state: { status: 'acknowledged', assignee: 'ana' }, last: { actor: 'ana', action: 'acknowledge' } }], // prettier-ignore
    });
    const again = { id, expect: second.refused[0]!.state!.lastAction };
    expect((await act({ action: 'close', alerts: [again], disposition: 'true_positive', comment: 'real' }, BEN)).done).toHaveLength(1); // prettier-ignore
  });

  it('is acted upon in bulk as far as it can be', async () => {
    const ids = await alert(300);
    const unknown = randomUUID();
    await act({ action: 'close', alerts: on(ids[7]!), disposition: 'undetermined', comment: 'x' });
    const answer = await act({ action: 'close', alerts: on(...ids, unknown), disposition: 'benign_true_positive', comment: 'a test of the red team' }); // prettier-ignore
    expect(answer.done).toHaveLength(299);
    expect(answer.refused.map(({ id, code }) => [id, code])).toEqual([[ids[7], 'not_possible'], [unknown, 'unknown']]); // prettier-ignore
    const [row] = await door.store.query('SELECT count() AS n FROM alert_states FINAL WHERE disposition = {d:String}', {
      params: { d: 'benign_true_positive' },
    });
    expect(row).toEqual({ n: '299' });
  });

  it('is put back as it was by an undo, all of a request, and by nobody else', async () => {
    const ids = await alert(3);
    await act({ action: 'start', alerts: on(ids[0]!) });
    const key = randomUUID();
    await act({ key, action: 'close', alerts: on(...ids), disposition: 'false_positive', comment: 'wrong click' });
    await act({ action: 'comment', alerts: on(ids[2]!), comment: 'wait' }, BEN);
    expect((await send({ action: 'undo', undoes: key }, BEN)).statusCode).toBe(403);
    const answer = await act({ action: 'undo', undoes: key });
    expect(answer.done.map(({ id, state }) => [id, state.status, state.assignee])).toEqual([[ids[0], 'in_progress', 'ana'], [ids[1], 'new', '']]); // prettier-ignore
    expect(answer.refused).toMatchObject([{ id: ids[2], code: 'conflict', last: { actor: 'ben' } }]);
    expect(await stateOf(ids[1]!)).toMatchObject({ status: 'new', disposition: '', assignee: '' });
    expect(await act({ action: 'undo', undoes: key })).toMatchObject({ done: [] });
  });
});

describe('the open alerts', () => {
  const open = async (ids: readonly string[]): Promise<string[]> =>
    (
      await door.store.query<{ id: string }>(
        'SELECT DISTINCT alert_id AS id FROM open_alerts WHERE alert_id IN {ids:Array(UUID)}',
        { params: { ids } },
      )
    ).map(({ id }) => id);
  const states = async (): Promise<string[]> =>
    (await door.store.query<{ id: string }>("SELECT alert_id AS id FROM open_alert_states FINAL WHERE status = 'closed'")).map(({ id }) => id); // prettier-ignore
  const close = { action: 'close', disposition: 'undetermined', comment: 'x' } as const;

  it('lose what is closed, and nothing else; get back what is opened again, as it was', async () => {
    const [shut = '', undone = '', again = '', never = ''] = await alert(4);
    await act({ action: 'start', alerts: on(never) });
    await act({ ...close, alerts: on(shut, again) });
    const key = randomUUID();
    await act({ ...close, key, alerts: on(undone) });
    await tidyOpenAlerts({ store: door.store, cluster: '' }, 0);
    expect(await open([shut, undone, again, never])).toEqual([never]);
    expect(await states()).toEqual([]);
    await act({ action: 'undo', undoes: key });
    await act({ action: 'reopen', alerts: on(again), comment: 'not so' });
    await tidyOpenAlerts({ store: door.store, cluster: '' }, 0);
    expect((await open([shut, undone, again, never])).toSorted()).toEqual([undone, again, never].toSorted());
    const columns = 'rule_id, level, host, ts, created_at, retention_days';
    const row = (table: string) =>
      door.store.query(`SELECT ${columns} FROM ${table} FINAL WHERE alert_id = {id:UUID}`, { params: { id: again } });
    expect(await row('open_alerts')).toEqual(await row('alerts'));
    // Closed once more: it goes once more.
    await act({ ...close, alerts: on(again) });
    await tidyOpenAlerts({ store: door.store, cluster: '' }, 0);
    expect(await open([again])).toEqual([]);
  });
});

describe('a request', () => {
  it('acts once, however often its click is sent', async () => {
    const [id = ''] = await alert();
    const request = { key: randomUUID(), action: 'acknowledge', alerts: on(id) } as const;
    const answers = await Promise.all([1, 2, 3].map(() => act(request)));
    expect(answers.map(({ repeated }) => repeated)).toEqual([false, true, true]);
    expect(new Set(answers.map(({ done }) => JSON.stringify(done))).size).toBe(1);
    expect(await rowsOf(id)).toHaveLength(1);
  });

  it('acts once when the service ends between writing and answering', async () => {
    const [id = ''] = await alert();
    const request = { key: randomUUID(), action: 'close', alerts: on(id), disposition: 'undetermined', comment: 'x' } as const; // prettier-ignore
    await act(request);
    await test.restart();
    expect(await act(request)).toMatchObject({ repeated: true, done: [{ id, state: { status: 'closed' } }] });
    expect(await rowsOf(id)).toHaveLength(1);
  });

  it('is told that the store is down, and acts when it is sent again', async () => {
    const [id = ''] = await alert();
    const request = { key: randomUUID(), action: 'acknowledge', alerts: on(id) } as const;
    door.shut();
    const response = await send(request);
    door.open();
    expect([response.statusCode, response.json().error]).toEqual([503, 'control_unavailable']);
    expect(await act(request)).toMatchObject({ done: [{ id }] });
  });

  it('is refused when its key belongs to another', async () => {
    const [a = '', b = ''] = await alert(2);
    const key = randomUUID();
    await act({ key, action: 'acknowledge', alerts: on(a) });
    for (const [request, actor] of [
      [{ key, action: 'acknowledge', alerts: on(b) }, ANA],
      [{ key, action: 'acknowledge', alerts: on(a) }, BEN],
    ] as const) {
      // prettier-ignore
      const response = await send(request, actor);
      expect([response.statusCode, response.json().error]).toEqual([409, 'action_key_reused']);
    }
  });
});

describe('who', () => {
  it('is a Viewer may not act, and the attempt is kept', async () => {
    const [id = ''] = await alert();
    const response = await send({ action: 'acknowledge', alerts: on(id) }, { login: 'vera', role: 'Viewer' });
    expect([response.statusCode, response.json().error]).toEqual([403, 'action_forbidden']);
    expect(await rowsOf(id)).toEqual([]);
    expect(await audit("actor = 'vera'")).toEqual([
      { actor: 'vera', role: 'Viewer', object: 'actions', action: 'acknowledge', target: id, outcome: 'refused', code: 'action_forbidden' }, // prettier-ignore
    ]);
  });

  it.each([undefined, { login: 'mia', role: 'None' }, { login: 'mia', role: '' }, { login: 'mia', role: 'editor' }])(
    'is %j may not act',
    async (actor) => {
      const [id = ''] = await alert();
      const request = { key: randomUUID(), action: 'acknowledge', alerts: on(id) };
      const response = await post({ ...(actor === undefined ? {} : { actor }), request });
      expect(response.statusCode).toBe(403);
      expect(await rowsOf(id)).toEqual([]);
    },
  );

  it('forges the header of a user is not believed, with or without the token', async () => {
    const [id = ''] = await alert();
    const request = { key: randomUUID(), action: 'acknowledge', alerts: on(id) };
    const forged = { 'x-grafana-user': 'admin', 'x-huntboard-user': 'admin', 'x-huntboard-role': 'Admin', 'x-webauth-user': 'admin' }; // prettier-ignore
    expect((await post({ request }, forged)).statusCode).toBe(403);
    for (const authorization of ['', 'Bearer', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`])
      expect((await post({ actor: { login: 'admin', role: 'Admin' }, request }, { ...forged, authorization })).statusCode).toBe(401); // prettier-ignore
    expect(await rowsOf(id)).toEqual([]);
    const kept = await audit("object = 'control'");
    expect(kept.length).toBeGreaterThan(0);
    for (const one of kept)
      expect(one).toMatchObject({ actor: '', role: '', outcome: 'refused', code: 'unauthorized' });
  });

  it('smuggles a user into what the browser may send is refused', async () => {
    const [id = ''] = await alert();
    for (const more of [{ actor: 'admin' }, { role: 'Admin' }, { user: { login: 'admin' } }]) {
      const response = await send({ action: 'acknowledge', alerts: on(id), ...more });
      expect([response.statusCode, response.json().error]).toEqual([400, 'action_invalid']);
    }
  });

  it('sends as fast as a script is slowed down, and its refusals do not flood the audit', async () => {
    const [id = ''] = await alert();
    const sam = { login: 'sam', role: 'Viewer' };
    const statuses = new Set<number>();
    for (let i = 0; i < 300; i++) statuses.add((await send({ action: 'acknowledge', alerts: on(id) }, sam)).statusCode);
    expect([...statuses].toSorted()).toEqual([403, 429]);
    expect((await audit("actor = 'sam'")).length).toBeLessThan(60);
  });
});

describe('a comment', () => {
  const comment = async (text: string): Promise<LightMyRequestResponse> => {
    const [id = ''] = await alert();
    const response = await send({ action: 'comment', alerts: on(id), comment: text });
    if (response.statusCode === 200) expect((await rowsOf(id))[0]).toEqual(expect.objectContaining({ comment: expect.any(String) })); // prettier-ignore
    return response;
  };
  const stored = async (text: string): Promise<string | undefined> => {
    const [id = ''] = await alert();
    await act({ action: 'comment', alerts: on(id), comment: text });
    return (await rowsOf(id))[0]?.['comment'];
  };

  it('with HTML stays the text that it is', async () => {
    const html = '<img src=x onerror=alert(1)><script>alert(1)</script> [a](javascript:alert(1)) {{7*7}}';
    expect(await stored(html)).toBe(html);
  });

  it('loses characters that nobody sees', async () => {
    expect(await stored('a\u0000b\u001b[31m c\u202ed\r\ne\tf\ud800')).toBe('ab[31m cd\ne\tf');
  });

  it('of a megabyte, of nothing, of white space, of no text is refused', async () => {
    expect((await comment('x'.repeat(1024 * 1024))).statusCode).toBe(413);
    for (const text of ['x'.repeat(4001), '', ' \n\u0000 ', 7, null, ['x']])
      expect((await comment(text as string)).statusCode).toBe(400);
    expect((await comment('ü'.repeat(4000))).statusCode).toBe(200);
  });

  it('that is no JSON, or JSON that is deep or wide, is refused', async () => {
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '['.repeat(100_000),
      `{"request":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_001)}`,
    ])
      expect((await post(body)).statusCode).toBeGreaterThanOrEqual(400);
    const many = Array.from({ length: 1001 }, () => ({ id: randomUUID() }));
    expect((await send({ action: 'acknowledge', alerts: many })).statusCode).toBe(400);
    expect((await send({ action: 'acknowledge', alerts: many.slice(0, 501) })).json().message).toContain('at most 500');
  });
});

describe('a clock that jumps', () => {
  it('leaves the order of actions as it was, and the last one last', async () => {
    const [id = ''] = await alert();
    let now = Date.now();
    const service = (): ControlService =>
      new ControlService({
        store: door.store,
        telemetry: test.ingest.telemetry,
        now: () => now,
        maxBulk: 500,
        exceptions: { file: undefined, takeUp: async () => false },
        groupEveryMs: 0,
        cluster: '',
        // The service of the test holds the lease.
        service: { id: test.ingest.pipeline.queue.queueId, node: 'test' },
      });
    const one = service();
    const request = (action: 'acknowledge' | 'start') => ({ key: randomUUID(), action, alerts: on(id), comment: '' });
    await one.act(ANA, request('acknowledge'));
    now += 365 * 86_400_000;
    await one.act(ANA, request('start'));
    now -= 400 * 86_400_000;
    const key = randomUUID();
    await one.act(BEN, { key, action: 'close', alerts: on(id), disposition: 'undetermined', comment: 'x' });
    // Also for a service that starts on a clock that is behind.
    const other = service();
    expect(await other.act(BEN, { key: randomUUID(), action: 'undo', undoes: key })).toMatchObject({ done: [{ state: { status: 'in_progress' } }] }); // prettier-ignore
    expect((await rowsOf(id)).map(({ action }) => action)).toEqual(['acknowledge', 'start', 'close', 'undo']);
    expect(await stateOf(id)).toMatchObject({ status: 'in_progress', assignee: 'ana' });
    await Promise.all([one.stop(), other.stop()]);
  });
});

describe('the state', () => {
  it('is mended at start when a crash cut the feed', async () => {
    const [id = ''] = await alert();
    await act({ action: 'acknowledge', alerts: on(id) });
    await door.store.command('TRUNCATE TABLE alert_states');
    await test.restart();
    await act({ action: 'comment', alerts: on((await alert())[0]!), comment: 'first action after the start' });
    expect(
      await until(
        () => stateOf(id),
        (state) => state !== undefined,
      ),
    ).toMatchObject({ status: 'acknowledged' });
  });
});
