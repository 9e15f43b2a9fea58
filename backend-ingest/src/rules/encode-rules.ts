// Resolved rules as bytes, for the cache and for the threads of a scan, and back. Patterns hold symbols, which neither JSON nor a
// message between threads can carry; fields are written once and referred to, so that equal fields are one object again.
import {
  ANY_ONE,
  ANY_RUN,
  type Expr,
  type FieldRef,
  type LinkedCorrelation,
  type Pattern,
  type ResolvedRule,
  type SigmaCorrelation,
  type SigmaRule,
} from '@huntboard/sigma';

type Token = string | 0 | 1;
type EncodedExpr = Expr<number>;

interface EncodedRule {
  readonly rule: Omit<SigmaRule, 'kind' | 'expr' | 'detections' | 'conditions'>;
  readonly logsource: EncodedExpr;
  readonly expr: EncodedExpr;
}

interface Encoded {
  readonly fields: readonly FieldRef[];
  readonly rules: readonly EncodedRule[];
}

const encodePattern = (pattern: Pattern): Token[] =>
  pattern.map((token) => (typeof token === 'string' ? token : token === ANY_RUN ? 0 : 1));

/** In place: the array was just parsed and nobody else has it. */
function decodePattern(tokens: unknown[]): void {
  for (let i = 0; i < tokens.length; i++)
    if (typeof tokens[i] !== 'string') tokens[i] = tokens[i] === 0 ? ANY_RUN : ANY_ONE;
}

class Fields {
  readonly list: FieldRef[] = [];
  private readonly known = new Map<FieldRef, number>();
  private readonly byText = new Map<string, number>();

  index(field: FieldRef): number {
    const known = this.known.get(field);
    if (known !== undefined) return known;
    const text = JSON.stringify(field);
    let index = this.byText.get(text);
    if (index === undefined) {
      index = this.list.push(field) - 1;
      this.byText.set(text, index);
    }
    this.known.set(field, index);
    return index;
  }
}

function encodeExpr(expr: Expr<FieldRef>, fields: Fields): EncodedExpr {
  switch (expr.kind) {
    case 'const':
      return expr;
    case 'and':
    case 'or':
      return { kind: expr.kind, items: expr.items.map((item) => encodeExpr(item, fields)) };
    case 'not':
      return { kind: 'not', item: encodeExpr(expr.item, fields) };
    case 'keyword':
      return { ...expr, pattern: encodePattern(expr.pattern) as unknown as Pattern };
    case 'text': {
      const pattern = encodePattern(expr.pattern) as unknown as Pattern;
      return { ...expr, field: fields.index(expr.field), pattern };
    }
    case 'fieldRef':
      return { ...expr, field: fields.index(expr.field), other: fields.index(expr.other) };
    default:
      return { ...expr, field: fields.index(expr.field) };
  }
}

/** In place, for the same reason. */
function decodeExpr(expr: EncodedExpr, fields: readonly FieldRef[]): Expr<FieldRef> {
  switch (expr.kind) {
    case 'const':
      break;
    case 'and':
    case 'or':
      for (const item of expr.items) decodeExpr(item, fields);
      break;
    case 'not':
      decodeExpr(expr.item, fields);
      break;
    case 'keyword':
      decodePattern(expr.pattern as unknown as unknown[]);
      break;
    default: {
      const open = expr as unknown as { field: unknown; other?: unknown };
      open.field = fields[expr.field]!;
      if (expr.kind === 'fieldRef') open.other = fields[expr.other]!;
      if (expr.kind === 'text') decodePattern(expr.pattern as unknown as unknown[]);
    }
  }
  return expr as unknown as Expr<FieldRef>;
}

const NO_EXPR: Expr<string> = { kind: 'const', value: false };

/** What judging and naming a rule needs: the documentation of the rule and its expression before resolution stay behind. */
export function encodeRules(rules: readonly ResolvedRule[]): string {
  const fields = new Fields();
  const encoded = rules.map(({ rule, logsource, expr }): EncodedRule => {
    const { position, title, id, name, status, level, tags, taxonomy } = rule;
    return {
      rule: {
        position,
        title,
        ...(id === undefined ? {} : { id }),
        ...(name === undefined ? {} : { name }),
        ...(status === undefined ? {} : { status }),
        ...(level === undefined ? {} : { level }),
        tags,
        taxonomy,
        logsource: rule.logsource,
        references: [],
        fields: [],
        falsepositives: [],
        scope: [],
        related: [],
        questions: [],
        custom: {},
      },
      logsource: encodeExpr(logsource, fields),
      expr: encodeExpr(expr, fields),
    };
  });
  return JSON.stringify({ fields: fields.list, rules: encoded } satisfies Encoded);
}

/** The rules of `encodeRules`, in the same order. Throws on what is no such text. */
export function decodeRules(text: string): ResolvedRule[] {
  const { fields, rules } = JSON.parse(text) as Encoded;
  return rules.map(({ rule, logsource, expr }) => ({
    rule: { ...rule, kind: 'rule', expr: NO_EXPR, detections: {}, conditions: [] },
    logsource: decodeExpr(logsource, fields),
    expr: decodeExpr(expr, fields),
  }));
}

interface EncodedMember {
  readonly ref: string;
  readonly kind: 'rule' | 'correlation';
  /** Number among the rules, or among the correlations. */
  readonly number: number;
}

export interface EncodedCorrelation {
  readonly correlation: SigmaCorrelation;
  readonly members: readonly EncodedMember[];
}

/**
 * Correlations, with numbers for what they refer to. Those that refer to a rule that is not among `rules` are left out, and so are
 * those that refer to them.
 */
export function encodeCorrelations(
  correlations: readonly LinkedCorrelation[],
  rules: readonly ResolvedRule[],
): EncodedCorrelation[] {
  const ruleNumbers = new Map(rules.map(({ rule }, number) => [rule, number]));
  const numbers = new Map<LinkedCorrelation, number>();
  const encoded: EncodedCorrelation[] = [];
  for (const linked of correlations) {
    const members = linked.members.map(({ ref, ...member }) => {
      const number = member.kind === 'rule' ? ruleNumbers.get(member.document) : numbers.get(member.linked);
      return number === undefined ? undefined : { ref, kind: member.kind, number };
    });
    if (members.includes(undefined)) continue;
    const known = members.filter((member) => member !== undefined);
    numbers.set(linked, encoded.push({ correlation: linked.correlation, members: known }) - 1);
  }
  return encoded;
}

/** The correlations of `encodeCorrelations`, linked to these rules. */
export function decodeCorrelations(
  encoded: readonly EncodedCorrelation[],
  rules: readonly ResolvedRule[],
): LinkedCorrelation[] {
  const linked: LinkedCorrelation[] = [];
  for (const { correlation, members } of encoded)
    linked.push({
      correlation,
      members: members.map(({ ref, kind, number }) => {
        if (kind === 'rule') return { kind, ref, document: rules[number]!.rule };
        const below = linked[number]!;
        return { kind, ref, document: below.correlation, linked: below };
      }),
    });
  return linked;
}
