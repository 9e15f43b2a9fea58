// What an embedded store can be told: users, limits, durability. Parsed again in the child, because it crosses a process boundary.
import { z } from 'zod';

const quotasSchema = z.strictObject({
  /** Queries of this user that may run at the same time; more wait for a place. */
  concurrentQueries: z.int().positive().optional(),
  /** Rows a result may have. */
  resultRows: z.int().positive().optional(),
  /** Bytes (uncompressed) a result may have. */
  resultBytes: z.int().positive().optional(),
  /** Rows a query may read from tables. */
  readRows: z.int().positive().optional(),
  /** Bytes a query may read from tables. */
  readBytes: z.int().positive().optional(),
  /** Seconds a query may run. */
  seconds: z.number().positive().optional(),
  /** Memory of one query in bytes. */
  memoryBytes: z.int().positive().optional(),
});

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a plain identifier');

const userSchema = z.strictObject({
  name: z.string().min(1),
  password: z.string(),
  /** A reader can only look, and only at its database; a writer owns its database. */
  role: z.enum(['writer', 'reader']),
  database: name,
  /** Table name (of `database`) -> SQL condition that every read of that table is narrowed by. Readers only. */
  rowFilters: z.record(name, z.string().min(1)).optional(),
  /** Tables of `system` this reader may see beyond the harmless ones. */
  systemTables: z.array(name).optional(),
  quotas: quotasSchema.optional(),
});

const limitsSchema = z.strictObject({
  /** Queries that run at the same time; each has its own thread and engine session. */
  concurrentQueries: z.int().min(1).max(64).default(8),
  /** Inserts that run at the same time, beside the queries. */
  concurrentInserts: z.int().min(1).max(16).default(2),
  /** Requests that may wait for a place before a new one is refused (code 202). */
  waitingQueries: z.int().nonnegative().default(500),
  /** Bytes of SQL text in one request. */
  querySize: z
    .int()
    .positive()
    .default(1024 * 1024),
  /** Bytes of one request body after decompression. */
  bodyBytes: z
    .int()
    .positive()
    .default(2 * 1024 ** 3),
  /** Bytes of a form (multipart): the query and its parameters, held in memory. */
  formBytes: z
    .int()
    .positive()
    .default(64 * 1024 * 1024),
  /** Decompressed bytes per compressed byte, counted after the first 16 MiB. */
  inflateRatio: z.number().positive().default(200),
  /** Bytes of a result in a format that has to be whole before it is sent (JSON, ArrowStream, Parquet ...). */
  bufferedResultBytes: z
    .int()
    .positive()
    .default(512 * 1024 ** 2),
  /** Memory of the engine in bytes; 0 = three quarters of the machine's. */
  memoryBytes: z.int().nonnegative().default(0),
  /** Threads of one query; 0 = one per core. */
  threads: z.int().nonnegative().default(0),
  /** Seconds a query may run unless its user's quota says otherwise; 0 = no limit. */
  seconds: z.number().nonnegative().default(0),
  /** Sessions (session_id) that may be open. */
  sessions: z.int().positive().default(100),
  /** Seconds an idle session may live at most. */
  sessionTimeout: z.int().positive().default(3600),
  /** Entries that the query log keeps. */
  queryLogEntries: z.int().nonnegative().default(1000),
  /** Seconds that running queries get to finish when the store stops. */
  drainSeconds: z.number().nonnegative().default(10),
});

/** The options of the child process: what `startEmbedded` got, with every default filled in. */
export const serverOptionsSchema = z.strictObject({
  dataDir: z.string().min(1),
  host: z.string().min(1).default('127.0.0.1'),
  port: z.int().min(0).max(65535).default(8123),
  users: z.array(userSchema).min(1),
  /** Where insert data waits for the engine. Default: `spool` inside `dataDir`. */
  spoolDir: z.string().min(1).optional(),
  /** Time zone of columns without one, and of `now()` as text. */
  timezone: z.string().min(1).default('UTC'),
  /** true: rows are on the disk before an insert is acknowledged, so that they survive a power loss. kill -9 is survived either way. */
  fsync: z.boolean().default(false),
  /** How far the engine gives way to other processes of the machine, 0 (not at all) to 19 (`nice`): senders of events wait for ingest, nobody waits for a merge. */
  niceness: z.int().min(0).max(19).default(10),
  limits: limitsSchema.prefault({}),
});

export type EmbeddedUser = z.infer<typeof userSchema>;
export type EmbeddedQuotas = z.infer<typeof quotasSchema>;
export type EmbeddedLimits = z.infer<typeof limitsSchema>;
export type ServerOptions = z.infer<typeof serverOptionsSchema>;

/** What `startEmbedded` takes. Everything but the data directory and the users has a default. */
export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly users: readonly EmbeddedUser[];
  /** 0 = any free port. Default 8123. */
  readonly port?: number;
  readonly host?: string;
  readonly spoolDir?: string;
  readonly fsync?: boolean;
  readonly timezone?: string;
  readonly niceness?: number;
  readonly limits?: Partial<EmbeddedLimits>;
  /** Gets one line of text per event worth telling (start, crash, restart). */
  readonly log?: (line: string) => void;
  /** Environment of the child, which inherits none. Only for systems whose loader needs one (LD_LIBRARY_PATH). */
  readonly environment?: Readonly<Record<string, string>>;
  /** Path of the built child, when the caller is bundled away from this package. */
  readonly serverPath?: string;
}
