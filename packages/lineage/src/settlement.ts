// One round of taking in what was added: what changed so far, and how much work that was.

/** A set of numbers that remembers the order in which they came; emptied in one step. */
export class NumberSet {
  readonly list: number[] = [];
  readonly #marks: number[] = [];
  #round = 1;

  add(value: number): void {
    if (value < 0 || this.#marks[value] === this.#round) return;
    // Marks stay an array without holes, which is a fast one.
    while (this.#marks.length <= value) this.#marks.push(0);
    this.#marks[value] = this.#round;
    this.list.push(value);
  }

  clear(): void {
    this.list.length = 0;
    this.#round++;
  }
}

/** What a round has touched; filled from identities over parents to scores, each reading what those before it wrote. */
export class Settlement {
  /** Nodes whose rows changed. */
  readonly changed = new NumberSet();
  /** Nodes whose parent must be looked up again. */
  readonly unparented = new NumberSet();
  /** Nodes that got another parent. */
  readonly moved = new NumberSet();
  /** Nodes whose alerts, edges or looks changed: their scores are made anew. */
  readonly unscored = new NumberSet();
  /** Buckets whose nodes changed: their alerts, events and edges are handed out anew. */
  readonly reassigned = new NumberSet();

  clear(): void {
    for (const set of [this.changed, this.unparented, this.moved, this.unscored, this.reassigned]) set.clear();
  }
}

/** Counts elementary steps, so that a test can hold the cost to what it should be, whatever the machine does meanwhile. */
export class StepCounter {
  steps = 0;
}
