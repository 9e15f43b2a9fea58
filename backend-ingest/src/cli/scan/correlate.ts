// Correlations over all files of a scan: takes the matches they want, and tells at the end what they found and where.
import { COL } from '@huntboard/schema';
import {
  compileCorrelation,
  Correlator,
  resolveRule,
  type CorrelationPlan,
  type LinkedCorrelation,
  type ResolvedRule,
} from '@huntboard/sigma';
import type { Verdict } from './judge.ts';

export interface Correlated {
  /** Number of the correlation. */
  readonly number: number;
  /** The event that completed it. */
  readonly file: string;
  readonly line: number;
}

/** The correlations that can be run, each with its number. */
export function planCorrelations(
  correlations: readonly LinkedCorrelation[],
  rules: readonly ResolvedRule[],
): (CorrelationPlan | undefined)[] {
  const resolved = new Map(rules.map((rule) => [rule.rule, rule]));
  return correlations.map((linked) => {
    // The rules as the matcher has them; one that it does not have says why when it is resolved.
    const plan = compileCorrelation(linked, (rule) => {
      const value = resolved.get(rule);
      return value === undefined ? resolveRule(rule) : { ok: true, value };
    });
    return plan.ok ? plan.value : undefined;
  });
}

export class ScanCorrelator {
  private readonly plans: readonly (CorrelationPlan | undefined)[];
  private readonly correlator: Correlator;
  private readonly files: string[] = [];

  constructor(plans: readonly (CorrelationPlan | undefined)[], rules: readonly ResolvedRule[]) {
    this.plans = plans;
    this.correlator = new Correlator(
      plans.filter((plan) => plan !== undefined),
      rules,
    );
  }

  observe(file: string, firstLine: number, { watched }: Verdict): void {
    if (watched.length === 0) return;
    let number = this.files.indexOf(file);
    if (number < 0) number = this.files.push(file) - 1;
    for (const { rule, line, row } of watched) {
      row[COL.event_id] = `${number}:${firstLine + line}`;
      this.correlator.observe(row, [rule]);
    }
  }

  /** What was found over all files, in the order of time. */
  finish(): Correlated[] {
    this.correlator.end();
    const numbers = new Map(this.plans.map((plan, number) => [plan?.key, number]));
    return this.correlator
      .take()
      .map((finding) => ({ finding, number: numbers.get(finding.key)! }))
      .sort(
        (a, b) => a.finding.first - b.finding.first || a.number - b.number || (a.finding.id < b.finding.id ? -1 : 1),
      )
      .map(({ finding, number }) => {
        const [file = '0', line = '0'] = (finding.events.at(-1)?.id ?? '').split(':');
        return { number, file: this.files[Number(file)] ?? '', line: Number(line) };
      });
  }
}
