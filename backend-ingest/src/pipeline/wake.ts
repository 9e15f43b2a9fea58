// A bell: a loop waits for it, anyone rings it. Rings while nobody waits are not lost.

export class Wake {
  private rung = false;
  private waiter: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.waiter?.();
  }

  /** Resolves at the next ring, or at once when it rang since the last wait. */
  async wait(): Promise<void> {
    if (!this.rung) await new Promise<void>((resolve) => (this.waiter = resolve));
    this.waiter = undefined;
    this.rung = false;
  }
}
