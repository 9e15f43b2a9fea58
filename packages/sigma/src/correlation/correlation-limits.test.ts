// What a correlation on the stream does at its limits: it passes over and says so, and what it still finds is right.
import { eventOf, hitsOf, planOf, SECOND, START } from '../../testing/correlation/plans.ts';
import { CorrelationState } from './correlation-state.ts';
import type { CorrelationOptions } from './correlation-state.ts';
import type { CorrelationPlan } from './plan.ts';

const plan = planOf(
  'title: t\nname: t\nlevel: low\ncorrelation: { type: event_count, rules: [alpha], group-by: [TargetUserName], timespan: 1m, condition: { gte: 3 } }',
);

/** Feeds events of [second, user]; gives what was found, by user, and what was passed over. */
function run(events: readonly (readonly [number, string])[], options: CorrelationOptions, of: CorrelationPlan = plan) {
  const state = new CorrelationState(of, options);
  for (const [second, user] of events)
    for (const hit of hitsOf(of, [eventOf(START + second * SECOND, ['alpha'], { TargetUserName: user })]))
      state.add(hit);
  state.end();
  const found = state.take().map(({ group, count, first }) => [group[0], count, (first - START) / SECOND]);
  return { found, overflow: state.overflow };
}

const NOTHING = { late: 0, groups: 0, occurrences: 0 };

test('a hit that comes later than the lateness allows is counted as late, and judged nowhere', () => {
  const events = [[0, 'eve'], [5, 'eve'], [20, 'eve'], [8, 'eve'], [25, 'eve']] as const; // prettier-ignore
  expect(run(events, { lateness: 10 * SECOND })).toEqual({
    found: [['eve', 4, 20]],
    overflow: { ...NOTHING, late: 1 },
  });
  expect(run(events, { lateness: 15 * SECOND })).toEqual({ found: [['eve', 5, 8]], overflow: NOTHING });
});

test('a hit at the edge of the lateness is in time', () => {
  const events = [[0, 'eve'], [20, 'eve'], [10, 'eve']] as const; // prettier-ignore
  expect(run(events, { lateness: 10 * SECOND })).toEqual({ found: [['eve', 3, 20]], overflow: NOTHING });
  expect(run(events, { lateness: 10 * SECOND - 1 }).overflow).toEqual({ ...NOTHING, late: 1 });
});

test('nothing that was told to be over is taken any more', () => {
  const state = new CorrelationState(plan);
  const at = (second: number) => hitsOf(plan, [eventOf(START + second * SECOND, ['alpha'], { TargetUserName: 'eve' })]);
  state.advanceTo(START + 10 * SECOND);
  for (const hit of [...at(9), ...at(10)]) state.add(hit);
  state.end();
  expect(state.overflow).toEqual({ ...NOTHING, late: 1 });
});

test('a queue that is full judges its earliest hits, and what comes before these is late', () => {
  const events = [[10, 'eve'], [20, 'eve'], [30, 'eve'], [5, 'eve'], [40, 'eve']] as const; // prettier-ignore
  // With room for two, the hit of the tenth second is judged when the third comes.
  expect(run(events, { maxHits: 2 })).toMatchObject({ overflow: { late: 1 } });
  expect(run(events, { maxHits: 5 })).toEqual({ found: [['eve', 5, 20]], overflow: NOTHING });
});

test('of too many groups the one that was quiet longest is forgotten; the others find what they would', () => {
  const events = [
    [0, 'old'], [1, 'eve'], [2, 'bob'], [3, 'old'],
    // 'eve' is the quietest now, and makes room.
    [4, 'new'], [5, 'old'], [6, 'bob'], [7, 'bob'], [8, 'eve'], [9, 'eve'],
  ] as const; // prettier-ignore
  const { found, overflow } = run(events, { maxGroups: 3 });
  expect(found).toEqual([['old', 3, 5], ['bob', 3, 7]]); // prettier-ignore
  expect(overflow.groups).toBeGreaterThanOrEqual(1);
  expect(overflow.occurrences).toBeGreaterThanOrEqual(overflow.groups);
  expect(run(events, { maxGroups: 4 })).toEqual({
    found: [['old', 3, 5], ['bob', 3, 7], ['eve', 3, 9]],
    overflow: NOTHING,
  }); // prettier-ignore
});

test('occurrences in windows are bounded over all groups: the quiet ones go, and what went is counted', () => {
  const quiet = Array.from({ length: 5 }, (_, n) => [n, `user${n}`] as const);
  const noisy = Array.from({ length: 6 }, (_, n) => [10 + n, 'eve'] as const);
  const { found, overflow } = run([...quiet, ...noisy], { maxHits: 8, lateness: 0 });
  expect(found).toEqual([['eve', 6, 12]]);
  expect(overflow).toEqual({ late: 0, groups: 3, occurrences: 3 });
});

test('what a snapshot is taken of goes on counting what was passed over', () => {
  const state = new CorrelationState(plan, { lateness: 0 });
  const at = (second: number) => hitsOf(plan, [eventOf(START + second * SECOND, ['alpha'], { TargetUserName: 'eve' })]);
  for (const hit of [...at(0), ...at(10), ...at(2)]) state.add(hit);
  state.advanceTo(START + 20 * SECOND);
  const restored = CorrelationState.restore(plan, JSON.parse(JSON.stringify(state.toSnapshot())), { lateness: 0 });
  for (const hit of at(15)) restored.add(hit);
  expect(restored.overflow.late).toBe(state.overflow.late + 1);
});
