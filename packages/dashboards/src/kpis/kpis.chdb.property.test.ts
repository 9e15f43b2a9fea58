// The numbers of the KPIs equal an independent calculation over random histories of actions, undone ones and clocks that jump included.
import { applyAction, NEW_STATE, type ActionRequest, type AlertState } from '@huntboard/actions';
import { alertActions, alerts, journal, osqueryNodes, ruleStates, seen } from '@huntboard/schema';
import type { QueryStore } from '@huntboard/query/testing';
import { startQueryStore } from '@huntboard/query/testing';
import fc from 'fast-check';
import { kpis } from './index.ts';

const FROM = Date.UTC(2026, 4, 1);
const DAY = 86_400_000;
const TO = FROM + 14 * DAY;

let store: QueryStore;
beforeAll(async () => {
  store = await startQueryStore();
});
afterAll(() => store.stop());

const ask = (sql: string): Promise<Record<string, unknown>[]> =>
  store.ask({ kind: 'sql', sql, format: 'table' }, { timeRange: { from: FROM, to: TO } });
const kpi = (name: string) => kpis.find((one) => one.name === name)!;

const uuid = (n: number): string => `cccccccc-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

interface Step {
  readonly action: 'acknowledge' | 'start' | 'close' | 'reopen' | 'comment' | 'undo';
  readonly actor: string;
  /** Milliseconds until the next; negative: the clock was set back. */
  readonly after: number;
  readonly disposition: 'true_positive' | 'false_positive' | 'benign_true_positive' | 'undetermined';
}

const step: fc.Arbitrary<Step> = fc.record({
  action: fc.constantFrom('acknowledge', 'start', 'close', 'close', 'reopen', 'comment', 'undo'),
  actor: fc.constantFrom('ana', 'ben', 'cem'),
  after: fc.integer({ min: -60_000, max: 3 * DAY }),
  disposition: fc.constantFrom('true_positive', 'false_positive', 'benign_true_positive', 'undetermined'),
});
const history = fc.record({
  rule: fc.constantFrom('r1', 'r2', 'huntboard:canary'),
  raised: fc.integer({ min: -2 * DAY, max: 15 * DAY }),
  ingest: fc.integer({ min: -5000, max: 60_000 }),
  detect: fc.integer({ min: 0, max: 5000 }),
  steps: fc.array(step, { maxLength: 8 }),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

interface Row {
  readonly id: number;
  readonly ts: number;
  readonly action: string;
  readonly actor: string;
  readonly state: AlertState;
  undone: boolean;
}

/** What the service would have written: steps that are not possible are left out, an undo takes back the last one that stands. */
function play(
  { raised, steps }: History,
  next: () => number,
): { readonly rows: Row[]; readonly undoes: Map<number, number> } {
  const rows: Row[] = [];
  const undoes = new Map<number, number>();
  let now = FROM + raised;
  for (const { action, actor, after, disposition } of steps) {
    now += after;
    const state = rows.at(-1)?.state ?? NEW_STATE;
    if (action === 'undo') {
      const last = rows.at(-1);
      if (last === undefined || last.action === 'undo') continue;
      last.undone = true;
      const id = next();
      undoes.set(id, last.id);
      rows.push({ id, ts: now, action, actor, state: rows.at(-2)?.state ?? NEW_STATE, undone: false });
      continue;
    }
    const request = { key: '', action, alerts: [], comment: 'x', disposition } as unknown as Exclude<ActionRequest, { action: 'undo' }>; // prettier-ignore
    const made = applyAction(state, request, actor);
    if (!made.ok) continue;
    const id = next();
    rows.push({ id, ts: now, action, actor, state: { ...made.state, lastAction: uuid(id) }, undone: false });
  }
  return { rows, undoes };
}

interface Told {
  readonly rule: string;
  readonly raised: number;
  readonly ingest: number;
  readonly detect: number;
  readonly acknowledged: number | undefined;
  readonly closed: number | undefined;
  readonly closedBy: string;
  readonly disposition: string;
}

/** By walking through the history, as a person with a pencil would. */
function told(alert: History, rows: readonly Row[]): Told {
  const standing = rows.filter((row) => row.action !== 'undo' && !row.undone);
  const last = standing.at(-1)?.state;
  const noticed = standing.find(({ action }) => ['acknowledge', 'start', 'close'].includes(action));
  const close = last?.status === 'closed' ? standing.findLast(({ action }) => action === 'close') : undefined;
  return {
    rule: alert.rule,
    raised: FROM + alert.raised,
    ingest: Math.max(0, alert.ingest) / 1000,
    detect: alert.detect / 1000,
    acknowledged: noticed?.ts,
    closed: close?.ts,
    closedBy: close?.actor ?? '',
    disposition: close?.state.disposition ?? '',
  };
}

const seconds = (from: number, to: number): number => Math.max(0, to - from) / 1000;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
function quantile(values: readonly number[], level: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * level;
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
}
function expectSpread(row: Record<string, unknown> | undefined, values: readonly number[]): void {
  expect(Number(row?.['alerts'] ?? 0)).toBe(values.length);
  if (values.length === 0) return;
  expect(Number(row!['mean'])).toBeCloseTo(mean(values), 6);
  expect(Number(row!['p50'])).toBeCloseTo(quantile(values, 0.5), 6);
  expect(Number(row!['p90'])).toBeCloseTo(quantile(values, 0.9), 6);
}
function counts(values: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const value of values) counted[value] = (counted[value] ?? 0) + 1;
  return counted;
}

async function fill(histories: readonly History[]): Promise<Told[]> {
  for (const table of ['alerts', 'alert_actions', 'alert_states'])
    await store.writer.command(`TRUNCATE TABLE ${table}`);
  let number = 1000;
  const facts: Told[] = [];
  const alertRows: Record<string, string | number>[] = [];
  const actionRows: Record<string, string | number>[] = [];
  for (const [index, alert] of histories.entries()) {
    const raised = FROM + alert.raised;
    const received = raised - alert.detect;
    alertRows.push({ alert_id: uuid(index), window_start: raised, ts: received - alert.ingest, created_at: received, raised_at: raised, rule_id: alert.rule, rule_title: alert.rule, level: 'high', count: 1, retention_days: 10_000 }); // prettier-ignore
    const { rows, undoes } = play(alert, () => number++);
    facts.push(told(alert, rows));
    for (const { id, ts, action, actor, state } of rows) {
      const { status, disposition, assignee } = state;
      const undone = undoes.get(id);
      actionRows.push({ action_id: uuid(id), alert_id: uuid(index), window_start: raised, seq: id, ts, actor, action, status, disposition, assignee, request_id: uuid(id), ...(undone === undefined ? {} : { undoes: uuid(undone) }) }); // prettier-ignore
    }
  }
  await store.insert(alerts, alertRows);
  await store.insert(alertActions, actionRows);
  return facts;
}

describe('KPIs', () => {
  it('equal what a person with a pencil would get', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(history, { maxLength: 25 }), async (histories) => {
        const facts = (await fill(histories)).filter(({ rule, raised }) => rule !== 'huntboard:canary' && raised >= FROM && raised <= TO); // prettier-ignore
        const noticed = facts.filter(({ acknowledged }) => acknowledged !== undefined);
        const closed = facts.filter((one) => one.closed !== undefined);
        const queue = noticed.map(({ raised, acknowledged }) => seconds(raised, acknowledged!));
        expectSpread((await ask(kpi('time-to-acknowledge').sql))[0], queue);
        expectSpread(
          (await ask(kpi('time-to-close').sql))[0],
          closed.map((one) => seconds(one.raised, one.closed!)),
        );
        const stages = new Map((await ask(kpi('time-by-stage').sql)).map((row) => [row['stage'], row]));
        expectSpread(
          stages.get('ingest'),
          facts.map(({ ingest }) => ingest),
        );
        expectSpread(
          stages.get('detect'),
          facts.map(({ detect }) => detect),
        );
        expectSpread(stages.get('queue'), queue);
        expectSpread(
          stages.get('human'),
          closed.map((one) => seconds(one.acknowledged!, one.closed!)),
        );
        const [late] = await ask(kpi('not-reviewed-24h').sql);
        expect(Number(late!['alerts'])).toBe(facts.filter((one) => one.acknowledged === undefined && one.raised < TO - DAY).length); // prettier-ignore
        const share = await ask(kpi('false-positive-share').sql);
        const byRule = counts(closed.map(({ rule }) => rule));
        const wrong = counts(
          closed.filter(({ disposition }) => disposition === 'false_positive').map(({ rule }) => rule),
        );
        expect(Object.fromEntries(share.map((row) => [row['rule_id'], Number(row['share'])]))).toEqual(
          Object.fromEntries(Object.entries(byRule).map(([rule, n]) => [rule, (wrong[rule] ?? 0) / n])),
        );
        const work = await ask(kpi('alerts-per-analyst').sql);
        expect(Object.fromEntries(work.map((row) => [row['analyst'], Number(row['alerts'])]))).toEqual(
          counts(closed.map(({ closedBy }) => closedBy)),
        );
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });

  it('of sources and hosts equal a count by hand', async () => {
    const at = fc.integer({ min: -40 * DAY, max: 16 * DAY });
    const sighting = fc.record({
      kind: fc.constantFrom('sender', 'image', 'dns'),
      source: fc.constantFrom('windows', 'osquery', 'linux'),
      host: fc.constantFrom('a', 'b', 'c', ''),
      first: at,
      lasting: fc.constantFrom(0, 60_000, DAY, 20 * DAY),
    });
    const node = fc.record({ host: fc.constantFrom('c', 'd', ''), enrolled: at, updated: at });
    await fc.assert(
      fc.asyncProperty(
        fc.array(sighting, { maxLength: 12 }),
        fc.array(node, { maxLength: 3 }),
        async (sightings, nodes) => {
          for (const table of ['seen', 'osquery_nodes']) await store.writer.command(`TRUNCATE TABLE ${table}`);
          await store.insert(seen, sightings.map(({ kind, source, host, first, lasting }, n) => ({
          kind, value: kind === 'sender' ? source : `value-${n}`, host, first_ts: FROM + first, last_ts: FROM + first + lasting, last_ingested_at: FROM + first + lasting, count: 1,
        }))); // prettier-ignore
          await store.insert(osqueryNodes, nodes.map(({ host, enrolled, updated }, n) => ({ node_id: uuid(n), host, enrolled_at: FROM + enrolled, updated_at: FROM + updated }))); // prettier-ignore

          const span = (rows: readonly { readonly first: number; readonly last: number }[]) => ({
            first: Math.min(...rows.map(({ first }) => first)),
            last: Math.max(...rows.map(({ last }) => last)),
          });
          const all = sightings.map((one) => ({
            ...one,
            first: FROM + one.first,
            last: FROM + one.first + one.lasting,
          }));
          const alive = new Set<string>();
          const sources = new Set<string>();
          for (const one of all.filter(({ kind }) => kind === 'sender')) {
            const { first, last } = span(all.filter(({ kind, source, host }) => kind === 'sender' && source === one.source && host === one.host)); // prettier-ignore
            if (first > TO || last <= TO - 30 * DAY) continue;
            sources.add(one.source);
            if (last > TO - 3_600_000) alive.add(one.source);
          }
          expect(await ask(kpi('data-sources').sql)).toEqual([{ sources: String(sources.size), alive: String(alive.size) }]); // prettier-ignore

          const told = [
            ...all.filter(({ kind, host }) => kind !== 'dns' && host !== ''),
            ...nodes.filter(({ host }) => host !== '').map(({ host, enrolled, updated }) => ({ host, kind: 'node', first: FROM + enrolled, last: FROM + updated })), // prettier-ignore
          ];
          const known = [...new Set(told.map(({ host }) => host))].filter((host) => {
            const { first, last } = span(told.filter((one) => one.host === host));
            return first <= TO && last > TO - 30 * DAY;
          });
          const covered = known.filter((host) => told.some((one) => one.host === host && one.kind === 'image' && one.last > TO - DAY)); // prettier-ignore
          expect(await ask(kpi('hosts-covered').sql)).toEqual([{ covered: String(covered.length), known: String(known.length) }]); // prettier-ignore
          const rows = await ask(kpi('hosts-covered').rows);
          expect(rows.map((row) => row['host']).toSorted()).toEqual(known.toSorted());
        },
      ),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it('of use cases equal a count by hand: rules that live services run, with data, tested, fired', async () => {
    const rule = fc.record({
      id: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5'),
      service: fc.constantFrom('one', 'two', 'gone'),
      state: fc.constantFrom('active', 'active', 'silent', 'disabled', 'error', 'overloaded', 'removed'),
      data: fc.constantFrom(0, FROM - DAY, FROM + DAY),
      tests: fc.constantFrom(0, 2),
    });
    const raised = fc.record({ rule: fc.constantFrom('r1', 'r2', 'r3', 'sensor:x'), at: fc.integer({ min: -2 * DAY, max: 16 * DAY }) }); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(rule, { maxLength: 10, selector: ({ id, service }) => `${id} ${service}` }),
        fc.array(raised, { maxLength: 6 }),
        async (rules, fired) => {
          for (const table of ['rule_states', 'alerts']) await store.writer.command(`TRUNCATE TABLE ${table}`);
          const now = Date.now();
          await store.insert(ruleStates, rules.flatMap(({ id, service, state, data, tests }) => [
            // Its first word does not count, the last one does.
            { service, rule_id: id, seq: 1, title: id, state: 'active', data_at: 0, updated_at: now - 60_000 },
            { service, rule_id: id, seq: 2, title: id, state, data_at: data, tests, updated_at: service === 'gone' ? now - 3 * DAY : now },
          ])); // prettier-ignore
          await store.insert(alerts, fired.map(({ rule: id, at: when }, n) => ({ alert_id: uuid(n), window_start: FROM + when, ts: FROM + when, rule_id: id, count: 1, created_at: now, retention_days: 10_000 }))); // prettier-ignore

          const enabled = [...new Set(rules.map(({ id }) => id))]
            .map((id) =>
              rules.filter(
                (one) => one.id === id && one.service !== 'gone' && !['removed', 'silent'].includes(one.state),
              ),
            ) // prettier-ignore
            .filter((states) => states.some(({ state }) => state === 'active'));
          const isFired = (id: string): boolean => fired.some(({ rule: hit, at: when }) => hit === id && when >= 0 && FROM + when <= TO); // prettier-ignore
          const n = (holds: (states: (typeof enabled)[number]) => boolean): string =>
            String(enabled.filter(holds).length);
          expect(await ask(kpi('use-cases').sql)).toEqual([
            {
              enabled: n(() => true),
              with_data: n((states) => states.some(({ data }) => data >= FROM)),
              tested: n((states) => states.some(({ tests }) => tests > 0)),
              fired: n(([first]) => isFired(first!.id)),
            },
          ]);
        },
      ),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it('of hunts equal a count by hand of what came of them', async () => {
    const entry = fc.record({
      action: fc.constantFrom('hunt', 'hunt', 'handover'),
      outcome: fc.constantFrom('nothing', 'findings', 'new_rule', 'incident'),
      at: fc.integer({ min: -2 * DAY, max: 16 * DAY }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 12 }), async (entries) => {
        await store.writer.command('TRUNCATE TABLE journal');
        await store.insert(journal, entries.map(({ action, outcome, at }, n) => ({ action_id: uuid(n), ts: FROM + at, action, outcome: action === 'hunt' ? outcome : '' }))); // prettier-ignore
        const hunts = entries.filter(({ action, at }) => action === 'hunt' && at >= 0 && FROM + at <= TO);
        const found = hunts.filter(({ outcome }) => outcome !== 'nothing');
        expect(await ask(kpi('hunts-done').sql)).toEqual([{ hunts: String(hunts.length), with_outcome: String(found.length) }]); // prettier-ignore
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it.each(kpis.map((one) => [one.name, one] as const))('%s runs, and so do the rows behind it', async (_name, one) => {
    expect(Array.isArray(await ask(one.sql))).toBe(true);
    expect(Array.isArray(await ask(one.rows))).toBe(true);
    expect(one.formula).toMatch(/^[A-Z][\s\S]*\.$/);
  });

  it('have names of their own', () => {
    expect(new Set(kpis.map(({ name }) => name)).size).toBe(kpis.length);
  });
});
