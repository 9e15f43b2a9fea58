// One `field|modifiers: values` of a detection to an expression.
import type { DatePart, Expr, RegexExpr } from '../model/expr.ts';
import { ANY_RUN, toPattern } from '../model/pattern.ts';
import type { Pattern } from '../model/pattern.ts';
import { checkRegex } from './check-regex.ts';
import { parseCidr } from './cidr.ts';
import { expandPlaceholders } from './expand-placeholders.ts';
import type { Placeholders } from './expand-placeholders.ts';
import { readModifiers } from './modifiers.ts';
import type { Modifiers } from './modifiers.ts';
import type { ProblemLog } from './problem-log.ts';
import { parseText } from './sigma-text.ts';
import { changeText } from './text-changes.ts';
import type { YamlEntry, YamlNode, YamlScalar } from './yaml-node.ts';

/** Texts that one value may stand for after windash and placeholders. */
const MAX_VARIANTS = 20_000;
/** Texts that all values of a document may stand for together. */
const MAX_TEXTS = 1_000_000;
const PART_RANGES: Readonly<Record<DatePart, readonly [number, number] | undefined>> = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: undefined,
};

/** What reading the detections of one document needs. */
export interface DetectionContext {
  readonly log: ProblemLog;
  readonly placeholders: Placeholders;
  /** Texts made so far. */
  texts: number;
}

/** `undefined`: no field, the values are keywords. */
type Field = string | undefined;

/** Reads an entry of a detection map; `|all: […]` and the like without a field are keywords. */
export function itemExpr(entry: YamlEntry, context: DetectionContext): Expr<string> {
  const [field = '', ...names] = entry.key.split('|');
  if (field === '' && names.length === 0)
    return context.log.refuse('sigma.detection_shape', 'a field without a name', entry.keyOffset);
  const modifiers = readModifiers(names);
  if ('code' in modifiers) return context.log.refuse(modifiers.code, modifiers.message, entry.keyOffset);
  if (field !== '') return valuesExpr(field, modifiers, entry.value, entry.keyOffset, context);
  if (modifiers.comparison.kind !== 'text')
    context.log.unsupported('sigma.keyword_modifier', `keywords have no ${names.join('|')}`, entry.keyOffset);
  return valuesExpr(undefined, modifiers, entry.value, entry.keyOffset, context);
}

/** Words to be found in any value of the event. */
export function keywordsExpr(value: YamlNode, context: DetectionContext): Expr<string> {
  return valuesExpr(undefined, readModifiers([]) as Modifiers, value, value.offset, context);
}

function valuesExpr(
  field: Field,
  modifiers: Modifiers,
  value: YamlNode,
  offset: number,
  context: DetectionContext,
): Expr<string> {
  const { log } = context;
  const scalars: YamlScalar[] = [];
  for (const node of value.kind === 'list' ? value.items : [value]) {
    if (node.kind !== 'scalar')
      return log.refuse('sigma.detection_shape', `a ${node.kind} where a value is needed`, node.offset);
    scalars.push(node);
  }
  if (scalars.length === 0) return log.refuse('sigma.detection_shape', 'the list of values is empty', value.offset);
  if (modifiers.all && scalars.length === 1) log.warn('sigma.convention', 'all of one value is that value', offset);
  const items = scalars.map((scalar) => valueExpr(field, modifiers, scalar, context));
  const joined: Expr<string> = items.length === 1 ? items[0]! : { kind: modifiers.all ? 'and' : 'or', items };
  if (!modifiers.negated) return joined;
  const negated: Expr<string> = { kind: 'not', item: joined };
  // A field that is not there has no value that could differ.
  return field === undefined ? negated : { kind: 'and', items: [{ kind: 'exists', field }, negated] };
}

function valueExpr(field: Field, modifiers: Modifiers, scalar: YamlScalar, context: DetectionContext): Expr<string> {
  const { comparison } = modifiers;
  if (field === undefined || comparison.kind === 'text') return textExpr(field, modifiers, scalar, context);
  switch (comparison.kind) {
    case 'exists':
      if (typeof scalar.value !== 'boolean')
        return context.log.refuse('sigma.modifier_value', 'exists takes true or false', scalar.offset);
      return { kind: scalar.value ? 'exists' : 'missing', field };
    case 'cidr':
      return cidrExpr(field, modifiers, scalar, context);
    case 'fieldRef':
      return {
        kind: 'fieldRef',
        field,
        other: textOf(scalar, 'fieldref', context),
        position: modifiers.position,
        cased: modifiers.cased,
      };
    case 'regex':
      return regexExpr(field, modifiers, comparison.flags, scalar, context);
    case 'compare':
      return { kind: 'compare', field, operator: comparison.operator, value: numberOf(scalar, context) };
    case 'datePart':
      return datePartExpr(field, comparison, scalar, context);
  }
}

function textExpr(field: Field, modifiers: Modifiers, scalar: YamlScalar, context: DetectionContext): Expr<string> {
  const { log } = context;
  if (scalar.value === null) {
    if (field === undefined) return log.refuse('sigma.detection_shape', 'an empty keyword', scalar.offset);
    if (modifiers.position !== 'equals' || modifiers.changes.length > 0 || modifiers.expands)
      return log.refuse('sigma.modifier_value', 'null has no text that a modifier could change', scalar.offset);
    return { kind: 'missing', field };
  }
  const patterns = patternsOf(modifiers, scalar, context).flatMap((pattern) => {
    const changed = changeText(pattern, modifiers.changes, MAX_VARIANTS);
    return typeof changed === 'string' ? log.refuse('sigma.modifier_value', changed, scalar.offset) : changed;
  });
  context.texts += patterns.length;
  if (context.texts > MAX_TEXTS)
    log.refuse('sigma.detection_too_large', `the values stand for more than ${MAX_TEXTS} texts`, scalar.offset);
  const { cased } = modifiers;
  const position = field === undefined && modifiers.position === 'equals' ? 'contains' : modifiers.position;
  const items = patterns.map((pattern): Expr<string> => {
    const placed = place(pattern, position);
    if (placed.length === 1 && placed[0] === ANY_RUN && scalar.text !== '*') {
      if (field === undefined) return log.refuse('sigma.detection_shape', 'an empty keyword', scalar.offset);
      log.warn('sigma.value_suspicious', 'every value that is there fits this', scalar.offset);
    }
    return field === undefined
      ? { kind: 'keyword', pattern: placed, cased }
      : { kind: 'text', field, pattern: placed, cased };
  });
  return items.length === 1 ? items[0]! : { kind: 'or', items };
}

