// The past of the demonstration in the real engine: told twice it is there once, and its alerts lead to events, processes and cases.
import { retentionAssigner, DEFAULT_RETENTION } from '../../stages/assign-retention.ts';
import { startMigratedStore, type MigratedStore } from '../../testing/test-store.ts';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { packPlaceholdersFile, packRulesFolder } from '@huntboard/detections';
import { buildCollection, compileMatcher, resolveRule } from '@huntboard/sigma';
import { triageHistory } from '@huntboard/simulation';
import { findRuleFiles, readRuleFiles } from '../../rules/rule-files.ts';
import { pastRows } from './decode-alert.ts';
import { playPast, type PastTold } from './play-past.ts';

/** So that nothing of it is past its retention: the engine's clock is the real one. */
const NOW = Date.now();
const POLICY = {
  alertDays: 400,
  windowMs: 3_600_000,
  canonicalHost: 'short',
  assignRetention: retentionAssigner(DEFAULT_RETENTION),
} as const;

let server: MigratedStore;
let told: PastTold;
beforeAll(async () => {
  server = await startMigratedStore();
  told = await playPast(server.store, NOW, POLICY);
}, 60_000);
afterAll(() => server?.stop());

const TABLES = ['events', 'process', 'alerts', 'alert_actions', 'alert_states', 'incident_actions', 'incident_alerts', 'journal']; // prettier-ignore
const counts = async (): Promise<unknown> => {
  const of = TABLES.map((table) => `SELECT '${table}' AS name, count() AS rows FROM ${table}`);
  return server.store.query(
    `SELECT * FROM (${[...of, "SELECT 'hits', sum(count) FROM alerts"].join(' UNION ALL ')}) ORDER BY name`,
  );
};

it('is there once, however often it is told', async () => {
  const before = await counts();
  await expect(playPast(server.store, NOW, POLICY)).resolves.toEqual(told);
  expect(await counts()).toEqual(before);
});

it('gives every alert an event that names its rule, and a process with its ancestors where there is one', async () => {
  const [row] = await server.store.query<Record<string, string>>(
    `SELECT count() AS alerts, countIf(event_ids[1] IN (SELECT event_id FROM events WHERE notEmpty(rule_ids))) AS with_event,
      countIf(notEmpty(proc_guid)) AS with_process, countIf(notEmpty(proc_guid) AND (host, proc_guid) IN (SELECT host, proc_guid FROM process)) AS known,
      countIf(notEmpty(proc_guid) AND lineage != '') AS with_lineage, countIf(evidence LIKE '{"matched":{"%') AS explained
    FROM alerts FINAL`,
  );
  const n = String(told.alerts);
  expect(row).toMatchObject({ alerts: n, with_event: n, explained: n, known: row!['with_process'] });
  expect(Number(row!['with_process'])).toBeGreaterThan(told.alerts / 2);
  expect(row!['with_lineage']).toBe(row!['with_process']);
});

it('is cheap: a few hundred events, all of them before the demonstration begins', async () => {
  const [row] = await server.store.query<{ n: string; last: string }>(
    'SELECT count() AS n, toUnixTimestamp64Milli(max(ingested_at)) AS last FROM events',
  );
  expect(Number(row!.n)).toBeLessThan(5000);
  expect(Number(row!.last)).toBeLessThan(NOW - 2 * 86_400_000);
});

it('has cases that analysts closed, each with its alerts and its task done', async () => {
  const rows = await server.store.query<Record<string, string>>(
    `SELECT status, owner, tasks, tasks_open, (SELECT count() FROM incident_alerts AS m WHERE m.incident_id = i.incident_id) AS alerts FROM incidents AS i`,
  );
  expect(rows).toHaveLength(told.incidents);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toMatchObject({ status: 'closed', tasks: '1', tasks_open: '0' });
  expect(rows.every(({ owner, alerts }) => owner !== '' && Number(alerts) > 0)).toBe(true);
});

it('is what its rules find: each that is Sigma matches the event behind its alert', () => {
  const placeholders = parse(readFileSync(packPlaceholdersFile(), 'utf8')) as Record<string, string[]>;
  const { rules } = buildCollection(readRuleFiles(findRuleFiles([packRulesFolder()])), {
    placeholders,
  });
  const { alerts } = triageHistory('nordwind', NOW);
  const missed = pastRows(alerts, POLICY).flatMap(({ events }, n) => {
    const { ruleId, rule: title, cause } = alerts[n]!;
    const rule = rules.find(({ id }) => id === ruleId);
    const resolved = rule === undefined ? undefined : resolveRule(rule);
    if (resolved === undefined && ruleId.startsWith('sensor:')) return [];
    if (resolved?.ok !== true) return [`${title}: no such rule`];
    const hits: number[] = [];
    compileMatcher([resolved.value]).match(events[cause]!, (index) => void hits.push(index));
    return hits.length === 0 ? [title] : [];
  });
  expect([...new Set(missed)]).toEqual([]);
});
