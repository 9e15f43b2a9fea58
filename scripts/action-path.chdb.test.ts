// The whole way of an action: resource call of the built data source, as Grafana makes it, to the ingest service, to rows, and back.
import { createHash, randomUUID } from 'node:crypto';
import {
  actionAnswerSchema,
  alertDetailSchema,
  exceptionListSchema,
  exceptionPreviewSchema,
  failureSchema,
  incidentDetailSchema,
  incidentSchema,
  meSchema,
} from '@huntboard/actions';
import type { HostContext } from '@huntboard/grafana-backend/testing';
import { alerts, encodeRows, events, ruleStates } from '@huntboard/schema';
import { checkQuestions, printQuestions } from '@huntboard/sigma';
import { makeBundles, type Bundles } from '../backend-ingest/src/testing/bundles.ts';
import { startTestIngest, type TestIngest } from '../backend-ingest/src/testing/test-ingest.ts';
import { startMigratedStore, type MigratedStore } from '../backend-ingest/src/testing/test-store.ts';
import { builtBackend, startBackend, type Backend } from '../plugins/huntboard-datasource/backend/testing/backend-host';

const TOKEN = 'a-control-token-of-the-test';
const NOW = Date.now();
let bundles: Bundles;
let store: MigratedStore;
let ingest: TestIngest;
let backend: Backend;

beforeAll(async () => {
  bundles = makeBundles();
  store = await startMigratedStore();
  ingest = await startTestIngest(bundles.worker, {
    ...store.settings,
    HUNTBOARD_CONTROL_TOKENS: TOKEN,
    HUNTBOARD_INCIDENT_SECONDS: '0',
  });
  backend = await startBackend(builtBackend(), store.server.url, store.server.reader, {
    from: NOW - 3_600_000,
    to: NOW,
  });
});
afterAll(async () => {
  await backend?.host.shutdown();
  await ingest?.stop();
  await store?.stop();
  bundles?.remove();
});

/** The data source with an address and a token of the control API, asked by this user. */
function as(
  user: HostContext['user'],
  secureJsonData: Record<string, string> = { controlToken: TOKEN },
  more = {},
): HostContext {
  const { datasource } = backend.context;
  const key = JSON.stringify([secureJsonData, more]);
  return {
    ...backend.context,
    datasource: {
      ...datasource,
      uid: `huntboard-${key}`,
      jsonData: { ...datasource.jsonData, controlUrl: ingest.ingest.url, ...more },
      secureJsonData: { ...datasource.secureJsonData, ...secureJsonData },
    },
    ...(user === undefined ? {} : { user }),
  };
}
const ANA = { login: 'ana', role: 'Editor' };
const VERA = { login: 'vera', role: 'Viewer' };

async function call(context: HostContext, path: string, body?: unknown, headers: Record<string, string[]> = {}) {
  const answer = await backend.host.callResource({
    context,
    path,
    headers,
    ...(body === undefined ? {} : { method: 'POST', body: new TextEncoder().encode(JSON.stringify(body)) }),
  });
  return { status: answer.status, body: JSON.parse(Buffer.from(answer.body).toString()) as unknown };
}
const act = (context: HostContext, request: unknown, headers: Record<string, string[]> = {}) =>
  call(context, 'actions', request, headers);

let number = 0;
async function alert(more: Record<string, unknown> = {}): Promise<string> {
  const id = randomUUID();
  const at = NOW - 60_000 - number++;
  const row = {
    alert_id: id, window_start: at, ts: at, last_ts: at, created_at: at + 500, raised_at: at + 900, rule_id: 'r-1', rule_title: 'A rule', level: 'high', host: 'ws-01',
    User: 'CORP\\eve', Image: 'C:\\x.exe', dedup_key: 'r-1|ws-01', summary: 'x.exe did it', count: 1, tags: ['attack.t1003'], retention_days: 400,
    evidence: JSON.stringify({ matched: { CommandLine: 'x.exe /go' }, raw: '{"x":1}' }), lineage: '[{"image":"C:\\\\explorer.exe"}]', ...more,
  }; // prettier-ignore
  await store.store.insertNative('alerts', encodeRows(alerts, [row]), { rows: 1, dedupToken: id });
  return id;
}

