// Keeps one instance for each data source and version of its settings; an outdated one is disposed after its last call.

export interface InstanceKey {
  readonly orgId: number;
  readonly uid: string;
  /** Epoch milliseconds of the settings' last change. */
  readonly lastUpdated: number;
}

interface Entry<T> {
  readonly lastUpdated: number;
  readonly instance: Promise<T>;
  users: number;
  retired: boolean;
}

export interface InstanceCacheOptions<T> {
  readonly dispose: (instance: T) => void | Promise<void>;
  readonly onDisposeError: (error: unknown) => void;
}

/** Instances by organisation and uid. Concurrent first calls share one creation. */
export class InstanceCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #disposing = new Set<Promise<void>>();
  readonly #options: InstanceCacheOptions<T>;

  constructor(options: InstanceCacheOptions<T>) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Runs `work` with the instance of these settings, creating it when new or changed. A failed creation is not kept. */
  async use<R>(key: InstanceKey, create: () => T | Promise<T>, work: (instance: T) => Promise<R>): Promise<R> {
    const id = `${key.orgId}:${key.uid}`;
    let entry = this.#entries.get(id);
    // A call that was sent with older settings than we hold (in flight during a change) is served by the newer instance.
    if (entry === undefined || entry.lastUpdated < key.lastUpdated) {
      if (entry !== undefined) this.#retire(entry);
      entry = { lastUpdated: key.lastUpdated, instance: (async () => create())(), users: 0, retired: false };
      this.#entries.set(id, entry);
    }
    const held = entry;
    held.users++;
    try {
      let instance: T;
      try {
        instance = await held.instance;
      } catch (error) {
        if (this.#entries.get(id) === held) this.#entries.delete(id);
        throw error;
      }
      return await work(instance);
    } finally {
      held.users--;
      if (held.retired && held.users === 0) this.#dispose(held);
    }
  }

  /** Disposes everything, also what is in use. */
  async close(): Promise<void> {
    for (const entry of this.#entries.values()) this.#dispose(entry);
    this.#entries.clear();
    await Promise.all(this.#disposing);
  }

  #retire(entry: Entry<T>): void {
    entry.retired = true;
    if (entry.users === 0) this.#dispose(entry);
  }

  #dispose(entry: Entry<T>): void {
    const done: Promise<void> = entry.instance
      .then((instance) => this.#options.dispose(instance))
      .catch((error: unknown) => this.#options.onDisposeError(error))
      .finally(() => this.#disposing.delete(done));
    this.#disposing.add(done);
  }
}
