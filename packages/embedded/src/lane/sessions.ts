// The engine sessions that one lane holds: reused when they are known to be clean, closed when not.
import type { Connection, Native } from './native.ts';
import type { SessionSpec } from './protocol.ts';

const POOLED_PER_LANE = 12;

interface Entry {
  readonly connection: Connection;
  readonly spec: SessionSpec;
}

export class LaneSessions {
  readonly #native: Native;
  readonly #dataDir: string;
  /** In order of last use, oldest first. */
  readonly #open = new Map<string, Entry>();

  constructor(native: Native, dataDir: string) {
    this.#native = native;
    this.#dataDir = dataDir;
  }

  /** The session of a job: the one with its key, or a new one with the set-up done. Rejects with the engine's error when the set-up fails. */
  async acquire(spec: SessionSpec): Promise<Connection> {
    const found = this.#open.get(spec.key);
    if (found !== undefined) {
      this.#open.delete(spec.key);
      return found.connection;
    }
    const connection = this.#native.CreateConnection(this.#dataDir);
    try {
      for (const sql of spec.setup) await this.#native.QueryAsyncConnection(connection, sql, 'Null');
    } catch (error) {
      this.#native.CloseConnection(connection);
      throw error;
    }
    return connection;
  }

  /**
   * Gives a session back. `clean` is false after any error or an early end: the engine keeps what such a query had already put out and hands
   * it to the next one in the session, so a session like that is never used again. A client's own session is rinsed instead.
   */
  async release(spec: SessionSpec, connection: Connection, clean: boolean): Promise<void> {
    const usable = clean || (spec.keep === 'pinned' && (await this.#rinse(connection)));
    if (!usable || spec.keep === 'discard') {
      this.#native.CloseConnection(connection);
      return;
    }
    this.#open.set(spec.key, { connection, spec });
    const pooled = [...this.#open.values()].filter((e) => e.spec.keep === 'pool');
    if (pooled.length > POOLED_PER_LANE) this.close((pooled[0] as Entry).spec.key);
  }

  // True when the session gives exactly what is asked of it again.
  async #rinse(connection: Connection): Promise<boolean> {
    try {
      await this.#native.QueryAsyncConnection(connection, 'SELECT 1 FORMAT Null', 'Null');
      const probe = await this.#native.QueryAsyncConnection(connection, "SELECT 'rinsed' FORMAT TSV", 'TSV');
      return Buffer.from(probe.bytes).toString() === 'rinsed\n';
    } catch {
      return false;
    }
  }

  close(key: string): void {
    const entry = this.#open.get(key);
    if (entry === undefined) return;
    this.#open.delete(key);
    this.#native.CloseConnection(entry.connection);
  }

  closeAll(): void {
    for (const key of [...this.#open.keys()]) this.close(key);
  }
}
