// What a text must hold for a regular expression to be found in it: literals that guard the costly search.

/** Sets of literals in lower-case ASCII: of each set at least one stands in every text that matches, whatever the case. */
export type LiteralSets = readonly (readonly string[])[];

const MAX_SET = 32;
const MAX_LITERAL = 32;
/** Longer sources are not worth reading; none of the rules we know comes near. */
const MAX_SOURCE = 20_000;

/** What a piece of a regular expression matches: exactly one of few texts, or anything that holds one of each set. */
type Piece =
  | { readonly kind: 'exact'; readonly texts: readonly string[] }
  | { readonly kind: 'loose'; readonly sets: LiteralSets };

const EMPTY: Piece = { kind: 'exact', texts: [''] };
const ANYTHING: Piece = { kind: 'loose', sets: [] };

class NotUnderstood extends Error {}

/**
 * Sets of required literals, best first; none when there is nothing to hold on to. Reads RE2's syntax and gives up, rather than
 * guess, where it meets something else. Characters beyond ASCII are never part of a literal.
 */
export function requiredLiterals(source: string): LiteralSets {
  if (source.length > MAX_SOURCE) return [];
  try {
    const parser = new Parser(source);
    const piece = parser.alternatives();
    parser.expectEnd();
    return [...setsOf(piece)].sort((a, b) => worth(b) - worth(a));
  } catch (error) {
    if (error instanceof NotUnderstood || error instanceof RangeError) return [];
    throw error;
  }
}

function worth(set: readonly string[]): number {
  return Math.min(...set.map((text) => text.length)) - Math.log2(set.length) / 2;
}

function setsOf(piece: Piece): LiteralSets {
  if (piece.kind === 'loose') return piece.sets;
  return piece.texts.length === 0 || piece.texts.includes('') ? [] : [piece.texts];
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}

/** One after the other: exact texts grow while they are few, then become a set of their own. */
function concat(pieces: readonly Piece[]): Piece {
  const sets: (readonly string[])[] = [];
  let texts: readonly string[] = [''];
  let isExact = true;
  const close = (): void => {
    if (!texts.includes('')) sets.push(texts);
    isExact = false;
  };
  for (const piece of pieces) {
    if (piece.kind === 'loose') {
      close();
      sets.push(...piece.sets);
      texts = [''];
      continue;
    }
    const longer = texts.length * piece.texts.length <= MAX_SET ? cross(texts, piece.texts) : undefined;
    if (longer?.every((text) => text.length <= MAX_LITERAL) === true) texts = longer;
    else {
      close();
      texts = piece.texts;
    }
  }
  if (isExact) return { kind: 'exact', texts };
  close();
  return { kind: 'loose', sets };
}

function cross(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set(a.flatMap((head) => b.map((tail) => head + tail)))];
}

function either(pieces: readonly Piece[]): Piece {
  if (pieces.length === 1) return pieces[0]!;
  if (pieces.every((piece) => piece.kind === 'exact')) {
    const texts = pieces.reduce<readonly string[]>((all, piece) => union(all, piece.texts), []);
    if (texts.length <= MAX_SET) return { kind: 'exact', texts };
  }
  let one: readonly string[] = [];
  for (const piece of pieces) {
    const best = [...setsOf(piece)].sort((a, b) => worth(b) - worth(a))[0];
    if (best === undefined) return ANYTHING;
    one = union(one, best);
  }
  return one.length > 8 * MAX_SET ? ANYTHING : { kind: 'loose', sets: [one] };
}

function repeat(piece: Piece, min: number, max: number): Piece {
  if (min === 1 && max === 1) return piece;
  if (min === 0) {
    const isOptional = max === 1 && piece.kind === 'exact' && piece.texts.length < MAX_SET;
    return isOptional ? { kind: 'exact', texts: union(piece.texts, ['']) } : ANYTHING;
  }
  if (max === min && min <= 8) return concat(new Array<Piece>(min).fill(piece));
  return { kind: 'loose', sets: setsOf(piece) };
}

class Parser {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  expectEnd(): void {
    if (this.#at < this.#source.length) throw new NotUnderstood();
  }

