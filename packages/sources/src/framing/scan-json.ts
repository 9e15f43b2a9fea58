// A validating scanner over JSON bytes: finds where one value ends, or where it stops being JSON. The slow path of framing.

export interface ScanResult {
  /** Offset after the value, or of the byte where it broke. */
  end: number;
  /** What broke; undefined when the value is whole. */
  error: string | undefined;
}

const LITERALS: Readonly<Record<number, string>> = { 116: 'true', 102: 'false', 110: 'null' };
const OBJECT = 1;
const ARRAY = 0;

/** Scans the JSON value that begins at `start` (RFC 8259 grammar). Works without recursion, so depth costs a byte a level. */
export function scanJson(bytes: Uint8Array, start: number, limit: number): ScanResult {
  const scanner = new JsonScanner(bytes, limit);
  return scanner.value(start);
}

/** A range of bytes, end exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Where the value of a member of the object at `start` lies; undefined when there is none, or the text before it is broken. */
export function memberRange(bytes: Uint8Array, start: number, limit: number, name: string): ByteRange | undefined {
  const scanner = new JsonScanner(bytes, limit);
  let at = scanner.skipBlanks(start);
  if (bytes[at] !== 123) return undefined;
  for (at = scanner.skipBlanks(at + 1); at < limit && bytes[at] === 34; at = scanner.skipBlanks(at + 1)) {
    const nameEnd = scanner.nameEnd(at);
    if (nameEnd.error !== undefined) return undefined;
    const isIt = isQuoted(bytes, at, name);
    const valueStart = scanner.skipBlanks(nameEnd.end);
    const value = scanJson(bytes, valueStart, limit);
    if (value.error !== undefined) return undefined;
    if (isIt) return { start: valueStart, end: value.end };
    at = scanner.skipBlanks(value.end);
    if (bytes[at] !== 44) return undefined;
  }
  return undefined;
}

/** Where each item of the array at `start` lies. */
export function itemRanges(bytes: Uint8Array, start: number, limit: number): ByteRange[] {
  const scanner = new JsonScanner(bytes, limit);
  const ranges: ByteRange[] = [];
  let at = scanner.skipBlanks(start);
  if (bytes[at] !== 91) return ranges;
  for (at = scanner.skipBlanks(at + 1); at < limit && bytes[at] !== 93; at = scanner.skipBlanks(at + 1)) {
    const item = scanJson(bytes, at, limit);
    if (item.error !== undefined) return ranges;
    ranges.push({ start: at, end: item.end });
    at = scanner.skipBlanks(item.end);
    if (bytes[at] !== 44) return ranges;
  }
  return ranges;
}

/** Whether the quoted name at `at` is this plain name. */
function isQuoted(bytes: Uint8Array, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + 1 + i] !== name.charCodeAt(i)) return false;
  return bytes[at + 1 + name.length] === 34;
}

class JsonScanner {
  readonly #bytes: Uint8Array;
  readonly #limit: number;
  #stack = new Uint8Array(64);
  #depth = 0;

  constructor(bytes: Uint8Array, limit: number) {
    this.#bytes = bytes;
    this.#limit = limit;
  }

