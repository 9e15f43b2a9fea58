// Conditions over names: `selection and not 1 of filter_*`. Used for detections, filters and extended correlation conditions.
import { compilePattern } from '../matcher/match-pattern.ts';
import type { Expr } from '../model/expr.ts';
import { ANY_RUN, toPattern } from '../model/pattern.ts';
import type { PatternToken } from '../model/pattern.ts';
import type { ParseProblemCode } from '../model/problem-codes.ts';

export interface ConditionFault {
  readonly code: ParseProblemCode;
  readonly message: string;
  /** Index of the token at fault. */
  readonly token: number;
}

export interface Condition {
  readonly expr: Expr<string>;
  /** Names that the condition uses. */
  readonly names: ReadonlySet<string>;
}

const MAX_DEPTH = 100;
const MAX_TOKENS = 10_000;
/** Parts that `N of` may be written out to. */
const MAX_CHOICES = 20_000;
/** Expressions that the whole condition may refer to. */
const MAX_NODES = 100_000;

/** Words and parentheses, as written. */
export function conditionTokens(text: string): readonly string[] {
  return text.match(/[()|]|[^\s()|]+/g) ?? [];
}

class Fault extends Error {
  readonly fault: ConditionFault;
  constructor(fault: ConditionFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/**
 * Reads a condition (specification, "Condition": not binds most, then and, then or).
 * @param names every name that may stand in it, with what it means
 */
export function parseCondition(
  tokens: readonly string[],
  names: ReadonlyMap<string, Expr<string>>,
): Condition | ConditionFault {
  try {
    return new ConditionParser(tokens, names).parse();
  } catch (error) {
    if (error instanceof Fault) return error.fault;
    throw error;
  }
}

class ConditionParser {
  private at = 0;
  private nodes = 0;
  private readonly used = new Set<string>();
  private readonly tokens: readonly string[];
  private readonly names: ReadonlyMap<string, Expr<string>>;

  constructor(tokens: readonly string[], names: ReadonlyMap<string, Expr<string>>) {
    this.tokens = tokens;
    this.names = names;
  }

  parse(): Condition {
    if (this.tokens.length === 0) this.fail('the condition is empty');
    if (this.tokens.length > MAX_TOKENS) this.fail(`the condition has more than ${MAX_TOKENS} words`);
    const pipe = this.tokens.indexOf('|');
    if (pipe >= 0)
      this.fail(
        'aggregation in a condition was given up by Sigma: write a correlation',
        'sigma.condition_aggregation',
        pipe,
      );
    const expr = this.or(0);
    if (this.at < this.tokens.length) this.fail(`${this.tokens[this.at]} is not expected here`);
    return { expr, names: this.used };
  }

  private or(depth: number): Expr<string> {
    return this.chain('or', () => this.chain('and', () => this.not(depth)));
  }

  private chain(kind: 'and' | 'or', operand: () => Expr<string>): Expr<string> {
    const items = [operand()];
    while (this.isWord(kind)) {
      this.at++;
      items.push(operand());
    }
    return items.length === 1 ? items[0]! : { kind, items };
  }

  private not(depth: number): Expr<string> {
    if (depth > MAX_DEPTH) this.fail(`the condition is nested deeper than ${MAX_DEPTH} levels`);
    if (this.isWord('not')) {
      this.at++;
      return { kind: 'not', item: this.not(depth + 1) };
    }
    if (this.tokens[this.at] === '(') {
      this.at++;
      const inner = this.or(depth + 1);
      if (this.tokens[this.at] !== ')') this.fail('a parenthesis is not closed');
      this.at++;
      return inner;
    }
    return this.isWord('of', 1) ? this.quantifier() : this.name();
  }

  private quantifier(): Expr<string> {
    const [count = '', , pattern] = this.tokens.slice(this.at, this.at + 3);
    const word = count.toLowerCase();
    if (word !== 'all' && word !== 'any' && !/^[1-9]\d{0,5}$/.test(word))
      this.fail(`${count} of: all, any or a number is needed`);
    if (pattern === undefined || pattern === '(' || pattern === ')')
      this.fail('a name or a pattern is missing', undefined, this.at + 2);
    const items = this.matching(pattern!);
    if (items.length === 0) this.fail(`no detection fits ${pattern}`, 'sigma.condition_unknown_name', this.at + 2);
    const need = word === 'all' ? items.length : word === 'any' ? 1 : Number(word);
    if (need > items.length)
      this.fail(`${need} of ${pattern}, but there are only ${items.length}`, 'sigma.condition_unknown_name');
    if (choices(items.length, need) > MAX_CHOICES)
      this.fail(`${need} of ${items.length} are too many ways`, 'sigma.detection_too_large');
    this.at += 3;
    return atLeast(need, items);
  }

  /** `them` is every name that does not begin with an underscore; `*` in a pattern is any run of characters. */
  private matching(pattern: string): readonly Expr<string>[] {
    const pieces = pattern
      .split('*')
      .flatMap((piece, index): PatternToken[] => (index === 0 ? [piece] : [ANY_RUN, piece]));
    const them = pattern.toLowerCase() === 'them' && !this.names.has(pattern);
    const fits = compilePattern(toPattern(pieces));
    const found: Expr<string>[] = [];
    for (const name of this.names.keys()) if (them ? !name.startsWith('_') : fits(name)) found.push(this.use(name));
    return found;
  }

  private name(): Expr<string> {
    const token = this.tokens[this.at];
    if (token === undefined) return this.fail('the condition breaks off');
    if (token === ')' || !this.names.has(token)) {
      if (token === ')' || this.isWord('and') || this.isWord('or') || this.isWord('of'))
        this.fail(`a name is missing before ${token}`);
      this.fail(`there is no detection ${token}`, 'sigma.condition_unknown_name');
    }
    this.at++;
    return this.use(token);
  }

  private use(name: string): Expr<string> {
    this.used.add(name);
    if (++this.nodes > MAX_NODES) this.fail('the condition refers to too much', 'sigma.detection_too_large');
    return this.names.get(name)!;
  }

  private isWord(word: string, ahead = 0): boolean {
    return this.tokens[this.at + ahead]?.toLowerCase() === word;
  }

  private fail(message: string, code: ParseProblemCode = 'sigma.condition_syntax', token = this.at): never {
    throw new Fault({ code, message, token: Math.min(token, this.tokens.length) });
  }
}

/** Leaves of what `atLeast` writes out, roughly. */
function choices(of: number, need: number): number {
  let ways = 1;
  for (let index = 1; index <= Math.min(need, of - need); index++) ways = (ways * (of - index + 1)) / index;
  return ways * need;
}

function atLeast(need: number, items: readonly Expr<string>[]): Expr<string> {
  if (items.length === 1) return items[0]!;
  if (need === 1) return { kind: 'or', items };
  if (need === items.length) return { kind: 'and', items };
  const [first, ...rest] = items;
  const withFirst: Expr<string> = { kind: 'and', items: [first!, atLeast(need - 1, rest)] };
  return { kind: 'or', items: [withFirst, atLeast(need, rest)] };
}
