// The engine as the HTTP thread sees it: lanes for queries, for inserts, one for control, and what is known about the engine.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readFormats } from './formats.ts';
import type { Formats } from './formats.ts';
import { LanePool } from './lanes.ts';
import type { ServerOptions } from '../options.ts';
import { quoteIdentifier } from '../sql/quote.ts';

export class Engine {
  readonly queries: LanePool;
  readonly inserts: LanePool;
  readonly #control: LanePool;
  readonly spoolDir: string;
  version = '';
  timezone = 'UTC';
  formats: Formats = new Map();
  tableFunctions: ReadonlySet<string> = new Set();
  #databases: Promise<ReadonlySet<string>> | undefined;

  constructor(options: ServerOptions, lanePath: string) {
    const { limits } = options;
    mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
    this.spoolDir = options.spoolDir ?? join(options.dataDir, 'spool');
    const data = { dataDir: options.dataDir, connectionArgs: [] };
    this.queries = new LanePool(lanePath, data, limits.concurrentQueries, limits.waitingQueries);
    this.inserts = new LanePool(lanePath, data, limits.concurrentInserts, limits.waitingQueries);
    this.#control = new LanePool(lanePath, data, 1, 1000);
  }

  /** Opens the data directory and learns what the engine can. Rejects with the engine's words when the directory is held by another process. */
  async start(options: ServerOptions): Promise<void> {
    await this.#control.open();
    mkdirSync(this.spoolDir, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(this.spoolDir)) if (name.endsWith('.data')) rmSync(join(this.spoolDir, name), { force: true });
    for (const database of new Set(options.users.map((u) => u.database))) await this.control(`CREATE DATABASE IF NOT EXISTS ${quoteIdentifier(database)} ENGINE = Atomic`);
    const [version, timezone] = JSON.parse(await this.control('SELECT version(), timezone() FORMAT JSONCompactEachRow')) as [string, string];
    this.version = version;
    this.timezone = timezone;
    this.formats = readFormats(await this.control('SELECT name, content_type FROM system.formats WHERE is_output FORMAT JSONCompactEachRow'));
    const functions = await this.control('SELECT lower(name) FROM system.table_functions FORMAT TSV');
    this.tableFunctions = new Set(functions.trim().split('\n'));
  }

  /** Runs one of our own statements on the control lane. */
  async control(sql: string): Promise<string> {
    const parts: Uint8Array[] = [];
    const { end } = this.#control.run(
      { session: { key: 'control', setup: ['SET async_insert = 0'], keep: 'pool' }, before: [], after: [], sql, format: 'TSV', mode: 'buffer', highestClass: 4, database: 'system', maxBytes: Infinity },
      {
        onChunk: async (bytes) => {
          parts.push(bytes);
        },
      },
    );
    await end;
    return Buffer.concat(parts).toString('utf8');
  }

  /** Names of all databases; kept until `databasesChanged`. */
  databases(): Promise<ReadonlySet<string>> {
    this.#databases ??= this.control('SELECT name FROM system.databases FORMAT JSONCompactEachRow').then(
      (text) => new Set(text.trim().split('\n').map((line) => (JSON.parse(line) as [string])[0])),
    );
    return this.#databases;
  }

  databasesChanged(): void {
    this.#databases = undefined;
  }

  /** Kills whatever carries the tag; does not wait for its end. */
  async kill(tag: string): Promise<void> {
    await this.control(`KILL QUERY WHERE endsWith(query, '${tag}') ASYNC FORMAT Null`);
  }

  async close(): Promise<void> {
    await Promise.all([this.queries.close(), this.inserts.close()]);
    await this.#control.close();
  }
}