describe('the action path', () => {
  it('says who one is, what one may do, and that it is there', async () => {
    const { status, body } = await call(as(ANA), 'me');
    expect(status).toBe(200);
    expect(meSchema.parse(body)).toMatchObject({ login: 'ana', role: 'Editor', may: { read: true, triage: true, configure: false }, available: true, bulk: 500 }); // prettier-ignore
    expect(meSchema.parse((await call(as(VERA), 'me')).body).may).toEqual({
      read: true,
      triage: false,
      configure: false,
    });
  });

  it('carries an action of the one whom Grafana names, whatever headers and body claim', async () => {
    const id = await alert();
    const request = { key: randomUUID(), action: 'acknowledge', alerts: [{ id, expect: '' }] } as const;
    const forged = { 'X-Grafana-User': ['admin'], 'X-Huntboard-User': ['admin'], Authorization: [`Bearer ${TOKEN}`] };
    const { status, body } = await act(as(ANA), request, forged);
    expect(status).toBe(200);
    expect(actionAnswerSchema.parse(body).done).toMatchObject([
      { id, state: { status: 'acknowledged', assignee: 'ana' } },
    ]);
    expect(actionAnswerSchema.parse((await act(as(ANA), request)).body).repeated).toBe(true);
    const smuggled = await call(as(VERA), 'actions', {
      ...request,
      key: randomUUID(),
      actor: { login: 'ana', role: 'Admin' },
    });
    expect(smuggled.status).toBe(403);
    const [row] = await store.store.query('SELECT actor, role FROM alert_actions WHERE alert_id = {id:UUID}', {
      params: { id },
    });
    expect(row).toEqual({ actor: 'ana', role: 'Editor' });
  });

  it('shows a conflict with who was first, and a refusal in words', async () => {
    const id = await alert();
    await act(as(ANA), { key: randomUUID(), action: 'start', alerts: [{ id, expect: '' }] });
    const late = await act(as({ login: 'ben', role: 'Admin' }), {
      key: randomUUID(),
      action: 'start',
      alerts: [{ id, expect: '' }],
    });
    expect(late.status).toBe(409);
    expect(failureSchema.parse(late.body)).toMatchObject({ code: 'action_conflict', error: 'ana was first: start' });
    expect(actionAnswerSchema.parse(late.body).refused).toMatchObject([
      { id, code: 'conflict', last: { actor: 'ana' } },
    ]);
  });

  it('does nothing for a Viewer, for nobody, and keeps both attempts', async () => {
    const id = await alert();
    const request = { key: randomUUID(), action: 'acknowledge', alerts: [{ id }] } as const;
    for (const user of [VERA, { login: '', role: '' }])
      expect(await act(as(user), request)).toMatchObject({ status: 403, body: { code: 'action_forbidden' } });
    expect(await store.store.query('SELECT count() AS n FROM alert_actions WHERE alert_id = {id:UUID}', { params: { id } })).toEqual([{ n: '0' }]); // prettier-ignore
    const kept = await store.store.query("SELECT actor, code FROM action_audit WHERE outcome = 'refused' AND target = {id:String} ORDER BY actor", { params: { id } }); // prettier-ignore
    expect(kept).toEqual([
      { actor: '', code: 'action_forbidden' },
      { actor: 'vera', code: 'action_forbidden' },
    ]);
  });

  it('says what is wrong with its settings instead of failing', async () => {
    const id = await alert();
    const request = { key: randomUUID(), action: 'acknowledge', alerts: [{ id }] } as const;
    const wrong: readonly (readonly [HostContext, number, string])[] = [
      [as(ANA, { controlToken: 'wrong' }), 502, 'control_unreachable'],
      [as(ANA, {}), 501, 'control_not_configured'],
      [as(ANA, { controlToken: TOKEN }, { controlUrl: '' }), 501, 'control_not_configured'],
      [as(ANA, { controlToken: TOKEN }, { controlUrl: 'http://127.0.0.1:9' }), 502, 'control_unreachable'],
      [as(ANA, { controlToken: TOKEN }, { controlUrl: `${ingest.ingest.url}/nowhere` }), 502, 'control_unreachable'],
    ];
    for (const [context, status, code] of wrong) {
      expect(await act(context, request)).toMatchObject({ status, body: { code } });
      const me = meSchema.parse((await call(context, 'me')).body);
      expect([me.available, me.reason === '']).toEqual([false, false]);
    }
  });

  it('refuses what is larger than a person writes, and what is no request', async () => {
    expect((await call(as(ANA), 'actions', { comment: 'x'.repeat(1024 * 1024) })).status).toBe(413);
    for (const body of [null, [], 'x', 7, {}, { key: 'x' }])
      expect((await call(as(ANA), 'actions', body)).status).toBe(400);
    expect((await call(as(ANA), 'actions')).status).toBe(405);
  });
});

