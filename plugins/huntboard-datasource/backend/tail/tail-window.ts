// Which events are new to a live tail: by receipt time where to look, by id what was sent, so that none is skipped and none doubled.

/** An event that matches, as it stands in the store. */
export interface EventKey {
  readonly id: string;
  /** Receipt, epoch milliseconds. */
  readonly ingestedAt: number;
}

/** What to send next. */
export interface Fresh {
  readonly keys: readonly EventKey[];
  /** More events match than were taken; they come with the next poll. */
  readonly behind: boolean;
}

/** Polls for which an event may become visible later than others that were received after it: lanes are written apart, batches again. */
export const LATE_POLLS = 60;
/** So far before the newest event at the start it looks for what becomes visible late. */
const START_MS = 10_000;

/**
 * The window moves by what was seen: its edge is the newest receipt time of `LATE_POLLS` polls ago. Polls that failed do not count: a
 * store that was away for an hour moves nothing, and what it missed is still inside.
 */
export class TailWindow {
  #since: number | undefined;
  readonly #sent = new Map<string, number>();
  /** Newest receipt time that each of the last polls has seen and sent, oldest poll first. */
  readonly #seen: number[] = [];

  /** Receipt time from which to look; undefined before `start`. */
  get since(): number | undefined {
    return this.#since;
  }

  /** Events in the window that were sent: they come back with every poll. */
  get known(): number {
    return this.#sent.size;
  }

  /** Begins with what is there already: the newest matching events. `now` counts where there are none. */
  start(keys: readonly EventKey[], now: number): void {
    const newest = keys.reduce((latest, { ingestedAt }) => Math.max(latest, ingestedAt), -Infinity);
    this.#since = (Number.isFinite(newest) ? newest : now) - START_MS;
    for (const { id, ingestedAt } of keys) if (ingestedAt >= this.#since) this.#sent.set(id, ingestedAt);
  }

  /** The first `limit` new ones of the keys found since `since`, which come in the order of receipt. */
  take(keys: readonly EventKey[], limit: number): Fresh {
    const fresh = keys.filter(({ id }) => !this.#sent.has(id));
    return { keys: fresh.slice(0, limit), behind: fresh.length > limit };
  }

  /** What was taken has reached the listeners (nothing, when there was nothing): it is not sent again, and the window moves. */
  sent({ keys, behind }: Fresh, found: readonly EventKey[]): void {
    for (const { id, ingestedAt } of keys) this.#sent.set(id, ingestedAt);
    // While events wait, the edge stays before them.
    const newest = (behind ? keys : found).at(-1)?.ingestedAt ?? this.#seen.at(-1);
    if (newest === undefined) return;
    this.#seen.push(newest);
    if (this.#seen.length <= LATE_POLLS) return;
    const edge = this.#seen.shift() ?? newest;
    if (edge <= (this.#since ?? edge)) return;
    this.#since = edge;
    for (const [id, ingestedAt] of this.#sent) if (ingestedAt < edge) this.#sent.delete(id);
  }
}
