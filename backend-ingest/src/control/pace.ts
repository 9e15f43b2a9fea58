// How fast one person may act: more than a hand can, less than a script wants.

/** Requests at once, and those that come back each second. */
const BURST = 120;
const PER_SECOND = 10;
const MAX_PEOPLE = 10_000;

export class Pace {
  private readonly now: () => number;
  private readonly people = new Map<string, { left: number; at: number }>();

  constructor(now: () => number) {
    this.now = now;
  }

  /** Takes one request; false: it is too many. */
  take(login: string): boolean {
    const now = this.now();
    const known = this.people.get(login);
    // A clock that was set back gives nothing and takes nothing.
    const gained = known === undefined ? BURST : (Math.max(0, now - known.at) / 1000) * PER_SECOND;
    const left = Math.min(BURST, (known?.left ?? 0) + gained);
    if (known === undefined && this.people.size >= MAX_PEOPLE) this.people.clear();
    this.people.set(login, { left: left < 1 ? left : left - 1, at: now });
    return left >= 1;
  }
}