describe('an alert', () => {
  it('opens with its evidence, history, relatives, host, user', async () => {
    const earlier = await alert({
      window_start: NOW - 86_400_000,
      ts: NOW - 86_400_000,
      rule_id: 'r-2',
      dedup_key: 'r-2|ws-01',
    });
    await act(as(ANA), {
      key: randomUUID(),
      action: 'close',
      alerts: [{ id: earlier }],
      disposition: 'false_positive',
      comment: 'the backup',
    });
    const elsewhere = await alert({ rule_id: 'r-2', dedup_key: 'r-2|ws-02', host: 'ws-02' });
    const id = await alert({ rule_id: 'r-2', dedup_key: 'r-2|ws-01' });
    await act(as(ANA), { key: randomUUID(), action: 'acknowledge', alerts: [{ id }], comment: 'mine' });
    const event = {
      ts: NOW - 60_000,
      ingested_at: NOW,
      host: 'ws-01',
      category: 'process',
      action: 'start',
      source: 'windows',
      retention_days: 30,
      raw_days: 30,
    };
    await store.store.insertNative('events', encodeRows(events, [event]), { rows: 1, dedupToken: randomUUID() });
    const [{ at }] = (await store.store.query('SELECT toUnixTimestamp64Milli(window_start) AS at FROM alerts WHERE alert_id = {id:UUID}', { params: { id } })) as [{ at: string }]; // prettier-ignore
    for (const path of [`alerts/${id}`, `alerts/${id}`.toUpperCase().replace('ALERTS', 'alerts')]) {
      const { status, body } = await call(as(VERA), path);
      expect(status).toBe(200);
      expect(alertDetailSchema.parse(body)).toMatchObject({
        alert: { id, windowStart: Number(at), rule: 'A rule', matched: { CommandLine: 'x.exe /go' }, raw: '{"x":1}', lineage: [{ image: 'C:\\explorer.exe' }] },
        state: { status: 'acknowledged', assignee: 'ana' },
        history: [{ actor: 'ana', action: 'acknowledge', comment: 'mine' }],
        sameEarlier: [{ id: earlier, status: 'closed', disposition: 'false_positive', comment: 'the backup' }],
        sameElsewhere: [{ id: elsewhere, host: 'ws-02', status: 'new' }],
        ruleHistory: [{ disposition: 'false_positive', alerts: 1 }],
        host: { events24h: 1 },
        user: { hosts: ['ws-01', 'ws-02'] },
      }); // prettier-ignore
    }
    expect((await call(as(VERA), `alerts/${randomUUID()}`)).status).toBe(404);
    expect((await call(as({ login: '', role: '' }), `alerts/${id}`)).status).toBe(403);
  });

  it('asks the questions of its rule with the values of its event, for who may see that', async () => {
    const questions = [
      {
        ask: 'Where else did $Image|name run as $SubjectUserName?',
        query: { kind: 'values', field: 'host', filters: [{ field: 'Image', value: '$Image' }, { field: 'ext.Key', value: '$ext.Key' }] },
        answers: [{ means: 'On $host.' }],
      },
      { ask: 'What of the port?', query: { kind: 'events', filters: [{ field: 'DestinationPort', value: '$DestinationPort' }] }, answers: [{ means: 'x' }] },
      { ask: 'Other alerts of it?', query: { kind: 'alerts', filters: [{ field: 'rule_id', value: '$rule_id' }] }, answers: [{ means: 'x' }] },
    ]; // prettier-ignore
    const state = { service: 'lab', rule_id: 'r-asks', seq: 1, updated_at: NOW, questions: printQuestions(checkQuestions(questions).questions) }; // prettier-ignore
    await store.store.insertNative('rule_states', encodeRows(ruleStates, [state]), { rows: 1, dedupToken: 'r-asks' });
    const event = { ts: NOW - 70_000, ingested_at: NOW, event_id: randomUUID(), host: 'ws-11', category: 'process', action: 'start', source: 'windows', retention_days: 30, raw_days: 30, Image: "C:\\it's $host.exe", SubjectUserName: '-', ext: { Key: 'k' } }; // prettier-ignore
    await store.store.insertNative('events', encodeRows(events, [event]), { rows: 1, dedupToken: event.event_id });
    const id = await alert({ rule_id: 'r-asks', host: 'ws-11', category: 'process', ts: event.ts, last_ts: event.ts, event_ids: [event.event_id] }); // prettier-ignore
    const detail = async (context: HostContext) => alertDetailSchema.parse((await call(context, `alerts/${id}`)).body);
    expect((await detail(as(VERA))).questions).toMatchObject([
      { ask: "Where else did it's $host.exe run as (no SubjectUserName)?", missing: [], answers: [{ means: 'On ws-11.' }], before: 3_600_000, model: { filters: [{ value: event.Image }, { value: 'k' }] } },
      { missing: ['DestinationPort'] },
      { missing: [], model: { filters: [{ value: 'r-asks' }] } },
    ]); // prettier-ignore
    // Of an event that is not for the reader, only what the alert itself says is known.
    const rowFilters = [{ roles: ['Viewer'], filters: [{ field: 'Image', operator: '=', value: 'C:\\x.exe' }] }];
    const [where] = (await detail(as(VERA, { controlToken: TOKEN }, { rowFilters }))).questions;
    expect(where).toMatchObject({ missing: ['ext.Key'], model: { filters: [{ value: 'C:\\x.exe' }, { value: '' }] } });
    expect((await call(as(VERA), `alerts/${await alert({ rule_id: 'r-silent' })}`)).body).toMatchObject({
      questions: [],
    });
  });

  describe('that row filters hide', () => {
    const EVA = { login: 'eva', role: 'Editor' };
    const rowFilters = [
      { users: ['vera', 'eva'], filters: [{ field: 'host', operator: '!=', value: 'hr-01' }] },
      { roles: ['Editor'] },
    ];
    const filtered = (user: HostContext['user']): HostContext => as(user, { controlToken: TOKEN }, { rowFilters });

    it('is not shown, and does not count in what is told of others', async () => {
      const common = { rule_id: 'r-9', User: 'CORP\\hr', Image: 'C:\\hr.exe', dedup_key: 'r-9' };
      const id = await alert({ ...common, host: 'hr-01' });
      const other = await alert({ ...common, host: 'ws-07' });
      await act(as(ANA), { key: randomUUID(), action: 'close', alerts: [{ id }], disposition: 'true_positive', comment: 'x' }); // prettier-ignore
      expect((await call(filtered(VERA), `alerts/${id}`)).status).toBe(404);
      expect((await call(filtered(ANA), `alerts/${id}`)).status).toBe(200);
      const told = async (user: HostContext['user']) =>
        alertDetailSchema.parse((await call(filtered(user), `alerts/${other}`)).body);
      expect(await told(ANA)).toMatchObject({ sameElsewhere: [{ id }], ruleHistory: [{ alerts: 1 }], user: { alerts30d: 2, openAlerts: 1, hosts: ['hr-01', 'ws-07'] } }); // prettier-ignore
      expect(await told(VERA)).toMatchObject({ sameElsewhere: [], ruleHistory: [], user: { alerts30d: 1, openAlerts: 1, hosts: ['ws-07'] } }); // prettier-ignore
    });

    it('is acted upon by nobody who may not see it, and the attempt is kept', async () => {
      const hidden = await alert({ host: 'hr-01' });
      const seen = await alert({ host: 'ws-07' });
      const request = {
        key: randomUUID(),
        action: 'acknowledge',
        alerts: [{ id: hidden.toUpperCase() }, { id: seen }],
      };
      const answer = await act(filtered(EVA), request);
      expect(answer.status).toBe(200);
      const { done, refused } = actionAnswerSchema.parse(answer.body);
      expect(done.map(({ id }) => id)).toEqual([seen]);
      expect(refused).toEqual([{ id: hidden, code: 'unknown', message: 'there is no such alert' }]);
      const again = actionAnswerSchema.parse((await act(filtered(EVA), request)).body);
      expect(again).toMatchObject({ repeated: true, refused: [{ id: hidden, code: 'unknown' }] });
      expect(again.refused[0]).not.toHaveProperty('state');
      expect(await store.store.query('SELECT count() AS n FROM alert_actions WHERE alert_id = {id:UUID}', { params: { id: hidden } })).toEqual([{ n: '0' }]); // prettier-ignore
      expect((await act(filtered(ANA), { ...request, key: randomUUID() })).status).toBe(200);
      const comment = { key: randomUUID(), action: 'comment', alerts: [{ id: hidden }], comment: 'is it there?' };
      expect((await act(filtered(EVA), comment)).status).toBe(409);
      const kept = await store.store.query("SELECT actor, code FROM action_audit WHERE outcome = 'refused' AND target = {id:String} ORDER BY ts", { params: { id: hidden } }); // prettier-ignore
      expect(kept).toEqual(Array.from({ length: 2 }, () => ({ actor: 'eva', code: 'unknown' })));
    });

    it('leaves incidents and exceptions to those who see all, and keeps the attempt', async () => {
      const id = await alert();
      const expires = NOW + 86_400_000;
      for (const [path, body] of [
        ['incidents', { key: randomUUID(), action: 'open', title: 'x', severity: 'high', alerts: [id] }],
        ['exceptions', { key: randomUUID(), action: 'create', rules: ['r-1'], where: { Image: 'x' }, owner: 'x', reason: 'x', expires }], // prettier-ignore
        ['exceptions/preview', { rules: ['r-1'], where: { Image: 'x' } }],
      ] as const)
        expect(await call(filtered(EVA), path, body)).toMatchObject({
          status: 403,
          body: { code: 'action_forbidden' },
        });
      for (const path of ['incidents', 'exceptions']) expect((await call(filtered(EVA), path)).status).toBe(403);
      const kept = await store.store.query<{ resource: string }>("SELECT resource FROM refused_actions WHERE actor = 'eva' AND code = 'action_forbidden' ORDER BY ts"); // prettier-ignore
      expect(kept.map(({ resource }) => resource)).toEqual(['incidents', 'exceptions', 'exceptions']);
    });
  });
});

