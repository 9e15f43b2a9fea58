// Cuts a body into events: a JSON array, objects a line each or run together, event XML, or all of them mixed. Works on bytes.
import { isAscii, isUtf8 } from 'node:buffer';
import { isObject, mayHoldSurrogates, parseJson } from '../values/json.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';
import type { QuarantineCode } from '../quarantine-codes.ts';
import { findXmlEnd, isEventTag, skipXmlMarkup } from './scan-xml.ts';
import { scanJson } from './scan-json.ts';

export interface FrameSink {
  /** `text` is the JSON text of the object, for what a parsed value cannot say (64-bit integers). */
  object(start: number, end: number, value: JsonObject, text: string): void;
  /** One `<Event>…</Event>`; `markup` is where the tag begins (a syslog header may stand before it). */
  xml(start: number, end: number, markup: number): void;
  refused(code: QuarantineCode, detail: string, start: number, end: number): void;
}

const NEWLINE = 10;
const COMMA = 44;
const LESS = 60;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
/** After so many failed guesses at `},{` the rest of the body is scanned. */
const MAX_MISSES = 4;
/** How many times the size of the body may be spent on finding the whole lines behind broken ones. */
const MAX_EFFORT = 8;

/** Text of a range of bytes: latin1 (the fast way to a string) when it is ASCII. */
function textOfRange(body: Buffer, allAscii: boolean, start: number, end: number): string {
  if (allAscii || isAscii(body.subarray(start, end))) return body.toString('latin1', start, end);
  return body.toString('utf8', start, end);
}

/**
 * Frames every event of `body` in order and hands each to the sink. Every byte that is not white space or list punctuation ends in
 * exactly one call, so that nothing is lost: what breaks is handed over as refused and framing goes on behind it.
 */
export function frameBody(body: Buffer, maxEventBytes: number, sink: FrameSink): void {
  new BodyFramer(body, maxEventBytes, sink).run();
}

class BodyFramer {
  readonly #body: Buffer;
  readonly #end: number;
  readonly #max: number;
  readonly #sink: FrameSink;
  readonly #allAscii: boolean;
  readonly #allUtf8: boolean;
  readonly #mayHoldSurrogates: boolean;
  #inArray = false;
  #newline = -2;
  #missedLine = -1;
  #separator = -2;
  #misses = 0;
  #xmlEnds = true;
  #effort = 0;

  constructor(body: Buffer, maxEventBytes: number, sink: FrameSink) {
    this.#body = body;
    this.#end = body.length;
    this.#max = maxEventBytes;
    this.#sink = sink;
    this.#allAscii = isAscii(body);
    this.#allUtf8 = this.#allAscii || isUtf8(body);
    this.#mayHoldSurrogates = mayHoldSurrogates(body);
  }

