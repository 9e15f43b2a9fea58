// Every alert rule must fire by its data and resolve by its data, asked as Grafana asks: the built backend's own frames.
import { createStore, migrate, type Store } from '@huntboard/clickhouse';
import { startTestStore, type TestStore } from '@huntboard/embedded';
import { startPluginHost, type PluginHost } from '@huntboard/grafana-backend/testing';
import { join } from 'node:path';
import { evaluateRule, type Evaluation } from '../testing/evaluate-rule.ts';
import { ruleGroups } from './rules/rule-groups.ts';

const GO_ARCH: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };
const EXECUTABLE = join(
  __dirname,
  '../../../../plugins/huntboard-datasource/dist',
  `gpx_huntboard_${process.platform}_${GO_ARCH[process.arch] ?? process.arch}`,
);
const rules = ruleGroups.flatMap((group) => group.rules);

let store: TestStore;
let writer: Store;
let host: PluginHost;
beforeAll(async () => {
  store = await startTestStore();
  writer = createStore({ url: store.url, database: 'huntboard', ...store.writer });
  const migrated = await migrate(writer, { owner: 'test' });
  if (!migrated.ok) throw new Error(migrated.error.message);
  host = await startPluginHost({ executable: EXECUTABLE });
}, 120_000);
afterAll(async () => {
  await host?.shutdown();
  await writer?.close();
  await store?.stop();
});

/** One evaluation as Grafana's scheduler makes it. */
async function evaluate(uid: string): Promise<Evaluation> {
  const rule = rules.find((candidate) => candidate.uid === uid)!;
  const [query] = rule.data;
  const range = query!.relativeTimeRange as { from: number };
  const now = Date.now();
  const { A } = await host.queryData({
    context: {
      datasource: {
        uid: 'huntboard',
        url: store.url,
        user: store.reader.user,
        jsonData: { defaultDatabase: 'huntboard' },
        secureJsonData: { password: store.reader.password },
        lastUpdated: 1,
      },
    },
    queries: [
      {
        refId: 'A',
        model: query!.model as unknown as Record<string, unknown>,
        from: now - range.from * 1000,
        to: now,
        intervalMs: 1000,
      },
    ],
    headers: { FromAlert: 'true' },
  });
  if (A!.error !== undefined) throw new Error(`${uid}: ${A!.error}`);
  return evaluateRule(rule, A!.frames);
}

/** The labels that a rule's texts ask for. */
const namedIn = (uid: string): readonly string[] => {
  const { annotations } = rules.find((candidate) => candidate.uid === uid)!;
  return [...JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)].map(([, name]) => name!);
};

/** The labels of the instances that fire, each with all that the rule's texts ask for. */
const firing = async (uid: string): Promise<readonly Readonly<Record<string, string>>[]> => {
  const evaluation = await evaluate(uid);
  if (evaluation.kind === 'noData') return [];
  const fired = evaluation.instances.filter(({ fires }) => fires).map(({ labels }) => labels);
  for (const labels of fired) expect(Object.keys(labels)).toEqual(expect.arrayContaining([...namedIn(uid)]));
  return fired;
};

const run = (sql: string): Promise<unknown> => writer.command(sql);

/** An alert that was raised so many minutes ago. */
const alert = (
  id: string,
  minutesAgo: number,
  more: { level?: string; title?: string; rule?: string } = {},
): Promise<unknown> =>
  run(`INSERT INTO alerts (alert_id, window_start, ts, last_ts, created_at, updated_at, raised_at, rule_id, rule_title, level, host, count, retention_days)
    SELECT '${id}', toStartOfHour(t), t, t, t, t, t, '${more.rule ?? 'r1'}', '${more.title ?? 'Rule'}', '${more.level ?? 'critical'}', 'ws-01', 1, 400
    FROM (SELECT now64(3) - INTERVAL ${minutesAgo} MINUTE AS t)`);
const acknowledge = (id: string): Promise<unknown> =>
  run(`INSERT INTO alert_states (window_start, alert_id, seq, status, last_action, acted_at)
    SELECT any(window_start), alert_id, 1, 'acknowledged', generateUUIDv4(), now64(3) FROM alerts WHERE alert_id = '${id}' GROUP BY alert_id`);