describe('ten thousand alerts in a minute', () => {
  const OPEN = ['new', 'acknowledged', 'in_progress'];
  const ask = async (model: Record<string, unknown>): Promise<readonly (readonly unknown[])[]> => {
    const query = { kind: 'alerts', statuses: OPEN, filters: [{ field: 'rule_id', operator: 'startswith', value: 'storm-' }], ...model }; // prettier-ignore
    const answer = await backend.host.queryData({
      context: as(ANA),
      queries: [{ refId: 'A', model: query, from: NOW - 3_600_000, to: NOW + 60_000 }],
    });
    if (answer['A']?.error !== undefined) throw new Error(answer['A'].error);
    return answer['A']!.frames[0]!.data.values;
  };

  it('leave the queue usable: none is lost, groups count them, they are closed in bulk and stay findable', async () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => ({
      alert_id: randomUUID(), window_start: NOW - 60_000 + (n % 6) * 10_000, ts: NOW - 60_000 + n * 6, created_at: NOW - 60_000 + n * 6, raised_at: NOW - 59_000 + n * 6,
      rule_id: `storm-${n % 4}`, rule_title: `Storm ${n % 4}`, level: n % 100 === 0 ? 'critical' : 'low', host: `ws-${n % 50}`, User: `u-${n % 20}`, Image: 'C:\\x.exe',
      dedup_key: `${n}`, summary: `storm ${n}`, count: 1, retention_days: 400, evidence: '{}',
    })); // prettier-ignore
    // As lanes do: batch by batch, one of them sent again.
    for (let at = 0; at < rows.length; at += 1000)
      for (const _ of at === 3000 ? [1, 2] : [1])
        await store.store.insertNative('alerts', encodeRows(alerts, rows.slice(at, at + 1000)), { rows: 1000, dedupToken: `storm-${at}` }); // prettier-ignore

    const [, , counts, open] = await ask({ format: 'groups', groupBy: 'rule' });
    expect([counts, open].map((column) => column!.map(Number))).toEqual([Array(4).fill(2500), Array(4).fill(2500)]);
    const seen = new Set<unknown>();
    for (let offset = 0; offset < 10_000; offset += 2500) {
      const page = await ask({ format: 'queue', order: 'urgent', limit: 2500, offset });
      for (const id of page.at(-1)!) seen.add(id);
      // The hundred that matter come first.
      if (offset === 0) expect(page[1]!.slice(0, 101).filter((level) => level === 'critical')).toHaveLength(100);
    }
    expect(seen).toEqual(new Set(rows.map(({ alert_id }) => alert_id)));

    const noise = rows.filter(({ level }) => level === 'low').map(({ alert_id }) => ({ id: alert_id }));
    for (let at = 0; at < noise.length; at += 500) {
      const request = { key: randomUUID(), action: 'close', alerts: noise.slice(at, at + 500), disposition: 'false_positive', comment: 'the storm' }; // prettier-ignore
      expect((await act(as(ANA), request)).status).toBe(200);
    }
    const left = await ask({ format: 'queue', order: 'urgent', limit: 10_000 });
    expect([left[1]!.length, new Set(left[1])]).toEqual([100, new Set(['critical'])]);
    expect(alertDetailSchema.parse((await call(as(ANA), `alerts/${noise[9]!.id}`)).body)).toMatchObject({ state: { status: 'closed' }, ruleHistory: [{ disposition: 'false_positive' }] }); // prettier-ignore
  });
});

