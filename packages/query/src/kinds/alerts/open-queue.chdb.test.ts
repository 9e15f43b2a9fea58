// The queue of open alerts, read from the few that are open, says what a reading of all alerts and their states says.
import { alertActions, alerts, incidentActions, type RowObject } from '@huntboard/schema';
import fc from 'fast-check';
import { compiled, startQueryStore, type QueryStore } from '../../../testing/index';

const FROM = Date.UTC(2026, 3, 1);
const DAY = 86_400_000;
const RANGE = { timeRange: { from: FROM, to: FROM + 10 * DAY } };
const OPEN = ['new', 'acknowledged', 'in_progress'];
const uuid = (kind: string, n: number): string => `${kind.repeat(8)}-0000-4000-8000-${String(n).padStart(12, '0')}`;

let store: QueryStore;
beforeAll(async () => {
  store = await startQueryStore();
});
afterAll(() => store.stop());

/** A filter on a column that only `alerts` has: the same question, asked of all alerts. */
const OF_ALL = { field: 'count', operator: 'exists', value: '' };
const ask = (more: object): Promise<Record<string, unknown>[]> =>
  store.ask({ kind: 'alerts', format: 'queue', statuses: OPEN, order: 'urgent', ...more }, RANGE);

const alert = fc.record({
  at: fc.integer({ min: -2 * DAY, max: 12 * DAY }),
  hits: fc.integer({ min: 1, max: 3 }),
  level: fc.constantFrom('critical', 'high', 'low'),
  rule: fc.constantFrom('r1', 'r2'),
  host: fc.constantFrom('a', 'b'),
  /** Statuses after each action on it. */
  steps: fc.array(fc.constantFrom('new', 'acknowledged', 'in_progress', 'closed', 'closed'), { maxLength: 4 }),
  incident: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  /** A hit that comes after everything that was done. */
  late: fc.boolean(),
});
type Alert = typeof alert extends fc.Arbitrary<infer T> ? T : never;

const TABLES = 'alerts alert_actions alert_states open_alerts open_alert_states incident_actions incident_alerts';
/** As the service takes out what is closed. */
const CLOSED =
  "(window_start, alert_id) IN (SELECT window_start, alert_id FROM alert_states FINAL WHERE status = 'closed')";

async function fill(histories: readonly Alert[], takeOut: boolean): Promise<void> {
  for (const table of TABLES.split(' ')) await store.writer.command(`TRUNCATE TABLE ${table}`);
  const hit = ({ at, level, rule, host }: Alert, n: number): RowObject => ({
    alert_id: uuid('a', n), window_start: FROM + at, ts: FROM + at, created_at: FROM + at, raised_at: FROM + at + 5, rule_id: rule, rule_title: rule, level, host, User: `user-${n % 3}`,
    summary: `alert ${n}`, tags: ['attack.t1059'], count: 1, retention_days: 10_000,
  }); // prettier-ignore
  await store.insert(alerts, histories.flatMap((one, n) => Array.from({ length: one.hits }, () => hit(one, n)))); // prettier-ignore
  let seq = 1;
  await store.insert(alertActions, histories.flatMap(({ at, steps }, n) => steps.map((status) => ({
    action_id: uuid('b', seq), alert_id: uuid('a', n), window_start: FROM + at, seq: seq++, ts: FROM + DAY, actor: 'ana', action: 'x', status, assignee: n % 2 === 0 ? 'ana' : '', request_id: uuid('b', seq),
  })))); // prettier-ignore
  const members = histories.flatMap(({ at, incident }, n) => (incident === undefined ? [] : [{
    incident_id: uuid('c', incident), action_id: uuid('d', n), seq: seq++, ts: FROM, action: 'add_alert', alert_id: uuid('a', n), window_start: FROM + at, grouping: 'hand',
  }])); // prettier-ignore
  const opened = [1, 2, 3].map((n) => ({ incident_id: uuid('c', n), action_id: uuid('e', n), seq: seq++, ts: FROM, action: 'open', value: `case ${n}` })); // prettier-ignore
  await store.insert(incidentActions, [...opened, ...members]);
  if (takeOut)
    for (const table of ['open_alerts', 'open_alert_states'])
      await store.writer.command(`ALTER TABLE ${table} DELETE WHERE ${CLOSED} SETTINGS mutations_sync = 1`);
  await store.insert(alerts, histories.flatMap((one, n) => (one.late ? [hit(one, n)] : []))); // prettier-ignore
}

it('for any history, before and after closed ones are taken out, whatever comes late', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(alert, { maxLength: 20 }), fc.boolean(), async (histories, takeOut) => {
      await fill(histories, takeOut);
      for (const question of [
        {},
        { order: 'newest', limit: 3, offset: 1 },
        { statuses: ['new'], levels: ['critical', 'high'] },
        { assignees: [''] },
        { incidents: [uuid('c', 1), uuid('c', 2)] },
        { format: 'groups', groupBy: 'rule' },
        { format: 'groups', groupBy: 'incident' },
        { groupBy: 'host', group: 'a', filters: [{ field: 'rule_id', operator: '=', value: 'r1' }] },
        { format: 'count' },
      ]) {
        const filters = 'filters' in question ? question.filters : [];
        expect(await ask({ ...question, filters })).toEqual(await ask({ ...question, filters: [...filters, OF_ALL] }));
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

it('reads rows of open alerts, not of closed ones', async () => {
  const closed: Alert = { at: DAY, hits: 1, level: 'high', rule: 'r1', host: 'a', steps: ['closed'], incident: undefined, late: false }; // prettier-ignore
  await fill([...Array.from({ length: 3000 }, () => closed), { ...closed, steps: [] }], true);
  const [statement] = compiled({ kind: 'alerts', format: 'queue', statuses: OPEN }, RANGE).statements;
  const params = Object.fromEntries(Object.entries(statement.params).map(([name, { value }]) => [name, value]));
  const { stream } = await store.reader.raw(`${statement.text} FORMAT JSON`, { params });
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  const answer = JSON.parse(Buffer.concat(parts).toString()) as { rows: number; statistics: { rows_read: number } };
  expect(answer.rows).toBe(1);
  expect(answer.statistics.rows_read).toBeLessThan(1000);
});
