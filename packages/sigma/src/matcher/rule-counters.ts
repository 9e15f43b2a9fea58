// What each rule did and cost, by its index.

export class RuleCounters {
  /** How often it was asked, i.e. was a candidate. */
  readonly evaluations: Float64Array;
  readonly hits: Float64Array;
  /** Estimated from the events that were timed. */
  readonly nanoseconds: Float64Array;
  /** 1: switched off. */
  readonly disabled: Uint8Array;

  constructor(rules: number) {
    this.evaluations = new Float64Array(rules);
    this.hits = new Float64Array(rules);
    this.nanoseconds = new Float64Array(rules);
    this.disabled = new Uint8Array(rules);
  }
}