describe('an incident', () => {
  it('is opened, read with its timeline, and exported as one file that runs nothing and hashes its evidence', async () => {
    const id = await alert({ evidence: JSON.stringify({ matched: {}, raw: '<script>alert(1)</script>' }), summary: '<img src=x onerror=alert(1)>' }); // prettier-ignore
    const key = randomUUID();
    const title = '"><script>alert(2)</script>';
    expect(
      (await call(as(VERA), 'incidents', { key, action: 'open', title, severity: 'high', alerts: [id] })).status,
    ).toBe(403);
    expect(await call(as(ANA), 'incidents', { key, action: 'open', title, severity: 'high', alerts: [id] })).toMatchObject({ status: 200, body: { incident: key } }); // prettier-ignore
    await call(as(ANA), 'incidents', { key: randomUUID(), action: 'note', incident: key, comment: 'called the user' });
    await call(as(ANA), 'incidents', {
      key: randomUUID(),
      action: 'add_task',
      incident: key,
      title: 'Image the disk',
      assignee: 'ben',
    });
    await act(as(ANA), { key: randomUUID(), action: 'start', alerts: [{ id }] });
    const list = (await call(as(VERA), 'incidents')).body as { incidents: unknown[] };
    expect(list.incidents.map((one) => incidentSchema.parse(one))).toMatchObject([
      { id: key, title, alerts: 1, tasksOpen: 1 },
    ]);
    const detail = incidentDetailSchema.parse((await call(as(VERA), `incidents/${key}`)).body);
    expect(detail).toMatchObject({ members: [{ id, grouping: 'hand', status: 'in_progress' }], tasks: [{ title: 'Image the disk', assignee: 'ben', done: false }] }); // prettier-ignore
    expect(detail.timeline.map(({ kind, action }) => [kind, action])).toEqual([['alert', ''], ['incident_action', 'open'], ['incident_action', 'add_alert'], ['incident_action', 'note'], ['incident_action', 'add_task'], ['alert_action', 'start']]); // prettier-ignore
    const answer = await backend.host.callResource({ context: as(VERA), path: `incidents/${key}/export` });
    const html = Buffer.from(answer.body).toString();
    expect(answer.status).toBe(200);
    expect(html).not.toMatch(/<script|<img/);
    const [{ evidence }] = (await store.store.query('SELECT evidence FROM alerts WHERE alert_id = {id:UUID}', { params: { id } })) as [{ evidence: string }]; // prettier-ignore
    expect(html).toContain(createHash('sha256').update(evidence).digest('hex'));
    expect((await call(as(VERA), `alerts/${id}`)).body).toMatchObject({ incident: { id: key, alerts: 1 } });
    expect((await call(as(VERA), `incidents/${randomUUID()}`)).status).toBe(404);
  });
});

