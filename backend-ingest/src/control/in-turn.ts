// One task after the other: what reads a state and writes the next one must not meet another that does the same.

export class InTurn {
  private readonly max: number;
  private tail: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** @param max tasks that may wait */
  constructor(max: number) {
    this.max = max;
  }

  /** Runs the task when all before it have ended; undefined when too many wait. */
  run<T>(task: () => Promise<T>): Promise<T> | undefined {
    if (this.waiting >= this.max) return undefined;
    this.waiting++;
    const result = this.tail.then(task).finally(() => this.waiting--);
    this.tail = result.catch(() => undefined);
    return result;
  }

  /** Resolves when nothing is under way. */
  async ended(): Promise<void> {
    while (this.waiting > 0) await this.tail;
  }
}
