// A set of keys that is never changed, and of which a changed one costs as much as the change: a fold among 100,000 is one fold.

/** Changes that a set carries before it is made anew. */
const changesAtMost = 1024;

export class KeySet implements Iterable<string> {
  readonly #base: ReadonlySet<string>;
  readonly #changes: ReadonlyMap<string, boolean>;

  constructor(keys: Iterable<string> = [], changes: ReadonlyMap<string, boolean> = new Map()) {
    this.#base = keys instanceof Set ? (keys as ReadonlySet<string>) : new Set(keys);
    this.#changes = changes;
  }

  /** What later sets are told from; the same object for all that differ by `changes` only. */
  get base(): ReadonlySet<string> {
    return this.#base;
  }

  /** Keys that are in the set and not in its base (true), and the other way round. */
  get changes(): ReadonlyMap<string, boolean> {
    return this.#changes;
  }

  has(key: string): boolean {
    return this.#changes.get(key) ?? this.#base.has(key);
  }

  get isEmpty(): boolean {
    for (const _ of this) return false;
    return true;
  }

  *[Symbol.iterator](): Generator<string> {
    for (const key of this.#base) if (this.#changes.get(key) !== false) yield key;
    for (const [key, present] of this.#changes) if (present && !this.#base.has(key)) yield key;
  }

  /** The set with keys put in or taken out; the same one where that changes nothing. */
  with(keys: readonly string[], change: 'in' | 'out'): KeySet {
    const changed = keys.filter((key) => this.has(key) !== (change === 'in'));
    if (changed.length === 0) return this;
    if (this.#changes.size + changed.length > changesAtMost) {
      const all = new Set(this);
      for (const key of changed) {
        if (change === 'in') all.add(key);
        else all.delete(key);
      }
      return new KeySet(all);
    }
    const changes = new Map(this.#changes);
    for (const key of changed) changes.set(key, change === 'in');
    return new KeySet(this.#base, changes);
  }
}
