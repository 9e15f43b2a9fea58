// Judges a piece of a file: decodes its events, matches the rules, and says on which line each hit stands. The hot path of a scan.
import { COL, copyRow, type Row } from '@huntboard/schema';
import type { Matcher } from '@huntboard/sigma';
import {
  createDecoder,
  type DecodeLimits,
  type Delivery,
  type EventSink,
  type QuarantineItem,
} from '@huntboard/sources';
import type { Piece } from './cut-events.ts';

const NEWLINE = 0x0a;
/** Refusals of a piece that are told one by one; the others are only counted. */
const TOLD_REFUSALS = 5;

export interface Evidence {
  readonly ts: number;
  readonly host: string;
  readonly evidence: readonly { readonly field: string; readonly value: string }[];
}

export interface Refusal {
  readonly line: number;
  readonly code: string;
  readonly detail: string;
}

/** What a piece holds. Lines count from 0 at the start of the piece. */
export interface Verdict {
  readonly events: number;
  readonly quarantined: number;
  /** Line ends in the piece. */
  readonly lines: number;
  /** Rule, line, rule, line, …: in the order of events, then of rules. */
  readonly hits: Int32Array<ArrayBuffer>;
  /** One per hit, when it was asked for. */
  readonly evidence: readonly Evidence[];
  readonly refusals: readonly Refusal[];
  /** Matches that correlations want, in the order of events. The row's event_id is its line. */
  readonly watched: readonly Watched[];
}

export interface Watched {
  readonly rule: number;
  readonly line: number;
  readonly row: Row;
}

export interface JudgeOptions {
  readonly limits: DecodeLimits;
  readonly evidence: boolean;
  /** Rules whose matches correlations want. */
  readonly watched: readonly number[];
  /** Rules that are there for correlations only: their matches are no hits. */
  readonly silent: readonly number[];
}

const NO_BYTES = new Uint8Array(0);

/** A row that outlives its event, without the bytes of the event. */
function keepRow(row: Row): Row {
  const copy = copyRow(row);
  copy[COL.raw] = NO_BYTES;
  return copy;
}

/** Counts line ends up to a place; places come in ascending order, else it begins anew. */
class LineCounter {
  #bytes: Buffer = Buffer.alloc(0);
  #next = -1;
  #count = 0;
  #at = 0;

  begin(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#next = bytes.indexOf(NEWLINE);
    this.#count = this.#at = 0;
  }

  before(offset: number): number {
    if (offset < this.#at) this.begin(this.#bytes);
    this.#at = offset;
    while (this.#next >= 0 && this.#next < offset) {
      this.#count++;
      this.#next = this.#bytes.indexOf(NEWLINE, this.#next + 1);
    }
    return this.#count;
  }
}

export class Judge implements EventSink {
  readonly #matcher: Matcher;
  readonly #options: JudgeOptions;
  readonly #counter = new LineCounter();
  #base = 0;
  #row: Row = [];
  #line = -1;
  #events = 0;
  #quarantined = 0;
  #hits = new Int32Array(1024);
  #length = 0;
  #evidence: Evidence[] = [];
  #refusals: Refusal[] = [];
  #watched: Watched[] = [];
  #copy: Row | undefined;
  readonly #isWatched: ReadonlySet<number>;
  readonly #isSilent: ReadonlySet<number>;
  readonly #onHit = (rule: number): void => this.#hit(rule);

  constructor(matcher: Matcher, options: JudgeOptions) {
    this.#matcher = matcher;
    this.#options = options;
    this.#isWatched = new Set(options.watched);
    this.#isSilent = new Set(options.silent);
  }

  /**
   * Judges a piece by itself: what a decoder remembers of running processes ends with it, so that the result is the same whichever
   * thread judges which piece.
   */
  judge({ memory, length }: Piece, origin: string, receivedAt: number): Verdict {
    const bytes = Buffer.from(memory.buffer, memory.byteOffset, length);
    this.#base = memory.byteOffset;
    this.#counter.begin(bytes);
    this.#events = this.#quarantined = this.#length = 0;
    this.#evidence = [];
    this.#refusals = [];
    this.#watched = [];
    const decoder = createDecoder({
      limits: this.#options.limits,
      osqueryTable: () => undefined,
      now: () => receivedAt,
    });
    const delivery: Delivery = { receivedAt, input: 'file', origin };
    decoder.decode(bytes, delivery, this);
    return {
      events: this.#events,
      quarantined: this.#quarantined,
      lines: this.#counter.before(length),
      hits: this.#hits.slice(0, this.#length),
      evidence: this.#evidence,
      refusals: this.#refusals,
      watched: this.#watched,
    };
  }

  row(row: Row): void {
    this.#events++;
    this.#row = row;
    this.#line = -1;
    this.#copy = undefined;
    this.#matcher.match(row, this.#onHit);
  }

  quarantine(item: QuarantineItem): void {
    this.#quarantined++;
    if (this.#refusals.length >= TOLD_REFUSALS) return;
    const line = this.#counter.before(item.bytes.byteOffset - this.#base);
    this.#refusals.push({ line, code: item.code, detail: item.detail });
  }

  #hit(rule: number): void {
    const row = this.#row;
    if (this.#line < 0) this.#line = this.#counter.before((row[COL.raw] as Uint8Array).byteOffset - this.#base);
    if (this.#isWatched.has(rule)) {
      this.#copy ??= keepRow(row);
      this.#watched.push({ rule, line: this.#line, row: this.#copy });
    }
    if (this.#isSilent.has(rule)) return;
    if (this.#length + 2 > this.#hits.length) {
      const more = new Int32Array(this.#hits.length * 2);
      more.set(this.#hits);
      this.#hits = more;
    }
    this.#hits[this.#length++] = rule;
    this.#hits[this.#length++] = this.#line;
    if (this.#options.evidence)
      this.#evidence.push({
        ts: row[COL.ts] as number,
        host: row[COL.host] as string,
        evidence: this.#matcher.evidence(row, rule),
      });
  }
}