function place(pattern: Pattern, position: Modifiers['position']): Pattern {
  switch (position) {
    case 'equals':
      return pattern;
    case 'contains':
      return toPattern([ANY_RUN, ...pattern, ANY_RUN]);
    case 'startswith':
      return toPattern([...pattern, ANY_RUN]);
    case 'endswith':
      return toPattern([ANY_RUN, ...pattern]);
  }
}

/** The texts of a value with placeholders filled in. */
function patternsOf(modifiers: Modifiers, scalar: YamlScalar, context: DetectionContext): readonly Pattern[] {
  const text = plainText(scalar);
  if (!modifiers.expands) return [typeof scalar.value === 'string' ? parseText(text) : toPattern([text])];
  const expansion = expandPlaceholders(text, context.placeholders, MAX_VARIANTS);
  if (expansion.kind === 'patterns') return expansion.patterns;
  return expansion.kind === 'missing'
    ? context.log.unsupported('sigma.placeholder_missing', `no list for %${expansion.name}%`, scalar.offset)
    : context.log.refuse('sigma.detection_too_large', `more than ${MAX_VARIANTS} texts for one value`, scalar.offset);
}

function cidrExpr(field: string, modifiers: Modifiers, scalar: YamlScalar, context: DetectionContext): Expr<string> {
  const texts = patternsOf(modifiers, scalar, context).map((pattern) =>
    pattern.length === 1 && typeof pattern[0] === 'string' ? pattern[0] : '',
  );
  const items = texts.map((text): Expr<string> => {
    const parsed = parseCidr(text);
    if (parsed === undefined)
      return context.log.refuse('sigma.modifier_value', `${text || scalar.text} is no address range`, scalar.offset);
    if (parsed.hadHostBits)
      context.log.warn(
        'sigma.value_suspicious',
        `${text} has bits behind its prefix, they do not count`,
        scalar.offset,
      );
    return { kind: 'cidr', field, network: parsed.network };
  });
  return items.length === 1 ? items[0]! : { kind: 'or', items };
}

function regexExpr(
  field: string,
  modifiers: Modifiers,
  flags: RegexExpr<string>['flags'],
  scalar: YamlScalar,
  context: DetectionContext,
): Expr<string> {
  const written = textOf(scalar, 're', context);
  const fault = checkRegex({ source: written, flags });
  if (fault !== undefined) {
    if (fault.code === 'sigma.regex_unsupported') context.log.unsupported(fault.code, fault.message, scalar.offset);
    context.log.refuse(fault.code, fault.message, scalar.offset);
  }
  const group = `(?:${written})`;
  const source =
    modifiers.position === 'startswith' ? `\\A${group}` : modifiers.position === 'endswith' ? `${group}\\z` : written;
  return { kind: 'regex', field, source, flags };
}

function datePartExpr(
  field: string,
  comparison: Extract<Modifiers['comparison'], { kind: 'datePart' }>,
  scalar: YamlScalar,
  context: DetectionContext,
): Expr<string> {
  const { part, operator } = comparison;
  const value = numberOf(scalar, context);
  const range = PART_RANGES[part];
  if (!Number.isInteger(value) || (range !== undefined && (value < range[0] || value > range[1])))
    context.log.warn('sigma.value_suspicious', `no ${part} is ${scalar.text}`, scalar.offset);
  if (operator === undefined) return { kind: 'datePart', field, part, value };
  if (range === undefined)
    return context.log.unsupported('sigma.modifier_chain', `${part} is compared by equality only`, scalar.offset);
  const fits = {
    gt: (n: number) => n > value,
    gte: (n: number) => n >= value,
    lt: (n: number) => n < value,
    lte: (n: number) => n <= value,
  };
  const items: Expr<string>[] = [];
  for (let n = range[0]; n <= range[1]; n++)
    if (fits[operator](n)) items.push({ kind: 'datePart', field, part, value: n });
  return { kind: 'or', items };
}

function textOf(scalar: YamlScalar, modifier: string, context: DetectionContext): string {
  if (scalar.value === null || scalar.text === '')
    return context.log.refuse('sigma.modifier_value', `${modifier} needs a text`, scalar.offset);
  return scalar.text;
}

function numberOf(scalar: YamlScalar, context: DetectionContext): number {
  const { value } = scalar;
  const number =
    typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)
      ? Number(value)
      : typeof value === 'number' || typeof value === 'bigint'
        ? Number(value)
        : Number.NaN;
  if (!Number.isFinite(number)) return context.log.refuse('sigma.modifier_value', 'a number is needed', scalar.offset);
  return number;
}

/** Numbers in decimal, as events have them; a fraction as it is written. */
function plainText(scalar: YamlScalar): string {
  const { value, text } = scalar;
  if (typeof value === 'string') return value;
  return typeof value === 'number' && /^-?\d+\.\d+$/.test(text) ? text : String(value);
}
