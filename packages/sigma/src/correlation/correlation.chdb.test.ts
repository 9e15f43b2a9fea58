// Correlations on the stream, as SQL on the real engine and by the reference, over the same events.
import type { Row } from '@huntboard/schema';
import { startCorrelationStore } from '../../testing/correlation/correlation-store.ts';
import type { CorrelationStore } from '../../testing/correlation/correlation-store.ts';
import { eventOf, hitsOf, planOf, SECOND, sorted, START, streamFindings } from '../../testing/correlation/plans.ts';
import { referenceFindings } from '../../testing/correlation/reference.ts';
import type { CorrelationFinding } from './finding.ts';
import type { CorrelationPlan } from './plan.ts';

let store: CorrelationStore;

beforeAll(async () => {
  store = await startCorrelationStore();
});

afterAll(() => store?.stop());

/** The findings over the rows, after all ways have been found to agree. */
async function findingsOf(plan: CorrelationPlan, rows: readonly Row[]): Promise<CorrelationFinding[]> {
  await store.load(rows);
  const expected = sorted(referenceFindings(plan, hitsOf(plan, rows)));
  expect(sorted(await store.findings(plan))).toEqual(expected);
  expect(sorted(await store.findings(plan, { inner: 'rule_ids' }))).toEqual(expected);
  expect(streamFindings(plan, rows)).toEqual(expected);
  expect(streamFindings(plan, [...rows].reverse())).toEqual(expected);
  return expected;
}

/** First and last moment of each, in seconds from the start. */
const spans = (findings: readonly CorrelationFinding[]): number[][] =>
  findings.map(({ first, last }) => [(first - START) / SECOND, (last - START) / SECOND]);

const at = (seconds: number, rules: string, columns: Parameters<typeof eventOf>[2] = {}, ext: readonly string[] = []) =>
  eventOf(START + seconds * SECOND, rules.split(' '), { TargetUserName: 'eve', ...columns }, ext);

const correlation = (type: string, more: string): string => `title: test
name: test
correlation:
  type: ${type}
  timespan: 10s
  group-by: [TargetUserName]
${more.replaceAll(/^/gm, '  ')}`;

describe('event_count', () => {
  const plan = planOf(correlation('event_count', 'rules: [alpha]\ncondition:\n  gte: 3'));

  it('fires when the window holds enough, and is one finding as long as it goes on', async () => {
    const rows = [0, 1, 2, 3, 4, 30, 31, 32].map((s) => at(s, 'alpha'));
    const findings = await findingsOf(plan, rows);
    expect(spans(findings)).toEqual([
      [2, 4],
      [32, 32],
    ]);
    expect(findings.map(({ count, value }) => [count, value])).toEqual([
      [5, 3],
      [3, 3],
    ]);
    expect(findings[0]!.values).toEqual(['eve']);
  });

  it('leaves out what is exactly a timespan before, and takes what is a millisecond nearer', async () => {
    expect(
      await findingsOf(
        plan,
        [0, 5, 10].map((s) => at(s, 'alpha')),
      ),
    ).toEqual([]);
    expect(
      await findingsOf(
        plan,
        [0.001, 5, 10].map((s) => at(s, 'alpha')),
      ),
    ).toHaveLength(1);
  });

  it.each(['event_count', 'value_count'])(
    'has windows of months that are exact to the millisecond (%s)',
    async (type) => {
      const days = 86_400;
      const field = type === 'value_count' ? ', field: Computer' : '';
      const months = planOf(correlation(type, `rules: [alpha]\ncondition: { gte: 2${field} }`).replace('10s', '30d'));
      const pair = (seconds: number): Row[] => [
        at(0, 'alpha', { Computer: 'a' }),
        at(seconds, 'alpha', { Computer: 'b' }),
      ];
      expect(await findingsOf(months, pair(30 * days))).toEqual([]);
      for (const nearer of [0.001, 0.007, 0.999])
        expect(await findingsOf(months, pair(30 * days - nearer))).toHaveLength(1);
    },
  );

  it('keeps groups apart, whatever the case of their names, and leaves out events without the field', async () => {
    const rows = [
      at(0, 'alpha', { TargetUserName: 'Eve' }),
      at(1, 'alpha', { TargetUserName: 'EVE' }),
      at(1, 'alpha', { TargetUserName: 'bob' }),
      at(1, 'alpha', { TargetUserName: '' }),
      at(2, 'alpha', { TargetUserName: '' }),
      at(3, 'alpha', { TargetUserName: '' }),
      at(4, 'alpha', { TargetUserName: 'eve' }),
      at(4, 'beta', { TargetUserName: 'bob' }),
      at(4, 'beta', { TargetUserName: 'bob' }),
    ];
    const findings = await findingsOf(plan, rows);
    expect(findings.map(({ group, values }) => [group, values])).toEqual([[['eve'], ['eve']]]);
  });
});