  alternatives(): Piece {
    const pieces = [this.#sequence()];
    while (this.#takes('|')) pieces.push(this.#sequence());
    return either(pieces);
  }

  #sequence(): Piece {
    const pieces: Piece[] = [];
    while (this.#at < this.#source.length && this.#peek() !== '|' && this.#peek() !== ')') {
      let piece = this.#atom();
      for (let bounds = this.#quantifier(); bounds !== undefined; bounds = this.#quantifier())
        piece = repeat(piece, bounds[0], bounds[1]);
      pieces.push(piece);
    }
    return concat(pieces);
  }

  #quantifier(): readonly [number, number] | undefined {
    const rest = this.#source.slice(this.#at, this.#at + 16);
    const match = /^(?:[*+?]|\{([0-9]+)(,?)([0-9]*)\})\??/.exec(rest);
    if (match === null) return undefined;
    this.#at += match[0].length;
    switch (match[0].charAt(0)) {
      case '*':
        return [0, Infinity];
      case '+':
        return [1, Infinity];
      case '?':
        return [0, 1];
      default: {
        const min = Number(match[1]);
        return [min, match[2] === '' ? min : match[3] === '' ? Infinity : Number(match[3])];
      }
    }
  }

  #atom(): Piece {
    const character = this.#next();
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return this.#characterClass();
      case '.':
        return ANYTHING;
      case '^':
      case '$':
        return EMPTY;
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        throw new NotUnderstood();
      default:
        return literal(character);
    }
  }

  #group(): Piece {
    if (this.#takes('?')) {
      const head = /^(?:P?<[A-Za-z_][A-Za-z0-9_]*>|[imsU]*(?:-[imsU]+)?([:)]))/.exec(this.#source.slice(this.#at));
      if (head === null) throw new NotUnderstood();
      this.#at += head[0].length;
      if (head[1] === ')') return EMPTY;
    }
    const piece = this.alternatives();
    if (!this.#takes(')')) throw new NotUnderstood();
    return piece;
  }

  /** A class of few characters is that many texts; any other is anything. */
  #characterClass(): Piece {
    const isNegated = this.#takes('^');
    const characters = new Set<string>();
    let isLoose = isNegated;
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#at >= this.#source.length) throw new NotUnderstood();
      const low = this.#classMember();
      if (low === undefined) isLoose = true;
      if (this.#peek() === '-' && this.#source[this.#at + 1] !== ']') {
        this.#at++;
        this.#classMember();
        isLoose = true;
      } else if (low !== undefined) characters.add(low);
    }
    this.#at++;
    if (isLoose || characters.size > 8) return ANYTHING;
    return either([...characters].map(literal));
  }

  /** One character of a class; undefined for a class within it. */
  #classMember(): string | undefined {
    const character = this.#next();
    if (character === '[' && /^:\^?[a-z]+:\]/.test(this.#source.slice(this.#at))) {
      this.#at = this.#source.indexOf(':]', this.#at) + 2;
      return undefined;
    }
    if (character !== '\\') return character;
    const piece = this.#escape();
    return piece.kind === 'exact' && piece.texts.length === 1 && piece.texts[0] !== '' ? piece.texts[0] : undefined;
  }

  #escape(): Piece {
    const character = this.#next();
    if (/[bBAz]/.test(character)) return EMPTY;
    if (/[dDwWsSC]/.test(character)) return ANYTHING;
    if (/[pP]/.test(character)) {
      if (this.#next() === '{') this.#skipPast('}');
      return ANYTHING;
    }
    if (character === 'x') return this.#hex();
    const control = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' }[character];
    if (control !== undefined) return literal(control);
    if (/[A-Za-z0-9]/.test(character)) throw new NotUnderstood();
    return literal(character);
  }

  #hex(): Piece {
    const match = /^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/.exec(this.#source.slice(this.#at, this.#at + 8));
    if (match === null) throw new NotUnderstood();
    this.#at += match[0].length;
    const code = Number.parseInt(match[1] ?? match[2]!, 16);
    return code < 128 ? literal(String.fromCharCode(code)) : ANYTHING;
  }

  #peek(): string | undefined {
    return this.#source[this.#at];
  }

  #next(): string {
    const code = this.#source.codePointAt(this.#at);
    if (code === undefined) throw new NotUnderstood();
    const character = String.fromCodePoint(code);
    this.#at += character.length;
    return character;
  }

  #takes(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  #skipPast(character: string): void {
    const found = this.#source.indexOf(character, this.#at);
    if (found < 0) throw new NotUnderstood();
    this.#at = found + 1;
  }
}

function literal(character: string): Piece {
  return character.charCodeAt(0) < 128 ? { kind: 'exact', texts: [character.toLowerCase()] } : ANYTHING;
}