  run(): void {
    const body = this.#body;
    let at = body.length >= 3 && body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
    while (at < this.#end) {
      const c = body[at]!;
      if (c === 32 || c === NEWLINE || c === 13 || c === 9 || c === COMMA || c === 0x1e) at++;
      else if (c === OPEN_OBJECT) at = this.#object(at);
      else if (c === OPEN_ARRAY && !this.#inArray) at = this.#array(at);
      else if (c === CLOSE_ARRAY && this.#inArray) {
        this.#inArray = false;
        at++;
      } else if (c === LESS) at = this.#xml(at);
      else at = this.#other(at);
    }
  }

  /** Opens a list. One that begins with something else than an event, or the comma of a list cut in pieces, and breaks off is a bad line, and refused as one. */
  #array(start: number): number {
    let first = start + 1;
    while (first < this.#end && this.#body[first]! <= 32) first++;
    const c = this.#body[first];
    if (
      c !== undefined &&
      c !== OPEN_OBJECT &&
      c !== CLOSE_ARRAY &&
      c !== COMMA &&
      c !== LESS &&
      this.#effort <= MAX_EFFORT * this.#end
    ) {
      const scan = scanJson(this.#body, start, this.#end);
      const newline = this.#body.indexOf(NEWLINE, start);
      const lineEnd = newline < 0 ? this.#end : newline;
      this.#effort += Math.max(scan.end, lineEnd) - start;
      if (scan.error !== undefined && !this.#body.subarray(start, lineEnd).includes(OPEN_OBJECT)) {
        const next = this.#nextEventLine(start);
        this.#sink.refused('json_invalid', `${scan.error}, at byte ${scan.end - start}`, start, next);
        return next;
      }
    }
    this.#inArray = true;
    return start + 1;
  }

  #object(start: number): number {
    const guess = this.#inArray ? this.#guessInArray(start) : this.#guessOnLine(start);
    if (guess > start && guess - start <= this.#max && this.#accept(start, guess, false)) return guess;
    const scan = scanJson(this.#body, start, this.#end);
    if (scan.error === undefined) {
      if (scan.end - start > this.#max)
        this.#sink.refused('event_too_large', `${scan.end - start} bytes, the limit is ${this.#max}`, start, scan.end);
      else this.#accept(start, scan.end, true);
      return scan.end;
    }
    return this.#resync(start, scan.end, scan.error);
  }

  /** End of the line when it ends an object: the usual form, one object a line. */
  #guessOnLine(start: number): number {
    if (this.#newline < start) {
      const newline = this.#body.indexOf(NEWLINE, start);
      this.#newline = newline < 0 ? this.#end : newline;
    }
    if (this.#newline === this.#missedLine) return -1;
    let last = this.#newline;
    while (last > start && this.#body[last - 1]! <= 32) last--;
    return this.#body[last - 1] === CLOSE_OBJECT ? last : -1;
  }

  /** End of the next `},{`: right unless the element itself holds a list of objects or such text; then parsing it fails. */
  #guessInArray(start: number): number {
    if (this.#misses >= MAX_MISSES) return -1;
    if (this.#separator !== -1 && this.#separator < start) this.#separator = this.#body.indexOf('},{', start, 'latin1');
    return this.#separator < 0 ? -1 : this.#separator + 1;
  }

  #accept(start: number, end: number, scanned: boolean): boolean {
    if (!this.#allUtf8 && !isUtf8(this.#body.subarray(start, end))) {
      if (!scanned && scanJson(this.#body, start, end).end !== end) return false;
      this.#sink.refused('utf8_invalid', 'bytes that are not UTF-8', start, end);
      return true;
    }
    const text = textOfRange(this.#body, this.#allAscii, start, end);
    let value: JsonValue;
    try {
      value = parseJson(text, this.#mayHoldSurrogates);
    } catch (error) {
      if (!scanned) {
        this.#misses++;
        this.#missedLine = this.#newline;
        return false;
      }
      this.#sink.refused('json_invalid', error instanceof Error ? error.message.slice(0, 200) : 'not JSON', start, end);
      return true;
    }
    if (isObject(value)) this.#sink.object(start, end, value, text);
    else this.#sink.refused('not_an_object', 'not an object', start, end);
    return true;
  }

  /**
   * Where to go on after broken JSON: at the line on which it broke when that line could begin an event of its own (the usual
   * case of a line cut short), else behind that line, past whatever begins no event.
   */
  #resync(start: number, brokenAt: number, error: string): number {
    const detail = `${error}, at byte ${brokenAt - start}`;
    let next = this.#nextWholeLine(start, brokenAt);
    if (next < 0) {
      const lineStart = this.#body.lastIndexOf(NEWLINE, Math.min(brokenAt, this.#end - 1)) + 1;
      next = lineStart > start && this.#beginsEvent(lineStart) ? lineStart : this.#nextEventLine(brokenAt);
    }
    this.#sink.refused('json_invalid', detail, start, next);
    return next;
  }

  /**
   * First line behind `start` and before the break that is an object by itself: a line cut short at an unlucky place goes on to be
   * read into its neighbours. The effort for this is bounded by the size of the body. -1 when there is none.
   */
  #nextWholeLine(start: number, brokenAt: number): number {
    this.#effort += brokenAt - start;
    if (this.#inArray || this.#effort > MAX_EFFORT * this.#end) return -1;
    for (let newline = this.#body.indexOf(NEWLINE, start); newline >= 0 && newline < brokenAt;) {
      const lineStart = newline + 1;
      newline = this.#body.indexOf(NEWLINE, lineStart);
      if (this.#body[lineStart] !== OPEN_OBJECT) continue;
      const scan = scanJson(this.#body, lineStart, newline < 0 ? this.#end : newline);
      if (scan.error === undefined) return lineStart;
    }
    return -1;
  }

  #beginsEvent(lineStart: number): boolean {
    let at = lineStart;
    while (at < this.#end && (this.#body[at] === 32 || this.#body[at] === 9)) at++;
    const c = this.#body[at];
    return c === OPEN_OBJECT || c === LESS || (c === OPEN_ARRAY && !this.#inArray);
  }

  /** Start of the next line after `from` that could begin an event; the end of the body when there is none. */
  #nextEventLine(from: number): number {
    for (let at = from; ;) {
      const newline = this.#body.indexOf(NEWLINE, at);
      if (newline < 0) return this.#end;
      if (this.#beginsEvent(newline + 1)) return newline + 1;
      at = newline + 1;
    }
  }

  /** Anything that begins neither an object nor markup: a scalar or nested list in an array, or plain text. */
  #other(start: number): number {
    if (this.#inArray) {
      const scan = scanJson(this.#body, start, this.#end);
      if (scan.error === undefined) {
        this.#sink.refused('not_an_object', 'a list item that is not an object', start, scan.end);
        return scan.end;
      }
    }
    const next = this.#nextEventLine(start);
    this.#sink.refused('not_an_object', 'text that is neither a JSON object nor an <Event>', start, next);
    return next;
  }

  #xml(start: number): number {
    const behind = skipXmlMarkup(this.#body, start, this.#end);
    if (behind > start) return behind;
    let markup = start;
    if (!isEventTag(this.#body, start, this.#end)) {
      const newline = this.#body.indexOf(NEWLINE, start);
      const lineEnd = newline < 0 ? this.#end : newline;
      markup = isSyslogPriority(this.#body, start) ? this.#body.indexOf('<Event', start, 'latin1') : -1;
      if (markup < 0 || markup > lineEnd || !isEventTag(this.#body, markup, this.#end)) {
        const next = this.#nextEventLine(start);
        this.#sink.refused('xml_invalid', 'markup that is not an <Event>', start, next);
        return next;
      }
    }
    const end = this.#xmlEnds ? findXmlEnd(this.#body, markup, this.#end) : -1;
    if (end < 0) {
      this.#xmlEnds = false;
      const next = this.#nextEventLine(start);
      this.#sink.refused('xml_invalid', 'an <Event> without its end', start, next);
      return next;
    }
    if (end - start > this.#max)
      this.#sink.refused('event_too_large', `${end - start} bytes, the limit is ${this.#max}`, start, end);
    else if (!this.#allUtf8 && !isUtf8(this.#body.subarray(start, end)))
      this.#sink.refused('utf8_invalid', 'bytes that are not UTF-8', start, end);
    else this.#sink.xml(start, end, markup);
    return end;
  }
}

/** `<13>`: the priority that begins a syslog line. */
function isSyslogPriority(body: Buffer, start: number): boolean {
  const c = body[start + 1];
  return c !== undefined && c >= 48 && c <= 57;
}
