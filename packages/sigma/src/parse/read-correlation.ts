// A correlation: what must come together of the hits of other rules (specification, "Sigma Correlation Rules").
import type {
  CorrelationCondition,
  CorrelationType,
  CountOperator,
  DocumentHead,
  SigmaCorrelation,
} from '../model/rule.ts';
import type { Expr } from '../model/expr.ts';
import { conditionTokens, parseCondition } from './condition.ts';
import type { ProblemLog } from './problem-log.ts';
import { tokenOffset } from './read-detections.ts';
import { textOf } from './read-head.ts';
import { entryOf } from './yaml-node.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './yaml-node.ts';

const TYPES: readonly CorrelationType[] = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
];
const OPERATORS: readonly CountOperator[] = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'];
const SECOND = 1000;
const UNITS: Readonly<Record<string, number>> = {
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: 86_400 * SECOND,
  w: 7 * 86_400 * SECOND,
  // A mean month and year of the Gregorian calendar.
  M: 2_629_746 * SECOND,
  y: 31_556_952 * SECOND,
};

type CorrelationBody = Omit<SigmaCorrelation, keyof DocumentHead>;

export function readCorrelation(document: YamlMap, log: ProblemLog): CorrelationBody {
  const value = entryOf(document, 'correlation')!.value;
  if (value.kind !== 'map') return log.refuse('sigma.key_type', 'correlation is not a map', value.offset);
  const type = readType(value, log);
  const rules = readRules(value, log);
  return {
    kind: 'correlation',
    type,
    rules,
    groupBy: readGroupBy(value, log),
    timespan: readTimespan(value, log),
    aliases: readAliases(value, log),
    condition: readCondition(value, type, rules, log),
    generate: readGenerate(entryOf(value, 'generate') ?? entryOf(document, 'generate'), log),
  };
}

function readType(map: YamlMap, log: ProblemLog): CorrelationType {
  const { value } = need(map, 'type', log);
  const text = textOf(value);
  const type = TYPES.find((name) => name === text);
  return type ?? log.refuse('sigma.key_value', `type is not one of ${TYPES.join(', ')}`, value.offset);
}

function need(map: YamlMap, key: string, log: ProblemLog): YamlEntry {
  return entryOf(map, key) ?? log.refuse('sigma.key_missing', `the correlation has no ${key}`, map.offset);
}

function listOf(node: YamlNode): readonly YamlNode[] {
  return node.kind === 'list' ? node.items : [node];
}

function readRules(map: YamlMap, log: ProblemLog): SigmaCorrelation['rules'] {
  const expression = entryOf(map, 'condition')?.value;
  if (entryOf(map, 'rules') === undefined && expression?.kind === 'scalar') return rulesOf(expression, log);
  const { value } = need(map, 'rules', log);
  const rules: { ref: string; position: SigmaCorrelation['position'] }[] = [];
  for (const item of listOf(value)) {
    const ref = textOf(item);
    if (ref === undefined || ref === '')
      return log.refuse('sigma.key_type', 'rules of a correlation are ids or names', item.offset);
    if (rules.some((rule) => rule.ref === ref)) log.warn('sigma.convention', `${ref} is there twice`, item.offset);
    else rules.push({ ref, position: log.position(item.offset) });
  }
  if (rules.length === 0) return log.refuse('sigma.key_missing', 'the correlation names no rules', value.offset);
  return rules;
}

/** Without `rules`, an extended condition says itself which rules it is about. */
function rulesOf(expression: YamlScalar, log: ProblemLog): SigmaCorrelation['rules'] {
  const words = conditionTokens(expression.text).filter((word) => !/^(?:and|or|not|[()|])$/i.test(word));
  return [...new Set(words)].map((ref) => ({ ref, position: log.position(expression.offset) }));
}

function readGroupBy(map: YamlMap, log: ProblemLog): readonly string[] {
  const entry = entryOf(map, 'group-by');
  if (entry === undefined) return [];
  return listOf(entry.value).map(
    (item) => textOf(item) ?? log.refuse('sigma.key_type', 'group-by is a list of fields', item.offset),
  );
}

function readTimespan(map: YamlMap, log: ProblemLog): number {
  const { value } = need(map, 'timespan', log);
  const [, count, unit = ''] = /^(\d{1,9})([smhdwMy])$/.exec(textOf(value) ?? '') ?? [];
  const timespan = Number(count ?? 0) * (UNITS[unit] ?? 0);
  if (timespan <= 0)
    log.refuse('sigma.key_value', 'timespan is a number above 0 and one of s, m, h, d, w, M, y', value.offset);
  return timespan;
}

