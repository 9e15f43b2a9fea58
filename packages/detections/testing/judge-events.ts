// What rules say about events, on the stream: which rule hit which event, and what the correlations found.
import { COL } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import { Correlator, ruleKey } from '@huntboard/sigma';
import type { CorrelationFinding } from '@huntboard/sigma';
import type { LoadedRuleSet } from './load-rules.ts';

export interface Verdicts {
  /** For each event the keys of the rules that it matched, those that only serve correlations included. */
  readonly hits: readonly (readonly string[])[];
  readonly findings: readonly CorrelationFinding[];
}

/** Judges events one after the other; gives each an event id by its place, since correlations count events by it. */
export class EventJudge {
  readonly #set: LoadedRuleSet;
  readonly #correlator: Correlator;
  #events = 0;

  constructor(set: LoadedRuleSet) {
    this.#set = set;
    this.#correlator = new Correlator(set.plans, set.rules);
  }

  /** Keys of the rules that the event matches. The row may be used again afterwards. */
  judge(row: Row): string[] {
    row[COL.event_id] = `01990000-0000-7000-8000-${String(++this.#events).padStart(12, '0')}`;
    const matched: number[] = [];
    this.#set.matcher.match(row, (rule) => matched.push(rule));
    this.#correlator.observe(row, matched);
    return matched.map((rule) => ruleKey(this.#set.rules[rule]!.rule));
  }

  /** What the correlations found in all events; call it once, at the end. */
  findings(): readonly CorrelationFinding[] {
    this.#correlator.end();
    return this.#correlator.take();
  }
}

export function judgeEvents(set: LoadedRuleSet, rows: readonly Row[]): Verdicts {
  const judge = new EventJudge(set);
  const hits = rows.map((row) => judge.judge(row));
  return { hits, findings: judge.findings() };
}
