// What each rule did and cost, by its index.

export class RuleCounters {
  /** How often it was asked, i.e. was a candidate. */
  readonly evaluations: Float64Array;
  readonly hits: Float64Array;
  /** Estimated from the events that were timed. */
  readonly nanoseconds: Float64Array;
  /** 1: switched off. */
  readonly disabled: Uint8Array;
  /** The round in which an event came last that the rule might match by its kind: by its log source, before any value is looked at. */
  readonly seen: Uint32Array;
  /** Goes up each time that somebody asks what was seen. */
  round = 1;

  constructor(rules: number) {
    this.evaluations = new Float64Array(rules);
    this.hits = new Float64Array(rules);
    this.nanoseconds = new Float64Array(rules);
    this.disabled = new Uint8Array(rules);
    this.seen = new Uint32Array(rules);
  }

  /** Rules for which events of their log source came since the last call, as indices. */
  takeSeen(): number[] {
    const round = this.round++;
    return [...this.seen.keys()].filter((rule) => this.seen[rule] === round);
  }
}