function readAliases(map: YamlMap, log: ProblemLog): SigmaCorrelation['aliases'] {
  const aliases = Object.create(null) as Record<string, Record<string, string>>;
  const entry = entryOf(map, 'aliases');
  if (entry === undefined) return aliases;
  if (entry.value.kind !== 'map') return log.refuse('sigma.key_type', 'aliases is not a map', entry.value.offset);
  for (const { key, value } of entry.value.entries) {
    if (value.kind !== 'map') return log.refuse('sigma.key_type', `alias ${key} is not a map`, value.offset);
    const fields = Object.create(null) as Record<string, string>;
    for (const { key: ref, value: field } of value.entries) {
      fields[ref] = textOf(field) ?? log.refuse('sigma.key_type', `alias ${key} names no field`, field.offset);
    }
    aliases[key] = fields;
  }
  return aliases;
}

function readGenerate(entry: YamlEntry | undefined, log: ProblemLog): boolean {
  if (entry === undefined) return false;
  const { value } = entry;
  if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value;
  return log.refuse('sigma.key_type', 'generate is true or false', value.offset);
}

function readCondition(
  map: YamlMap,
  type: CorrelationType,
  rules: SigmaCorrelation['rules'],
  log: ProblemLog,
): CorrelationCondition {
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  const entry = entryOf(map, 'condition');
  if (entry === undefined)
    return temporal ? { bounds: [] } : log.refuse('sigma.key_missing', `${type} needs a condition`, map.offset);
  const { value } = entry;
  if (value.kind === 'map') return readBounds(value, type, log);
  if (!temporal || value.kind !== 'scalar')
    return log.refuse('sigma.correlation_condition', `the condition of ${type} is a map`, value.offset);
  return { bounds: [], expression: readExpression(value, rules, log) };
}

function readExpression(scalar: YamlScalar, rules: SigmaCorrelation['rules'], log: ProblemLog): Expr<string> {
  const names = new Map(rules.map(({ ref }): [string, Expr<string>] => [ref, { kind: 'exists', field: ref }]));
  const condition = parseCondition(conditionTokens(scalar.text), names);
  if ('code' in condition)
    return log.refuse(condition.code, condition.message, tokenOffset(scalar, condition.token, { log }));
  for (const { ref } of rules)
    if (!condition.names.has(ref))
      log.warn('sigma.detection_unused', `the condition does not use ${ref}`, scalar.offset);
  return condition.expr;
}

function readBounds(map: YamlMap, type: CorrelationType, log: ProblemLog): CorrelationCondition {
  const bounds: { operator: CountOperator; value: number }[] = [];
  let field: string | undefined;
  let percentile: number | undefined;
  for (const { key, keyOffset, value } of map.entries) {
    const operator = OPERATORS.find((name) => name === key);
    if (operator !== undefined) bounds.push({ operator, value: numberOf(value, log) });
    else if (key === 'field') field = readField(value, log);
    else if (key === 'percentile') percentile = numberOf(value, log);
    else log.refuse('sigma.correlation_condition', `a condition has no ${key}`, keyOffset);
  }
  if (bounds.length === 0)
    log.refuse('sigma.correlation_condition', `one of ${OPERATORS.join(', ')} is needed`, map.offset);
  if (type.startsWith('value_') && field === undefined)
    log.refuse('sigma.correlation_condition', `${type} needs a field`, map.offset);
  if (percentile !== undefined && (percentile < 0 || percentile > 100))
    log.refuse('sigma.correlation_condition', 'percentile lies between 0 and 100', map.offset);
  return { bounds, ...(field !== undefined && { field }), ...(percentile !== undefined && { percentile }) };
}

function readField(node: YamlNode, log: ProblemLog): string {
  const [first, ...more] = listOf(node);
  if (more.length > 0)
    log.unsupported('sigma.correlation_unsupported', 'values of several fields are not counted together', node.offset);
  return textOf(first) ?? log.refuse('sigma.key_type', 'field is the name of a field', node.offset);
}

function numberOf(node: YamlNode, log: ProblemLog): number {
  const value = node.kind === 'scalar' ? node.value : undefined;
  const number = typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN;
  return Number.isFinite(number)
    ? number
    : log.refuse('sigma.correlation_condition', 'a number is needed', node.offset);
}
