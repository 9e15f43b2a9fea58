// The engine as the HTTP thread sees it: lanes for queries, for inserts, one for control, and what is known about the engine.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeEngineConfig } from './engine-config.ts';
import { readFormats } from './formats.ts';
import type { Formats } from './formats.ts';
import { LanePool } from './lanes.ts';
import type { ServerOptions } from '../options.ts';
import { quoteIdentifier, quoteString } from '../sql/quote.ts';

/** Engines whose tables show other tables' rows without those tables' row filters. */
const COPYING_ENGINES = [
  'Merge',
  'Buffer',
  'Distributed',
  'Dictionary',
  'MaterializedView',
  'Alias',
  'TimeSeries',
  'WindowView',
  'LiveView',
];

/** Progress as ClickHouse's headers have it. */
export type Progress = Readonly<
  Record<
    | 'read_rows'
    | 'read_bytes'
    | 'written_rows'
    | 'written_bytes'
    | 'total_rows_to_read'
    | 'result_rows'
    | 'result_bytes'
    | 'elapsed_ns'
    | 'memory_usage',
    string
  >
>;

export interface Catalog {
  readonly databases: ReadonlySet<string>;
  /** By database: the tables of COPYING_ENGINES. */
  readonly copiesOf: ReadonlyMap<string, ReadonlySet<string>>;
}

const rows = (lines: string): readonly (readonly string[])[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as readonly string[]);

export class Engine {
  readonly queries: LanePool;
  readonly inserts: LanePool;
  readonly #control: LanePool;
  readonly spoolDir: string;
  version = '';
  timezone = 'UTC';
  formats: Formats = new Map();
  tableFunctions: ReadonlySet<string> = new Set();
  #catalog: Promise<Catalog> | undefined;

  constructor(options: ServerOptions, lanePath: string) {
    const { limits } = options;
    mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
    this.spoolDir = options.spoolDir ?? join(options.dataDir, 'spool');
    // The engine takes these for patterns in the name of a file to insert from.
    if (/[*?{}]/.test(this.spoolDir))
      throw new Error(
        `the spool directory ${this.spoolDir} must not have any of * ? { } in its name: choose another data directory or set spoolDir`,
      );
    const data = { dataDir: options.dataDir, connectionArgs: [] };
    const first = { dataDir: options.dataDir, connectionArgs: writeEngineConfig(options) };
    this.queries = new LanePool(lanePath, data, limits.concurrentQueries, limits.waitingQueries);
    this.inserts = new LanePool(lanePath, data, limits.concurrentInserts, limits.waitingQueries);
    this.#control = new LanePool(lanePath, first, 1, 1000);
  }

  /** Opens the data directory and learns what the engine can. Rejects with the engine's words when the directory is held by another process. */
  async start(options: ServerOptions): Promise<void> {
    await this.#control.open();
    mkdirSync(this.spoolDir, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(this.spoolDir))
      if (name.endsWith('.data')) rmSync(join(this.spoolDir, name), { force: true });
    for (const database of new Set(options.users.map((u) => u.database)))
      await this.control(`CREATE DATABASE IF NOT EXISTS ${quoteIdentifier(database)} ENGINE = Atomic`);
    const [about] = rows(await this.control('SELECT version(), timezone() FORMAT JSONCompactEachRow'));
    [this.version, this.timezone] = about as [string, string];
    this.formats = readFormats(
      await this.control('SELECT name, content_type FROM system.formats WHERE is_output FORMAT JSONCompactEachRow'),
    );
    const functions = await this.control('SELECT lower(name) FROM system.table_functions FORMAT TSV');
    this.tableFunctions = new Set(functions.trim().split('\n'));
    this.queries.warm(2);
    this.inserts.warm(1);
  }

  /** Runs one of our own statements on the control lane. */
  async control(sql: string): Promise<string> {
    const parts: Uint8Array[] = [];
    const { end } = this.#control.run(
      {
        session: { key: 'control', setup: [], keep: 'pool' },
        before: [],
        temporary: {},
        sql,
        format: 'TSV',
        mode: 'buffer',
        classes: [0, 1, 2, 3],
        database: 'system',
        maxBytes: Infinity,
      },
      {
        onChunk: async (bytes) => {
          parts.push(bytes);
        },
      },
    );
    await end;
    return Buffer.concat(parts).toString('utf8');
  }

  /** What tables and databases there are, as far as readers' fences need it; kept until `catalogChanged`. */
  catalog(): Promise<Catalog> {
    this.#catalog ??= this.#readCatalog();
    return this.#catalog;
  }

  catalogChanged(): void {
    this.#catalog = undefined;
  }

  async #readCatalog(): Promise<Catalog> {
    const databases = await this.control('SELECT name FROM system.databases FORMAT JSONCompactEachRow');
    const engines = COPYING_ENGINES.map((engine) => quoteString(engine)).join(', ');
    const copies = await this.control(
      `SELECT database, name FROM system.tables WHERE engine IN (${engines}) OR startsWith(name, '.inner') FORMAT JSONCompactEachRow`,
    );
    const copiesOf = new Map<string, Set<string>>();
    for (const [database, name] of rows(copies) as [string, string][])
      copiesOf.set(database, (copiesOf.get(database) ?? new Set()).add(name));
    return { databases: new Set(rows(databases).map((row) => row[0] as string)), copiesOf };
  }

  /** Kills whatever carries the tag; does not wait for its end (waiting for it in the engine hangs). */
  async kill(tag: string): Promise<void> {
    await this.control(`KILL QUERY WHERE endsWith(query, ${quoteString(tag)}) ASYNC FORMAT Null`);
  }

  /** How far the query with the tag is, while it runs. */
  async progress(tag: string): Promise<Progress | undefined> {
    const text = await this.control(
      `SELECT read_rows, read_bytes, total_rows_approx, written_rows, written_bytes, toUInt64(elapsed * 1e9), toString(memory_usage) FROM system.processes WHERE endsWith(query, ${quoteString(tag)}) LIMIT 1 SETTINGS output_format_json_quote_64bit_integers = 1 FORMAT JSONCompactEachRow`,
    );
    const [row] = rows(text);
    if (row === undefined) return undefined;
    const [read_rows, read_bytes, total_rows_to_read, written_rows, written_bytes, elapsed_ns, memory_usage] = row as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    return {
      read_rows,
      read_bytes,
      written_rows,
      written_bytes,
      total_rows_to_read,
      result_rows: '0',
      result_bytes: '0',
      elapsed_ns,
      memory_usage,
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.queries.close(), this.inserts.close()]);
    await this.#control.close();
  }
}
