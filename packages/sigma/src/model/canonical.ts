// The canonical form of an expression: same meaning, less to do. What both back ends get, and what a cache of compiled rules hangs on.
import { fold } from '../event/fold.ts';
import type { Expr, ListPosition } from './expr.ts';
import { ANY_RUN, shapeOf, toPattern } from './pattern.ts';
import type { PatternToken } from './pattern.ts';

type Group<F> = { field: F; position: ListPosition; cased: boolean; literals: Map<string, string> };

/**
 * Flattens `and` and `or`, folds constants and double negation, drops what is there twice, and joins same-field literals of an `or`
 * into a `textList`. Order is that of the source: a joined list stands where its first literal stood.
 * @param fieldKey tells fields apart; fields with the same key are the same
 */
export function canonical<F>(expr: Expr<F>, fieldKey: (field: F) => string): Expr<F> {
  return new Canon(fieldKey).simplify(expr);
}

class Canon<F> {
  private readonly ids = new Map<string, number>();
  private readonly known = new WeakMap<Expr<F>, number>();
  private readonly done = new WeakMap<Expr<F>, Expr<F>>();
  private readonly fieldKey: (field: F) => string;

  constructor(fieldKey: (field: F) => string) {
    this.fieldKey = fieldKey;
  }

  simplify(expr: Expr<F>): Expr<F> {
    const known = this.done.get(expr);
    if (known !== undefined) return known;
    const result = this.simplified(expr);
    this.done.set(expr, result);
    this.done.set(result, result);
    return result;
  }

  private simplified(expr: Expr<F>): Expr<F> {
    switch (expr.kind) {
      case 'and':
      case 'or':
        return this.joined(expr.kind, expr.items);
      case 'not':
        return negate(this.simplify(expr.item));
      case 'text': {
        const pattern = toPattern(expr.pattern);
        if (shapeOf(pattern).kind === 'any') return { kind: 'exists', field: expr.field };
        return pattern.length === expr.pattern.length ? expr : { ...expr, pattern };
      }
      case 'textList':
        return this.withLists([expr])[0]!;
      default:
        return expr;
    }
  }

  private joined(kind: 'and' | 'or', items: readonly Expr<F>[]): Expr<F> {
    // `and` is decided by false, `or` by true.
    const decides = kind === 'or';
    let flat: Expr<F>[] = [];
    for (const item of items) {
      const simple = this.simplify(item);
      if (simple.kind === kind) for (const inner of simple.items) flat.push(inner);
      else flat.push(simple);
    }
    if (kind === 'or') flat = this.withLists(flat);
    const seen = new Set<number>();
    const kept: Expr<F>[] = [];
    for (const item of flat) {
      if (item.kind === 'const') {
        if (item.value === decides) return item;
        continue;
      }
      const id = this.idOf(item);
      if (seen.has(id)) continue;
      seen.add(id);
      kept.push(item);
    }
    for (const item of kept) if (seen.has(this.idOf(negate(item)))) return { kind: 'const', value: decides };
    if (kept.length === 0) return { kind: 'const', value: !decides };
    return kept.length === 1 ? kept[0]! : { kind, items: kept };
  }

  /** Same-field literals at the same position as one list each. */
  private withLists(items: readonly Expr<F>[]): Expr<F>[] {
    const groups = new Map<string, Group<F>>();
    const result: (Expr<F> | Group<F>)[] = [];
    for (const item of items) {
      const part = literalsOf(item);
      if (part === undefined) {
        result.push(item);
        continue;
      }
      const key = JSON.stringify([this.fieldKey(part.field), part.position, part.cased]);
      let group = groups.get(key);
      if (group === undefined) {
        group = { field: part.field, position: part.position, cased: part.cased, literals: new Map() };
        groups.set(key, group);
        result.push(group);
      }
      for (const literal of part.literals) {
        const same = part.cased ? literal : fold(literal);
        if (!group.literals.has(same)) group.literals.set(same, literal);
      }
    }
    return result.map((entry) => ('kind' in entry ? entry : listExpr(entry)));
  }

  /** Equal expressions have equal numbers. */
  private idOf(expr: Expr<F>): number {
    const known = this.known.get(expr);
    if (known !== undefined) return known;
    const key = this.keyOf(expr);
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.ids.size;
      this.ids.set(key, id);
    }
    this.known.set(expr, id);
    return id;
  }

  private keyOf(expr: Expr<F>): string {
    switch (expr.kind) {
      case 'and':
      case 'or':
        return `${expr.kind} ${expr.items.map((item) => this.idOf(item)).join(' ')}`;
      case 'not':
        return `not ${this.idOf(expr.item)}`;
      case 'const':
        return String(expr.value);
      case 'keyword':
        return JSON.stringify([expr.kind, tokensKey(expr.pattern, expr.cased), expr.cased]);
      case 'text':
        return JSON.stringify([expr.kind, this.fieldKey(expr.field), tokensKey(expr.pattern, expr.cased), expr.cased]);
      case 'fieldRef':
        return JSON.stringify([
          expr.kind,
          this.fieldKey(expr.field),
          this.fieldKey(expr.other),
          expr.position,
          expr.cased,
        ]);
      default: {
        const { field, ...rest } = expr;
        return JSON.stringify([this.fieldKey(field), rest]);
      }
    }
  }
}

function negate<F>(expr: Expr<F>): Expr<F> {
  switch (expr.kind) {
    case 'not':
      return expr.item;
    case 'const':
      return { kind: 'const', value: !expr.value };
    case 'exists':
      return { kind: 'missing', field: expr.field };
    case 'missing':
      return { kind: 'exists', field: expr.field };
    default:
      return { kind: 'not', item: expr };
  }
}

interface Literals<F> {
  readonly field: F;
  readonly position: ListPosition;
  readonly cased: boolean;
  readonly literals: readonly string[];
}

function literalsOf<F>(expr: Expr<F>): Literals<F> | undefined {
  if (expr.kind === 'textList') return expr;
  if (expr.kind !== 'text') return undefined;
  const shape = shapeOf(expr.pattern);
  if (shape.kind === 'any' || shape.kind === 'wildcards') return undefined;
  return { field: expr.field, position: shape.kind, cased: expr.cased, literals: [shape.literal] };
}

function listExpr<F>({ field, position, cased, literals }: Group<F>): Expr<F> {
  const texts = [...literals.values()];
  if (texts.length > 1) return { kind: 'textList', field, position, literals: texts, cased };
  if (texts.length === 0) return { kind: 'const', value: false };
  const [literal = ''] = texts;
  const before: PatternToken[] = position === 'contains' || position === 'endswith' ? [ANY_RUN] : [];
  const after: PatternToken[] = position === 'contains' || position === 'startswith' ? [ANY_RUN] : [];
  return { kind: 'text', field, pattern: toPattern([...before, literal, ...after]), cased };
}

function tokensKey(pattern: readonly (string | symbol)[], cased: boolean): readonly (string | number)[] {
  return pattern.map((token) =>
    typeof token === 'string' ? (cased ? token : fold(token)) : token === ANY_RUN ? 0 : 1,
  );
}
