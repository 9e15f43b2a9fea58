// What a decoder takes and gives: the contract between the sources and whoever runs them.
import type { Row } from '@huntboard/schema';
import type { QuarantineCode } from './quarantine-codes.ts';

export interface DecodeLimits {
  /** Largest event in bytes; a larger one is quarantined. */
  readonly maxEventBytes: number;
  /** Deepest nesting of objects and arrays in one event. */
  readonly maxDepth: number;
  /** Most fields, nested ones included, in one event. */
  readonly maxFields: number;
  /** Earliest believable time, epoch ms. */
  readonly minTime: number;
  /** How far in the future a time may lie, ms. */
  readonly maxFutureMs: number;
}

export interface DecodeOptions {
  readonly limits: DecodeLimits;
  /** The osquery table behind a scheduled query, by the configuration that is served. */
  osqueryTable(queryName: string): string | undefined;
  /** Form of the canonical host: short name (default) or fully qualified. */
  readonly canonicalHost?: 'short' | 'fqdn';
  /** Epoch ms. */
  now(): number;
}

/** The agent behind a delivery, as it enrolled. */
export interface OsquerySender {
  readonly hostIdentifier: string;
  /** Host name from the enrolment: what lines without decorations (status lines) are filed under. */
  readonly hostname?: string;
}

export interface Delivery {
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly input: 'http-events' | 'elastic-bulk' | 'osquery-tls' | 'file';
  readonly origin: string;
  /** Set when the body is an osquery log request: the whole request or the array of its `data`. */
  readonly osquery?: OsquerySender & { readonly logType: 'result' | 'status' };
}

export interface QuarantineItem {
  readonly code: QuarantineCode;
  readonly detail: string;
  /** The bytes as received, cut to the size limit of an event. */
  readonly bytes: Uint8Array;
  /** Bytes received; more than `bytes` holds when they were cut. */
  readonly size: number;
}

export interface EventSink {
  /** The row is re-used for the next event: copy out of it before returning. */
  row(row: Row): void;
  quarantine(item: QuarantineItem): void;
}

export interface Decoder {
  /** Decodes one decompressed body; bad data goes to the sink's quarantine, never into an exception. */
  decode(body: Uint8Array, delivery: Delivery, sink: EventSink): void;
}
