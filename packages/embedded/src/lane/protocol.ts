// The messages between the HTTP thread and a lane.

/** How a lane gets the engine session for a job. */
export interface SessionSpec {
  /** Sessions with the same key are interchangeable: same user, database and settings. */
  readonly key: string;
  /** Statements that make a fresh session what the key says. */
  readonly setup: readonly string[];
  /** `pool`: may be used again; `discard`: closed afterwards; `pinned`: belongs to a client's session_id until `close-session`. */
  readonly keep: 'pool' | 'discard' | 'pinned';
}

export interface RunJob {
  readonly type: 'run';
  readonly id: number;
  readonly session: SessionSpec;
  /** Statements before the main one, in the same session (database, query parameters). */
  readonly before: readonly string[];
  /** Settings for this job only: `SET` before; afterwards `DEFAULT`, or in a pinned session what they were. Values are SQL literals. */
  readonly temporary: Readonly<Record<string, string>>;
  readonly sql: string;
  readonly format: string;
  /** `stream`: chunk by chunk (SELECT only); `buffer`: whole. */
  readonly mode: 'stream' | 'buffer';
  /** Classes that the engine's own parser may find in `sql`: 0 reads, 1 changes its database, 2 changes global things, 3 controls. */
  readonly classes: readonly number[];
  /** Classified against this database. */
  readonly database: string;
  /** Cap of a buffered result in bytes. */
  readonly maxBytes: number;
}

export type ToLane =
  | RunJob
  | { readonly type: 'ack'; readonly id: number }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'close-session'; readonly key: string }
  | { readonly type: 'close'; readonly id: number };

export interface JobEnd {
  readonly rows: number;
  readonly bytes: number;
  /** Seconds, as the engine reports it; for streams wall time. */
  readonly elapsed: number;
}

export type FromLane =
  | { readonly type: 'open'; readonly error: string | undefined }
  | { readonly type: 'chunk'; readonly id: number; readonly bytes: Uint8Array; readonly rows: number }
  | ({ readonly type: 'done'; readonly id: number } & JobEnd)
  | { readonly type: 'error'; readonly id: number; readonly message: string };

/** What a lane is started with. */
export interface LaneData {
  readonly dataDir: string;
  readonly connectionArgs: readonly string[];
}

/** Chunks that may be under way to the HTTP thread before the lane waits for an `ack`. */
export const CHUNKS_IN_FLIGHT = 4;
