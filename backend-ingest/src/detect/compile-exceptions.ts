// Exceptions to conditions over events: their selections are Sigma's, so that whoever writes rules can write them.
import {
  parseRules,
  resolveExpr,
  ruleKey,
  type Expr,
  type FieldRef,
  type LogSource,
  type ResolvedRule,
  type SigmaCorrelation,
  type SigmaRule,
} from '@huntboard/sigma';
import { stringify } from 'yaml';
import type { ExceptionFacts, MayApply } from './detection-set.ts';
import type { Exception } from './documents.ts';

/** An exception that cannot be used. */
export class ExceptionError extends Error {
  override readonly name = 'ExceptionError';
}

interface Parsed {
  readonly exception: Exception;
  readonly rule: SigmaRule;
}

function parseOne(exception: Exception): Parsed {
  const document = {
    title: exception.id,
    logsource: { category: 'any' },
    detection: { selection: exception.where, condition: 'selection' },
  };
  const { documents, problems } = parseRules(stringify(document), `exception ${exception.id}`);
  const wrong = problems.find(({ severity }) => severity !== 'warning');
  const rule = documents[0];
  if (wrong !== undefined || rule?.kind !== 'rule')
    throw new ExceptionError(`exception ${exception.id}: ${wrong?.message ?? 'its selection is none'}`);
  return { exception, rule };
}

export interface CompiledExceptions {
  readonly facts: readonly ExceptionFacts[];
  /** For `encodeRules`. */
  readonly conditions: readonly ResolvedRule[];
  /** Which may apply to a rule. */
  of(rule: SigmaRule): readonly MayApply[];
  /** Which may apply to a correlation; fields are read as the rule below it that an event matched reads them. */
  ofCorrelation(correlation: SigmaCorrelation, below: SigmaRule): readonly MayApply[];
  /** Which may apply to hits of indicators, under the name that their alerts carry. */
  ofIndicators(name: string): readonly MayApply[];
}

const ALWAYS: Expr<FieldRef> = { kind: 'const', value: true };

/** Throws ExceptionError for a selection that is no Sigma. Fields are read as the rule that hit reads them. */
export function compileExceptions(exceptions: readonly Exception[]): CompiledExceptions {
  const parsed = exceptions.map(parseOne);
  const conditions: ResolvedRule[] = [];
  const known = new Map<string, number>();
  const condition = (number: number, logsource: LogSource): number => {
    const { product = '', category = '', service = '' } = logsource;
    const key = JSON.stringify([number, product, category, service]);
    let index = known.get(key);
    if (index === undefined) {
      const { rule } = parsed[number]!;
      index = conditions.push({ rule, logsource: ALWAYS, expr: resolveExpr(rule.expr, logsource) }) - 1;
      known.set(key, index);
    }
    return index;
  };
  /** Those that name one of these; names of rules count as written, ids whatever their case. */
  const naming = (names: readonly (string | undefined)[], logsource: LogSource): MayApply[] =>
    parsed.flatMap(({ exception }, number) => {
      const { rules } = exception;
      const applies = rules === undefined || rules.some((one) => names.includes(one) || names.includes(lower(one)));
      return applies ? [{ exception: number, condition: condition(number, logsource) }] : [];
    });
  return {
    facts: exceptions.map(({ id, owner, reason, expires }) => ({ id, owner, reason, expires })),
    conditions,
    of: (rule) => naming(namesOf(rule), rule.logsource),
    ofCorrelation: (correlation, below) => naming(namesOf(correlation), below.logsource),
    ofIndicators: (name) => naming([name], {}),
  };
}

const lower = (text: string): string => text.toLowerCase();

function namesOf(document: SigmaRule | SigmaCorrelation): readonly (string | undefined)[] {
  return [document.id?.toLowerCase(), document.name, ruleKey(document)];
}