const id = (n: number): string => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`;
const empty = (table: string): Promise<unknown> => run(`TRUNCATE TABLE ${table}`);

beforeEach(async () => {
  for (const table of ['alerts', 'alert_states', 'incident_actions', 'seen', 'pipeline_stats', 'quarantine'])
    await empty(table);
});

test('a new critical alert fires once with its links, and resolves when somebody acts', async () => {
  expect(await evaluate('hb-new-alert')).toEqual({ kind: 'noData', state: 'OK' });
  await alert(id(1), 2, { title: 'LSASS read' });
  await alert(id(2), 3, { level: 'medium' });
  await alert(id(3), 90, { level: 'high' });
  const fired = await firing('hb-new-alert');
  expect(fired).toEqual([{ severity: 'critical', rule: 'LSASS read', host: 'ws-01', alert: id(1), process: '' }]);
  await acknowledge(id(1));
  expect(await firing('hb-new-alert')).toEqual([]);
});

test('a flood of ten thousand alerts gives a hundred instances, the critical ones first', async () => {
  await run(`INSERT INTO alerts (alert_id, window_start, ts, created_at, raised_at, rule_id, rule_title, level, host, count, retention_days)
    SELECT generateUUIDv4(), toStartOfHour(now64(3)), now64(3), now64(3), now64(3), 'r', repeat('x', 500), if(number % 500 = 0, 'critical', 'high'), concat('h', toString(number)), 1, 400
    FROM numbers(10000)`);
  const fired = await firing('hb-new-alert');
  expect(fired).toHaveLength(100);
  expect(fired.filter(({ severity }) => severity === 'critical')).toHaveLength(20);
  expect(Math.max(...fired.map(({ rule }) => rule!.length))).toBeLessThanOrEqual(120);
});

test('an alert past its time fires by level; one in time and one looked at do not', async () => {
  await alert(id(1), 45);
  await alert(id(2), 5);
  // Eight days hold five working days, whenever this runs.
  await alert(id(3), 8 * 24 * 60, { level: 'high' });
  await alert(id(4), 10 * 24 * 60, { level: 'informational' });
  expect((await firing('hb-unreviewed')).map(({ level }) => level).sort()).toEqual(['critical', 'high']);
  await acknowledge(id(1));
  await acknowledge(id(3));
  expect(await firing('hb-unreviewed')).toEqual([]);
});

test('an incident fires for an hour after it was opened, and not once it is closed', async () => {
  const action = (incident: string, seq: number, what: string, minutesAgo: number): Promise<unknown> =>
    run(`INSERT INTO incident_actions (incident_id, action_id, seq, ts, actor, action, value, severity)
      SELECT '${incident}', generateUUIDv4(), ${seq}, now64(3) - INTERVAL ${minutesAgo} MINUTE, 'ana', '${what}', 'Invoice', 'critical'`);
  await action(id(1), 1, 'open', 5);
  await action(id(2), 2, 'open', 120);
  expect(await firing('hb-incident-opened')).toEqual([{ severity: 'critical', incident: 'Invoice', id: id(1) }]);
  await action(id(1), 3, 'close', 1);
  expect(await firing('hb-incident-opened')).toEqual([]);
});

const heard = (source: string, host: string, secondsAgo: number, events = 1000, days = 3): Promise<unknown> =>
  run(`INSERT INTO seen (kind, value, host, first_ts, last_ts, last_ingested_at, count)
    SELECT 'sender', '${source}', '${host}', t - INTERVAL ${days} DAY, t, t, ${events} FROM (SELECT now64(3) - INTERVAL ${secondsAgo} SECOND AS t)`);

test('a source that no host sends any more fires until one does', async () => {
  await heard('osquery', 'web01', 30);
  await heard('windows', 'ws-01', 1200);
  expect(await firing('hb-source-silent')).toEqual([{ source: 'windows' }]);
  await heard('windows', 'ws-02', 5);
  expect(await firing('hb-source-silent')).toEqual([]);
});

test('an important host is silent by its own cadence: the chatty one after an hour, the quiet one later; a workstation never', async () => {
  await heard('windows', 'dc01', 2 * 3600, 100_000);
  await heard('osquery', 'db01', 2 * 3600, 12);
  await heard('windows', 'ws-01', 5 * 86_400);
  expect(await firing('hb-host-silent')).toEqual([{ host: 'dc01' }]);
  await heard('windows', 'dc01', 1, 1);
  expect(await firing('hb-host-silent')).toEqual([]);
});

const stats = (lagMs: number, stored = 0, minutesAgo = 0): Promise<unknown> =>
  run(`INSERT INTO pipeline_stats (ts, node, input, received, stored, lag_ms)
    SELECT now64(3) - INTERVAL ${minutesAgo} MINUTE, 'ingest-1', 'http-events', ${stored}, ${stored}, ${lagMs}`);

test('a queue that lags fires and resolves; ingest that does not report is an alert, too', async () => {
  expect(await evaluate('hb-queue-lag')).toEqual({ kind: 'noData', state: 'Alerting' });
  await stats(400_000);
  expect(await firing('hb-queue-lag')).toEqual([{ node: 'ingest-1' }]);
  await stats(40);
  expect(await firing('hb-queue-lag')).toEqual([]);
});

test('a quarantine that grows fires by its code, and not for what was replayed', async () => {
  const held = (code: string, count: number, status: string): Promise<unknown> =>
    run(
      `INSERT INTO quarantine (quarantine_id, received_at, updated_at, code, status) SELECT generateUUIDv4(), now64(3), now64(3), '${code}', '${status}' FROM numbers(${count})`,
    );
  await held('json_invalid', 101, 'held');
  await held('too_deep', 5, 'held');
  await held('xml_invalid', 500, 'replayed');
  expect(await firing('hb-quarantine-grows')).toEqual([{ code: 'json_invalid' }]);
  await empty('quarantine');
  expect(await firing('hb-quarantine-grows')).toEqual([]);
});

test('a disk that will be full soon fires; at rest it does not', async () => {
  await run(`INSERT INTO events (ts, ingested_at, event_id, host, category, raw, retention_days, raw_days)
    SELECT now64(3), now64(3), generateUUIDv4(), 'h', 'process', randomString(200), 90, 30 FROM numbers(1000)`);
  await stats(0, 0, 60);
  await stats(0, 1000, 1);
  expect(await firing('hb-disk-days')).toEqual([]);
  await stats(0, 10 ** 15, 0);
  expect((await firing('hb-disk-days')).map(({ disk }) => disk)).toContain('default');
});

/** The alert of a service's canary: the last one was received so many minutes ago. */
const canary = (n: number, minutesAgo: number, node: string, interval = 300): Promise<unknown> =>
  run(`INSERT INTO alerts (alert_id, window_start, ts, last_ts, created_at, updated_at, raised_at, rule_id, level, evidence, count, retention_days)
    SELECT '${id(n)}', toStartOfDay(t), t, t, t, t, t, 'huntboard:canary', 'informational',
      '{"matched":{"node":"${node}","queue":"queue of ${node}","interval":"${interval}"}}', 1, 400
    FROM (SELECT now64(3) - INTERVAL ${minutesAgo} MINUTE AS t)`);

test('a canary that stopped singing fires until it sings again; where none ever sang, nothing is missing', async () => {
  expect(await evaluate('hb-canary-missing')).toEqual({ kind: 'noData', state: 'OK' });
  await canary(1, 20, 'one');
  expect(await firing('hb-canary-missing')).toEqual([{ node: 'one' }]);
  await canary(1, 1, 'one');
  expect(await firing('hb-canary-missing')).toEqual([]);
});

test('each ingest service has a canary of its own, at its own pace, until it is out of use for a day', async () => {
  await canary(1, 1, 'one');
  await canary(2, 20, 'two');
  await canary(3, 20, 'slow', 3600);
  await canary(4, 26 * 60, 'gone');
  expect(await firing('hb-canary-missing')).toEqual([{ node: 'two' }]);
  await empty('alerts');
  await canary(4, 26 * 60, 'the only one');
  expect(await firing('hb-canary-missing')).toEqual([{ node: 'the only one' }]);
});

test('every rule is proven here', () => {
  const proven = [
    'hb-new-alert',
    'hb-unreviewed',
    'hb-incident-opened',
    'hb-source-silent',
    'hb-host-silent',
    'hb-queue-lag',
    'hb-quarantine-grows',
    'hb-disk-days',
    'hb-canary-missing',
  ];
  expect(rules.map(({ uid }) => uid).sort()).toEqual([...proven].sort());
});