describe('exceptions and the journal', () => {
  it('go the same way', async () => {
    const key = randomUUID();
    const scope = { rules: ['r-1'], where: { 'CommandLine|contains': '/go' } };
    expect(exceptionPreviewSchema.parse((await call(as(ANA), 'exceptions/preview', scope)).body)).toMatchObject({
      days: 30,
      hiddenAlerts: 0,
    });
    expect((await call(as(VERA), 'exceptions/preview', scope)).status).toBe(403);
    const request = { key, action: 'create', ...scope, owner: 'team', reason: 'known', expires: NOW + 86_400_000 };
    expect((await call(as(ANA), 'exceptions', request)).status).toBe(200);
    expect((await call(as(ANA), 'exceptions', { ...request, key: randomUUID(), expires: undefined })).status).toBe(400);
    const list = exceptionListSchema.parse((await call(as(VERA), 'exceptions')).body);
    expect(list.exceptions).toMatchObject([
      { id: key, owner: 'team', state: 'active', createdBy: 'ana', hidden: 0, where: scope.where },
    ]);
    const hunt = { key: randomUUID(), kind: 'hunt', title: 'x', outcome: 'nothing' };
    expect((await call(as(ANA), 'journal', hunt)).status).toBe(200);
    expect((await call(as(VERA), 'journal', hunt)).status).toBe(403);
  });
});
