// One round of taking in what was added: what changed so far, and how much work that was.

/** What a round has touched; filled from identities over parents to scores, each reading what those before it wrote. */
export class Settlement {
  /** Nodes whose rows changed. */
  readonly changed = new Set<number>();
  /** Nodes whose parent must be looked up again. */
  readonly unparented = new Set<number>();
  /** Nodes that got another parent. */
  readonly moved = new Set<number>();
  /** Nodes whose alerts, edges or looks changed: their scores are made anew. */
  readonly unscored = new Set<number>();
  /** Buckets whose nodes changed: their alerts, events and edges are handed out anew. */
  readonly reassigned = new Set<number>();
}

/** Counts elementary steps, so that a test can hold the cost to what it should be, whatever the machine does meanwhile. */
export class StepCounter {
  steps = 0;
}
