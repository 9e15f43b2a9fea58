// Cuts a stream of bytes into pieces that hold whole events, whatever way the events are written, in memory that does not grow.

const QUOTE = 0x22;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const LESS = 0x3c;
const NEWLINE = 0x0a;
const BLANK = 0x20;
const XML_END = Buffer.from('</Event>');
/** The list that Azure wraps its exports in. */
const ENVELOPE = /^\s*\{\s*"records"\s*:\s*\[/;
const START_LENGTH = 64;

export interface PieceLimits {
  /** A piece is cut at the last border of an event within this many bytes … */
  readonly bytes: number;
  /** … and where there is none, at a line end or anywhere within this many: such an event is too large anyway. */
  readonly maxBytes: number;
}

/**
 * A piece of the file, in order and without a gap: `memory` holds it, `length` says how much of that it takes. It has the line ends
 * of the file; its first byte is not of the file: a bracket when the piece comes from within a list, else a blank.
 */
export interface Piece {
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly length: number;
}

type Shape = 'unknown' | 'objects' | 'lists' | 'xml';

/**
 * Nothing is parsed here, and what is broken goes along: the decoder says what is wrong with it.
 * - Objects (a line each, pretty-printed, mixed): cut at a line end between `}` and `{`. In JSON these two meet only between events,
 *   because a list has a comma there and a string has no line end.
 * - Lists, and objects without line ends: cut by depth.
 * - XML: cut behind a closing tag.
 */
export class EventCutter {
  readonly #limits: PieceLimits;
  readonly #take: (bytes: number) => Uint8Array<ArrayBuffer>;
  #memory: Uint8Array<ArrayBuffer>;
  #end = 1;
  #shape: Shape = 'unknown';
  /** Where the list of an envelope has its end, what is left of the envelope is blanked out. */
  #envelope: 'none' | 'open' | 'tail' = 'none';
  /** Depth at which whole events stand: 1 within a list; of the start of the piece, and of its last border. */
  #startBase = 0;
  #borderBase = 0;
  /** The scan by depth: where it stands and in what, and where the last whole event ended. */
  #at = 1;
  #depth = 0;
  #base = 0;
  #inString = false;
  #border = 0;

  /** @param take Gives memory for a piece: that of a piece that is done with, or new. */
  constructor(limits: PieceLimits, take: (bytes: number) => Uint8Array<ArrayBuffer> = (size) => new Uint8Array(size)) {
    this.#limits = limits;
    this.#take = take;
    this.#memory = take(limits.bytes);
  }

  /** Takes a chunk and gives the pieces that are full. */
  *push(chunk: Uint8Array): Generator<Piece, void> {
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + this.#memory.length - this.#end);
      this.#memory.set(part, this.#end);
      this.#end += part.length;
      from += part.length;
      if (this.#end < this.#memory.length) break;
      const border = this.#findBorder();
      if (border > 0) yield this.#piece(border);
      else this.#grow();
    }
  }

  /** The rest. */
  *end(): Generator<Piece, void> {
    if (this.#shape === 'unknown') this.#recognise();
    if (this.#envelope !== 'none') this.#depthBorder();
    if (this.#end > 1) yield this.#piece(this.#end);
  }

  #filled(): Buffer {
    return Buffer.from(this.#memory.buffer, 0, this.#end);
  }

  /** Where to cut; -1 when more memory is needed first. */
  #findBorder(): number {
    if (this.#shape === 'unknown') this.#recognise();
    if (this.#shape === 'objects') {
      const border = this.#lineBorder();
      if (border > 0) {
        this.#borderBase = 0;
        return border;
      }
    }
    const border = this.#shape === 'xml' ? this.#xmlBorder() : this.#depthBorder();
    if (border > 0) return border;
    if (this.#memory.length < this.#limits.maxBytes) return -1;
    const newline = this.#filled().lastIndexOf(NEWLINE);
    this.#borderBase = this.#startBase;
    return newline > 1 ? newline + 1 : this.#end;
  }

  #recognise(): void {
    const memory = this.#memory;
    if (memory[1] === 0xef && memory[2] === 0xbb && memory[3] === 0xbf) memory.fill(BLANK, 1, 4);
    const start = this.#filled().toString('latin1', 1, START_LENGTH);
    const first = start.trimStart().charCodeAt(0);
    if (first === LESS) this.#shape = 'xml';
    else if (first === OPEN_LIST) this.#shape = 'lists';
    else if (ENVELOPE.test(start)) {
      this.#shape = 'lists';
      this.#envelope = 'open';
      for (let at = 1; memory[at] !== OPEN_LIST; at++) if (memory[at] !== NEWLINE) memory[at] = BLANK;
    } else if (first === first) this.#shape = 'objects';
  }

  /** Behind the last line end between two objects. */
  #lineBorder(): number {
    const bytes = this.#filled();
    for (let newline = bytes.lastIndexOf(NEWLINE); newline > 1; newline = bytes.lastIndexOf(NEWLINE, newline - 1)) {
      let next = newline + 1;
      while (next < bytes.length && bytes[next]! <= BLANK) next++;
      if (bytes[next] !== OPEN_OBJECT) continue;
      let last = newline - 1;
      while (last > 0 && bytes[last]! <= BLANK) last--;
      if (bytes[last] === CLOSE_OBJECT) return newline + 1;
    }
    return -1;
  }

  #xmlBorder(): number {
    const end = this.#filled().lastIndexOf(XML_END);
    return end < 1 ? -1 : end + XML_END.length;
  }

  /** Goes on with the scan to the end of what is there; gives the end of the last whole event, -1 when there is none. */
  #depthBorder(): number {
    const memory = this.#memory;
    const end = this.#end;
    let at = this.#at;
    let depth = this.#depth;
    let base = this.#base;
    let inString = this.#inString;
    for (; at < end; at++) {
      const byte = memory[at]!;
      if (this.#envelope === 'tail' && byte !== NEWLINE) memory[at] = BLANK;
      if (inString) {
        if (byte === BACKSLASH) at++;
        // No string of JSON holds a line end: it is broken, and so is the event.
        else if (byte === QUOTE || byte === NEWLINE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT) depth++;
      else if (byte === OPEN_LIST) {
        if (depth === 0) base = 1;
        depth++;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        if (depth > 0) depth--;
        else if (byte === CLOSE_OBJECT) this.#envelope = 'none';
        if (depth < base) {
          base = 0;
          if (this.#envelope === 'open') this.#envelope = 'tail';
        }
        if (depth === base && this.#envelope !== 'tail') {
          this.#border = at + 1;
          this.#borderBase = base;
        }
      }
    }
    this.#at = at;
    this.#depth = depth;
    this.#base = base;
    this.#inString = inString;
    return this.#border > 1 ? this.#border : -1;
  }

  #grow(): void {
    const memory = this.#take(Math.min(this.#memory.length * 2, this.#limits.maxBytes));
    memory.set(this.#memory.subarray(0, this.#end));
    this.#memory = memory;
  }

  /** The first `length` bytes; what stands behind them begins the next piece. */
  #piece(length: number): Piece {
    const memory = this.#memory;
    memory[0] = this.#startBase > 0 ? OPEN_LIST : BLANK;
    const rest = memory.subarray(length, this.#end);
    this.#memory = this.#take(Math.max(this.#limits.bytes, rest.length + 2));
    this.#memory.set(rest, 1);
    this.#end = 1 + rest.length;
    this.#startBase = this.#borderBase;
    if (this.#border === length) this.#at -= length - 1;
    else {
      this.#depth = this.#base = this.#borderBase;
      this.#at = 1;
      this.#inString = false;
    }
    this.#border = 0;
    return { memory, length };
  }
}
