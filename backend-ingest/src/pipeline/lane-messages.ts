// What the main thread and a lane's worker tell each other. Bodies and blocks are transferred, never copied.
import type { Row } from '@huntboard/schema';
import type { DetectionLimits, DetectionSet } from '../detect/detection-set.ts';
import type { DetectionCounts, Overloaded, RuleCosts } from '../stages/detect-rules.ts';
import type { EntryMeta, RowCounts } from './queue/marks.ts';

export type TableName = 'events' | 'quarantine' | 'osquery_nodes' | 'excepted_alerts' | 'alerts';

/** One insert: a block in ClickHouse's Native format. */
export interface Block {
  readonly table: TableName;
  /** Its bytes, in order; parts may share memory. */
  readonly parts: readonly Uint8Array<ArrayBuffer>[];
  readonly size: number;
  readonly rows: number;
}

/** fill: rows go into the open batch. count: rows are only counted, the entry is decoded again later. */
export type DecodeMode = 'fill' | 'count';

export type ToWorker =
  | {
      readonly type: 'entry';
      readonly sequence: number;
      readonly receivedAt: number;
      readonly meta: EntryMeta;
      readonly body: Uint8Array<ArrayBuffer>;
      readonly mode: DecodeMode;
      /** The store refuses these events: all of them go to the quarantine with this reason. */
      readonly refusal?: string;
      /** Rows of it that the store has from a batch that it refused half-way. */
      readonly stored?: RowCounts;
    }
  /** The next entries make one batch that was begun before: cut as then, sealed by `seal` alone. */
  | { readonly type: 'begin'; readonly blockRows: number; readonly blockBytes: number }
  | { readonly type: 'seal'; readonly batch?: number }
  /** osquery query name → table, from the configuration that is served now. */
  | { readonly type: 'tables'; readonly tables: Readonly<Record<string, string>> }
  /** Judge what follows by these rules; the former ones stay in force when they cannot be compiled. */
  | { readonly type: 'rules'; readonly set: DetectionSet }
  /** Tell what the rules cost. */
  | { readonly type: 'costs' }
  /** Memory of a block that was inserted, to be used again. */
  | { readonly type: 'recycle'; readonly memory: readonly ArrayBuffer[] };

/** What became of the events of one entry, or of a batch by input. */
export interface Outcome {
  readonly stored: number;
  readonly filtered: number;
  readonly quarantined: number;
}

/** Why a body as a whole could not be used. */
export interface BodyProblem {
  readonly code: 'body_not_decodable' | 'body_too_large' | 'encoding_not_supported';
  readonly detail: string;
}

export interface SealedBatch {
  readonly sequences: readonly number[];
  /** Rows of each entry that are in the blocks. */
  readonly rows: readonly RowCounts[];
  readonly blocks: readonly Block[];
  readonly outcomes: Readonly<Record<string, Outcome>>;
  readonly blockRows: number;
  readonly blockBytes: number;
  /** Rows of `alerts` by rule. */
  readonly alerts: Readonly<Record<string, number>>;
  /** Rows of `alerts` that are new here and name a process. */
  readonly newAlerts: readonly Row[];
  readonly detections?: DetectionCounts;
}

/** The memory behind parts, each once. */
export function buffersOf(parts: readonly Uint8Array<ArrayBuffer>[]): ArrayBuffer[] {
  return [...new Set(parts.map((part) => part.buffer))];
}

export type FromWorker =
  | { readonly type: 'ready' }
  | {
      readonly type: 'decoded';
      readonly sequence: number;
      readonly mode: DecodeMode;
      readonly outcome: Outcome;
      readonly decodedBytes: number;
      readonly problem?: BodyProblem;
    }
  | { readonly type: 'sealed'; readonly batch?: number; readonly sealed: SealedBatch }
  | DetectionReport;

/** What a thread tells of its rules. */
export type DetectionReport =
  /** They are in force, or are not because of an error. */
  | { readonly type: 'rules'; readonly version: string; readonly milliseconds: number; readonly error?: string }
  | { readonly type: 'overloaded'; readonly overloaded: Overloaded }
  /** Judging an event failed: it is stored without the rules that were still to be asked. */
  | { readonly type: 'failed'; readonly error: string }
  | { readonly type: 'costs'; readonly costs: RuleCosts | undefined };

export interface DecodeLimits {
  /** Bytes of a body after decompression. */
  readonly maxDecodedBytes: number;
  /** Decoded bytes per compressed byte; counted from `ratioFloorBytes` on, since small repetitive bodies shrink a lot. */
  readonly maxRatio: number;
  readonly ratioFloorBytes: number;
  readonly maxEventBytes: number;
  readonly maxDepth: number;
  readonly maxFields: number;
  /** Epoch ms. */
  readonly minTime: number;
  readonly maxFutureMs: number;
  /** Bytes of one item that the quarantine keeps. */
  readonly maxQuarantineBytes: number;
}

export interface WorkerOptions {
  readonly queueId: string;
  readonly limits: DecodeLimits;
  readonly canonicalHost: 'short' | 'fqdn';
  /** A batch is sealed behind the entry that brings it here. */
  readonly sealRows: number;
  readonly sealBytes: number;
  /** A block is cut here, also within an entry. */
  readonly blockRows: number;
  readonly blockBytes: number;
  readonly tables: Readonly<Record<string, string>>;
  readonly filters: readonly unknown[];
  readonly retention: Readonly<Record<string, unknown>>;
  readonly detection: DetectionLimits;
}
