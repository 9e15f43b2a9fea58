// One sample of each type of correlation: on the stream (in either order of arrival), as SQL on the real engine and by the reference.
import type { Row } from '@huntboard/schema';
import { startCorrelationStore } from '../../testing/correlation/correlation-store.ts';
import type { CorrelationStore } from '../../testing/correlation/correlation-store.ts';
import { eventOf, hitsOf, planOf, SECOND, sorted, START, streamFindings } from '../../testing/correlation/plans.ts';
import { referenceFindings } from '../../testing/correlation/reference.ts';

let store: CorrelationStore;
beforeAll(async () => {
  store = await startCorrelationStore();
});
afterAll(() => store?.stop());

const at = (seconds: number, rules: string, computer = 'ws1', amount?: string): Row =>
  eventOf(
    START + seconds * SECOND,
    rules.split(' '),
    { TargetUserName: 'eve', Computer: computer },
    amount === undefined ? [] : ['Amount', amount],
  );

/** First and last second of each finding, and its measure. */
async function found(text: string, rows: readonly Row[]): Promise<(number | null)[][]> {
  const plan = planOf(text);
  await store.load(rows);
  const expected = sorted(referenceFindings(plan, hitsOf(plan, rows)));
  expect(sorted(await store.findings(plan))).toEqual(expected);
  expect(sorted(await store.findings(plan, { inner: 'rule_ids' }))).toEqual(expected);
  expect(streamFindings(plan, rows)).toEqual(expected);
  expect(streamFindings(plan, [...rows].reverse())).toEqual(expected);
  return expected.map(({ first, last, value }) => [(first - START) / SECOND, (last - START) / SECOND, value]);
}

const correlation = (type: string, rules: string, condition: string): string =>
  `title: test\nname: test\ncorrelation:\n  type: ${type}\n  rules: [${rules}]\n  timespan: 10s\n  group-by: [TargetUserName]\n${condition === '' ? '' : `  condition: ${condition}\n`}`;

it('a count of one in thirty days tells what is new once, as long as it goes on, and again after thirty days without it', async () => {
  const text = correlation('event_count', 'alpha', '{ eq: 1 }').replace('10s', '30d');
  const day = 86_400;
  const daily = Array.from({ length: 75 }, (_, n) => at(n * day, 'alpha'));
  expect((await found(text, daily)).map(([first]) => first)).toEqual([0]);
  const again = [at(0, 'alpha'), at(29 * day, 'alpha'), at(58 * day, 'alpha'), at(88 * day, 'alpha')];
  expect((await found(text, again)).map(([first]) => first)).toEqual([0, 88 * day]);
});

it('value_count counts different values, whatever their case', async () => {
  const text = correlation('value_count', 'alpha', '{ gte: 3, field: Computer }');
  const rows = [at(0, 'alpha', 'a'), at(1, 'alpha', 'A'), at(2, 'alpha', 'b'), at(3, 'alpha', 'b')];
  expect(await found(text, rows)).toEqual([]);
  expect(await found(text, [...rows, at(9, 'alpha', 'c')])).toEqual([[9, 9, 3]]);
  expect(await found(text, [...rows, at(11, 'alpha', 'c')])).toEqual([]);
});

it('temporal wants all its rules within the time, in any order', async () => {
  const text = correlation('temporal', 'alpha, beta', '');
  expect((await found(text, [at(5, 'beta'), at(8, 'alpha')])).map(([first]) => first)).toEqual([8]);
  expect(await found(text, [at(0, 'beta'), at(10, 'alpha')])).toEqual([]);
  // Events far apart in a group must not join because others lie between them.
  expect(await found(text, [at(0, 'beta'), at(6, 'gamma'), at(12, 'alpha')])).toEqual([]);
});

it('temporal_ordered wants them in their order', async () => {
  const text = correlation('temporal_ordered', 'alpha, beta, gamma', '');
  expect((await found(text, [at(0, 'alpha'), at(3, 'beta'), at(9, 'gamma')])).map(([first]) => first)).toEqual([9]);
  expect(await found(text, [at(0, 'beta'), at(3, 'alpha'), at(9, 'gamma')])).toEqual([]);
  expect(await found(text, [at(0, 'alpha'), at(3, 'beta'), at(10, 'gamma')])).toEqual([]);
});

const amounts = (...values: readonly string[]): Row[] => values.map((value, n) => at(n, 'alpha', 'ws1', value));

it('value_sum adds up, and leaves out what is no number', async () => {
  const text = correlation('value_sum', 'alpha', '{ gt: 100, field: Amount }');
  expect(await found(text, amounts('60', 'much', '40'))).toEqual([]);
  expect(await found(text, amounts('60', 'much', '40', '0.5'))).toEqual([[3, 3, 100.5]]);
});

it('value_avg takes the mean', async () => {
  const text = correlation('value_avg', 'alpha', '{ gte: 50, field: Amount }');
  expect(await found(text, amounts('10', '80', '60'))).toEqual([[2, 2, 50]]);
  expect(await found(text, amounts('10', '20'))).toEqual([]);
});

it('value_percentile takes the nearest rank, and tells no measure beside the rank', async () => {
  const text = correlation('value_percentile', 'alpha', '{ gte: 30, field: Amount, percentile: 50 }');
  expect(await found(text, amounts('10', '20', '30'))).toEqual([]);
  expect(await found(text, amounts('10', '20', '30', '40', '50'))).toEqual([[4, 4, null]]);
});

it('a correlation of a correlation is found when the inner one is, and then the other rule', async () => {
  const inner =
    'title: inner\nname: inner\ncorrelation:\n  type: event_count\n  rules: [alpha]\n  timespan: 10s\n  group-by: [TargetUserName]\n  condition: { gte: 3 }\n';
  const text = `${correlation('temporal_ordered', 'inner, beta', '')}---\n${inner}`;
  const guesses = [0, 1, 2].map((second) => at(second, 'alpha'));
  expect((await found(text, [...guesses, at(5, 'beta')])).map(([first]) => first)).toEqual([5]);
  expect(await found(text, [...guesses.slice(1), at(5, 'beta')])).toEqual([]);
  expect(await found(text, [at(-1, 'beta'), ...guesses])).toEqual([]);
});