  value(start: number): ScanResult {
    let at = start;
    let wantsValue = true;
    for (;;) {
      at = this.skipBlanks(at);
      if (wantsValue) {
        const c = this.#bytes[at];
        if (at >= this.#limit) return broken(at, 'ends before its value');
        if (c === 123 || c === 91) {
          this.#push(c === 123 ? OBJECT : ARRAY);
          at = this.skipBlanks(at + 1);
          const close = c === 123 ? 125 : 93;
          if (this.#bytes[at] === close && at < this.#limit) {
            this.#depth--;
            at++;
            wantsValue = false;
          } else if (c === 123) {
            const name = this.nameEnd(at);
            if (name.error !== undefined) return name;
            at = name.end;
          }
        } else {
          const scalar = this.#scalar(at, c);
          if (scalar.error !== undefined) return scalar;
          at = scalar.end;
          wantsValue = false;
        }
        if (wantsValue) continue;
      }
      if (this.#depth === 0) return { end: at, error: undefined };
      at = this.skipBlanks(at);
      if (at >= this.#limit) return broken(at, 'ends inside an object or array');
      const c = this.#bytes[at];
      const inObject = this.#stack[this.#depth - 1] === OBJECT;
      if (c === (inObject ? 125 : 93)) {
        this.#depth--;
        at++;
        if (this.#depth === 0) return { end: at, error: undefined };
      } else if (c === 44) {
        at = this.skipBlanks(at + 1);
        if (inObject) {
          const name = this.nameEnd(at);
          if (name.error !== undefined) return name;
          at = name.end;
        }
        wantsValue = true;
      } else return broken(at, `has an unexpected character after a value`);
    }
  }

  #push(kind: number): void {
    if (this.#depth === this.#stack.length) {
      const larger = new Uint8Array(this.#stack.length * 2);
      larger.set(this.#stack);
      this.#stack = larger;
    }
    this.#stack[this.#depth++] = kind;
  }

  /** A quoted name and its colon. */
  nameEnd(at: number): ScanResult {
    if (at >= this.#limit || this.#bytes[at] !== 34) return broken(at, 'has no name where one must stand');
    const text = this.#string(at);
    if (text.error !== undefined) return text;
    const colon = this.skipBlanks(text.end);
    if (colon >= this.#limit || this.#bytes[colon] !== 58) return broken(colon, 'has no colon after a name');
    return { end: colon + 1, error: undefined };
  }

  #scalar(at: number, c: number | undefined): ScanResult {
    if (c === 34) return this.#string(at);
    const literal = LITERALS[c ?? 0];
    if (literal !== undefined) {
      for (let i = 0; i < literal.length; i++)
        if (at + i >= this.#limit || this.#bytes[at + i] !== literal.charCodeAt(i))
          return broken(at + i, 'has an unknown word');
      return { end: at + literal.length, error: undefined };
    }
    if (c === 45 || (c !== undefined && c >= 48 && c <= 57)) return this.#number(at);
    return broken(at, 'has an unexpected character where a value must stand');
  }

  #number(start: number): ScanResult {
    let at = start;
    if (this.#bytes[at] === 45) at++;
    const whole = this.#digits(at);
    if (whole === at || (this.#bytes[at] === 48 && whole > at + 1)) return broken(at, 'has a malformed number');
    at = whole;
    if (at < this.#limit && this.#bytes[at] === 46) {
      const fraction = this.#digits(at + 1);
      if (fraction === at + 1) return broken(at, 'has a malformed number');
      at = fraction;
    }
    if (at < this.#limit && (this.#bytes[at]! | 32) === 101) {
      at++;
      if (this.#bytes[at] === 43 || this.#bytes[at] === 45) at++;
      const exponent = this.#digits(at);
      if (exponent === at) return broken(at, 'has a malformed number');
      at = exponent;
    }
    return { end: at, error: undefined };
  }

  #digits(from: number): number {
    let at = from;
    while (at < this.#limit && this.#bytes[at]! >= 48 && this.#bytes[at]! <= 57) at++;
    return at;
  }

  #string(start: number): ScanResult {
    const bytes = this.#bytes;
    const limit = this.#limit;
    for (let at = start + 1; at < limit; at++) {
      const c = bytes[at]!;
      if (c === 34) return { end: at + 1, error: undefined };
      if (c < 32) return broken(at, 'has a control character inside a string');
      if (c !== 92) continue;
      const escaped = bytes[++at];
      if (escaped === 117) {
        for (let i = 1; i <= 4; i++)
          if (at + i >= limit || !isHexDigit(bytes[at + i]!)) return broken(at, 'has a malformed escape');
        at += 4;
      } else if (at >= limit || !isEscape(escaped)) return broken(Math.min(at, limit), 'has a malformed escape');
    }
    return broken(limit, 'ends inside a string');
  }

  skipBlanks(from: number): number {
    let at = from;
    while (at < this.#limit) {
      const c = this.#bytes[at]!;
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) break;
      at++;
    }
    return at;
  }
}

function broken(end: number, error: string): ScanResult {
  return { end, error };
}

function isHexDigit(c: number): boolean {
  return (c >= 48 && c <= 57) || ((c | 32) >= 97 && (c | 32) <= 102);
}

/** One of `" \ / b f n r t`. */
function isEscape(c: number | undefined): boolean {
  return c === 34 || c === 92 || c === 47 || c === 98 || c === 102 || c === 110 || c === 114 || c === 116;
}
