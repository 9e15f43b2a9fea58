// Cuts a stream of events (NDJSON, a JSON array, concatenated objects, event XML) into deliveries at the borders of events.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const OPENS: ReadonlySet<number> = new Set([0x7b, 0x5b]);
const CLOSES: ReadonlySet<number> = new Set([0x7d, 0x5d]);
const XML_END = Buffer.from('</Event>');

export interface CutLimits {
  /** A delivery is cut behind the event that brings it to this many bytes … */
  readonly bytes: number;
  /** … or to this many events. */
  readonly events: number;
  /** Where to cut when no border of an event comes. */
  readonly maxBytes: number;
}

/**
 * Cuts chunks as they come. Nothing is parsed: what is broken goes along, and is for the server to quarantine.
 * `push` and `end` give the deliveries that are complete.
 */
export class DeliveryCutter {
  private readonly limits: CutLimits;
  private pending: Buffer = Buffer.alloc(0);
  private kind: 'unknown' | 'array' | 'objects' | 'xml' = 'unknown';
  /** Where the scan stands in `pending`, and what it knows there. */
  private at = 0;
  private depth = 0;
  private inString = false;
  private events = 0;
  /** End of the last whole event in `pending`. */
  private border = 0;

  constructor(limits: CutLimits) {
    this.limits = limits;
  }

  push(chunk: Uint8Array): Buffer[] {
    this.pending = this.pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.pending, chunk]);
    if (this.kind === 'unknown' && !this.recognise()) return [];
    const cut: Buffer[] = [];
    while (this.scan()) cut.push(this.take(this.border));
    if (this.pending.length > this.limits.maxBytes) {
      const newline = this.pending.lastIndexOf(NEWLINE);
      cut.push(this.take(newline > 0 ? newline + 1 : this.pending.length));
    }
    return cut;
  }

  end(): Buffer[] {
    return this.pending.length === 0 ? [] : [this.take(this.pending.length)];
  }

  private recognise(): boolean {
    let first = 0;
    // A byte order mark may stand before the first event.
    if (this.pending.length >= 3 && this.pending.readUIntBE(0, 3) === 0xefbbbf) first = 3;
    while (first < this.pending.length && this.pending[first]! <= 0x20) first++;
    const byte = this.pending[first];
    if (byte === undefined) return false;
    this.kind = byte === 0x5b ? 'array' : byte === 0x3c ? 'xml' : 'objects';
    this.pending = this.pending.subarray(this.kind === 'array' ? first + 1 : first);
    return true;
  }

  /** Goes on until a delivery is full; false when the bytes are used up before. */
  private scan(): boolean {
    return this.kind === 'xml' ? this.scanXml() : this.scanJson();
  }

  private isFull(): boolean {
    return this.border >= this.limits.bytes || this.events >= this.limits.events;
  }

  private scanXml(): boolean {
    for (;;) {
      const end = this.pending.indexOf(XML_END, this.at);
      if (end < 0) {
        this.at = Math.max(this.at, this.pending.length - XML_END.length);
        return false;
      }
      this.at = this.border = end + XML_END.length;
      this.events++;
      if (this.isFull()) return true;
    }
  }

  private scanJson(): boolean {
    const { pending, kind } = this;
    let { at, depth, inString } = this;
    let full = false;
    for (; at < pending.length && !full; at++) {
      const byte = pending[at]!;
      if (inString) {
        if (byte === BACKSLASH) {
          if (at + 1 >= pending.length) break;
          at++;
        } else if (byte === QUOTE) inString = false;
        else if (byte === NEWLINE && kind === 'objects') {
          // No string of JSON holds a line end: the line is broken, the next one begins anew.
          inString = false;
          depth = 0;
          this.border = at + 1;
          this.events++;
          full = this.isFull();
        }
      } else if (byte === QUOTE) inString = true;
      else if (OPENS.has(byte)) depth++;
      else if (CLOSES.has(byte) && depth > 0 && --depth === 0) {
        this.border = at + 1;
        this.events++;
        full = this.isFull();
      }
    }
    this.at = at;
    this.depth = depth;
    this.inString = inString;
    return full;
  }

  private take(length: number): Buffer {
    const part = this.pending.subarray(0, length);
    this.pending = this.pending.subarray(length);
    this.at = this.border = this.events = 0;
    this.depth = 0;
    this.inString = false;
    return this.kind === 'array' ? asArray(part) : Buffer.from(part);
  }
}

/** A piece from within an array, as an array of its own. */
function asArray(part: Buffer): Buffer {
  const text = part.toString('latin1');
  const from = /^[\s,]*/.exec(text)![0].length;
  const body = part.subarray(from);
  // The last piece brings the end of the array along.
  const end = body.toString('latin1').trimEnd();
  const closed = end.endsWith(']') && !end.endsWith('}]') ? body.subarray(0, end.length - 1) : body;
  if (closed.length === 0) return Buffer.alloc(0);
  return end.endsWith('}]')
    ? Buffer.concat([Buffer.from('['), closed])
    : Buffer.concat([Buffer.from('['), closed, Buffer.from(']')]);
}
