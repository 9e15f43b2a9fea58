// Which rules the guard switches off, on a clock that the test moves.
import { OverloadGuard } from './overload-guard.ts';
import type { Overload } from './overload-guard.ts';
import { RuleCounters } from './rule-counters.ts';

const LIMITS = { share: 0.4, nanosecondsPerEvent: 10_000, window: 100 };

/** Timed events on a clock that moves by what each part takes. */
function start(search: () => number = () => 2_000) {
  let now = 0;
  const told: Overload[] = [];
  const counters = new RuleCounters(3);
  const guard = new OverloadGuard(
    counters,
    LIMITS,
    (overload) => told.push(overload),
    () => now,
  );
  const event = (...rules: readonly (readonly [rule: number, take: () => number])[]): void => {
    guard.search(() => (now += search()));
    for (const [rule, take] of rules) {
      guard.ask(rule, () => {
        now += take();
        return false;
      });
    }
    guard.endEvent();
  };
  return { told, counters, event };
}

const always = (nanoseconds: number) => () => nanoseconds;

describe('OverloadGuard', () => {
  it('switches off the rule that takes most of the time of a window, and says how much', () => {
    const { told, counters, event } = start();
    for (let n = 0; n < LIMITS.window; n++) event([0, always(500)], [1, always(90_000)]);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ ruleIndex: 1 });
    expect(told[0]!.share).toBeGreaterThan(0.9);
    expect([...counters.disabled]).toEqual([0, 1, 0]);
  });

  it('finds a rule that is slow for one event in five', () => {
    const { told, event } = start();
    let calls = 0;
    const rarely = (): number => (Math.floor(calls++ / 4) % 5 === 0 ? 2_000_000 : 500);
    for (let n = 0; n < LIMITS.window * 2; n++) event([0, always(500)], [2, rarely]);
    expect(told.map(({ ruleIndex }) => ruleIndex)).toContain(2);
  });

  it('leaves every rule on when the machine stands still again and again', () => {
    const { told, counters, event } = start();
    let calls = 0;
    // Every seventh call meets a pause of 20 ms, whichever rule it asks; the call that is made again does not.
    const stalled = (): number => (calls++ % 7 === 0 ? 20_000_000 : 800);
    for (let n = 0; n < LIMITS.window * 5; n++) event([0, stalled], [1, stalled]);
    expect(told).toEqual([]);
    expect([...counters.disabled]).toEqual([0, 0, 0]);
  });

  it('finds a slow rule on a machine that stands still again and again', () => {
    let calls = 0;
    const stalled = (nanoseconds: number) => () => nanoseconds + (calls++ % 17 === 0 ? 20_000_000 : 0);
    const { told, event } = start(stalled(2_000));
    for (let n = 0; n < LIMITS.window * 2; n++) event([0, stalled(500)], [1, stalled(30_000)]);
    expect(new Set(told.map(({ ruleIndex }) => ruleIndex))).toEqual(new Set([1]));
  });

  it('leaves a rule on that takes most of very little', () => {
    const { told, event } = start();
    for (let n = 0; n < LIMITS.window; n++) event([0, always(9_000)]);
    expect(told).toEqual([]);
  });

  it('judges nothing by a handful of calls', () => {
    const { told, event } = start();
    for (let n = 0; n < LIMITS.window; n++)
      if (n < 10) event([0, always(50_000_000)]);
      else event();
    expect(told).toEqual([]);
  });

  it('counts the time of rules as if all events had been timed', () => {
    const { counters, event } = start();
    event([1, always(1_000)]);
    expect(counters.nanoseconds[1]).toBe(64_000);
  });

  it('times one event in 64 on the mean', () => {
    const guard = new OverloadGuard(
      new RuleCounters(0),
      LIMITS,
      () => undefined,
      () => 0,
    );
    let due = 0;
    for (let n = 0; n < 64_000; n++) if (guard.isDue()) due++;
    expect(Math.abs(due - 1000)).toBeLessThan(100);
  });
});
