// The stream as a back end of rule tests: the matcher over each event, the correlator over all events of a test.
import { COL } from '@huntboard/schema';
import { compileMatcher, Correlator, type ResolvedRule } from '@huntboard/sigma';
import { planCorrelations } from '../scan/correlate.ts';
import type { LoadedRules } from './load-rules.ts';
import type { BackEnd, Judged, LoadedTest } from './run-tests.ts';

/** @param loaded All rules, since correlations refer to them. */
export function matcherBackEnd(loaded: LoadedRules): BackEnd {
  return {
    name: 'matcher',
    judge: async (tests) => {
      const { rules } = loaded;
      const numbers = new Map(rules.map((rule, number) => [rule, number]));
      const matcher = compileMatcher(rules);
      return tests.map((test) => judge(test, rules, numbers, (row, onHit) => matcher.match(row, onHit)));
    },
  };
}

function judge(
  { subjects, events }: LoadedTest,
  rules: readonly ResolvedRule[],
  numbers: ReadonlyMap<ResolvedRule, number>,
  match: ReturnType<typeof compileMatcher>['match'],
): Judged {
  const wanted = new Set(subjects.rules.map((rule) => numbers.get(rule)!));
  const plans = planCorrelations(subjects.correlations, rules).filter((plan) => plan !== undefined);
  const correlator = new Correlator(plans, rules);
  const hits = events.map(({ row }, index) => {
    row[COL.event_id] = String(index);
    const matched: number[] = [];
    match(row, (rule) => matched.push(rule));
    correlator.observe(row, matched);
    return matched.some((rule) => wanted.has(rule));
  });
  correlator.end();
  return { hits, findings: correlator.take().length };
}
