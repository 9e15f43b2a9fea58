// A linked correlation as a plan: every field it groups by or measures becomes a place in the events of each of its rules.
import type { Expr } from '../model/expr.ts';
import type { Result } from '../model/result.ts';
import type { ResolvedRule, RuleProblem, SigmaCorrelation, SigmaRule } from '../model/rule.ts';
import { ruleKey } from '../model/rule.ts';
import type { LinkedCorrelation, LinkedMember } from '../collection/link-correlations.ts';
import { resolveFieldCases } from '../resolve/resolve-field.ts';
import { resolveRule } from '../resolve/resolve-rule.ts';
import { within } from './bounds.ts';
import { LARGEST, toMicros } from './micros.ts';
import type { Bound, CorrelationPlan, FieldCases, Measure, Presence, Source, Step } from './plan.ts';

const DAY = 86_400_000;
/** Longer windows would read most of what there is at every moment. */
const LONGEST = 366 * DAY;

/** A correlation on the way from the outermost one to a rule, and which of its members the way goes through. */
interface Level {
  readonly correlation: SigmaCorrelation;
  readonly member: LinkedMember;
}

class Refusal extends Error {
  readonly problem: RuleProblem;
  constructor(problem: RuleProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * The plan of a correlation; a problem of severity `unsupported` or `error` when it, or what it refers to, cannot be run.
 * @param resolve gives the rules as the matcher has them, so that both are the same objects
 */
export function compileCorrelation(
  linked: LinkedCorrelation,
  resolve: (rule: SigmaRule) => Result<ResolvedRule> = resolveRule,
): Result<CorrelationPlan> {
  try {
    return { ok: true, value: compile(linked, [], resolve) };
  } catch (thrown) {
    if (thrown instanceof Refusal) return { ok: false, problem: thrown.problem };
    throw thrown;
  }
}

function compile(
  linked: LinkedCorrelation,
  above: readonly Level[],
  resolve: (rule: SigmaRule) => Result<ResolvedRule>,
): CorrelationPlan {
  const { correlation, members } = linked;
  const { timespan } = correlation;
  if (timespan > LONGEST)
    refuse(correlation, 'unsupported', 'sigma.correlation_unsupported', 'its timespan is longer than a year');
  const measure = measureOf(correlation);
  const isTemporal = measure.kind === 'present' || measure.kind === 'presence' || measure.kind === 'ordered';
  const sources = members.map((member): Source => {
    const levels: readonly Level[] = [{ correlation, member }, ...above];
    if (member.kind === 'correlation') {
      const plan = compile(member.linked, levels, resolve);
      return { kind: 'correlation', key: plan.key, plan, occurs: isTemporal ? 'moments' : 'onsets' };
    }
    const rule = resolve(member.document);
    if (!rule.ok) {
      const { severity, code, message } = rule.problem;
      return refuse(correlation, severity, code, `its rule ${member.ref} cannot be run: ${message}`);
    }
    const steps = levels.map((_, depth) => stepOf(levels.slice(0, depth + 1), member.document));
    const key = ruleKey(member.document);
    return { kind: 'rule', key, leaf: { key, rule: rule.value, steps: steps as [Step, ...Step[]] } };
  });
  return {
    key: ruleKey(correlation),
    correlation,
    measure,
    value: measure.kind === 'distinct' || measure.kind === 'share' ? 'text' : hasNumbers(measure) ? 'number' : 'none',
    timespan,
    period: Math.ceil(timespan / DAY) * DAY,
    sources,
    lookback: timespan + Math.max(0, ...sources.map(lookbackOf)),
  };
}

/** To know whether a correlation begins to fire, the moment before counts too. */
function lookbackOf(source: Source): number {
  if (source.kind === 'rule') return 0;
  return source.plan.lookback + (source.occurs === 'onsets' ? source.plan.timespan : 0);
}

function hasNumbers({ kind }: Measure): boolean {
  return kind === 'sum' || kind === 'average' || kind === 'percentile';
}

/** How the outermost of the levels reads its fields in events of the rule. */
function stepOf(levels: readonly Level[], rule: SigmaRule): Step {
  const { correlation } = levels[levels.length - 1]!;
  const cases = (name: string): FieldCases => resolveFieldCases(fieldBehind(name, levels), rule.logsource);
  const { field } = correlation.condition;
  return {
    group: correlation.groupBy.map((name) => cases(name).map(ofOneMachine)),
    ...(field !== undefined && { value: cases(field) }),
  };
}

/** The field that a name means: from outside in, each level may have an alias for it. */
function fieldBehind(name: string, levels: readonly Level[]): string {
  let field = name;
  for (const { correlation, member } of [...levels].reverse()) {
    const alias = Object.hasOwn(correlation.aliases, field) ? correlation.aliases[field] : undefined;
    if (alias === undefined) continue;
    const { ref, document } = member;
    const refs = [ref, document.name, document.id].filter((key) => key !== undefined && Object.hasOwn(alias, key));
    const [key] = refs;
    if (key === undefined)
      return refuse(correlation, 'error', 'sigma.correlation_alias', `the alias ${field} names no field for ${ref}`);
    field = alias[key]!;
  }
  return field;
}

/** Machines are told apart by their canonical name: one machine is one group, however its name was sent. */
function ofOneMachine(resolved: FieldCases[number]): FieldCases[number] {
  const { field } = resolved;
  const isComputer = field.access.some((place) => place.kind === 'column' && place.column === 'Computer');
  if (!isComputer) return resolved;
  return { ...resolved, field: { ...field, access: [{ kind: 'column', column: 'host' }, ...field.access] } };
}

function measureOf(correlation: SigmaCorrelation): Measure {
  const { type, condition, rules } = correlation;
  const { bounds, expression, percentile } = condition;
  switch (type) {
    case 'event_count':
      return { kind: 'count', bounds };
    case 'value_count':
      return { kind: 'distinct', bounds };
    case 'value_sum':
      return { kind: 'sum', bounds: inMicros(correlation) };
    case 'value_avg':
      return { kind: 'average', bounds: inMicros(correlation) };
    case 'value_percentile':
      return percentile === undefined
        ? { kind: 'share', bounds }
        : { kind: 'percentile', percentile, bounds: inMicros(correlation) };
    case 'temporal':
      if (expression !== undefined) return { kind: 'presence', when: presenceOf(expression, correlation) };
      return { kind: 'present', bounds: bounds.length > 0 ? bounds : [{ operator: 'gte', value: rules.length }] };
    case 'temporal_ordered':
      if (expression === undefined && asksForAll(bounds, rules.length)) return { kind: 'ordered' };
      return refuse(
        correlation,
        'unsupported',
        'sigma.correlation_unsupported',
        'an order is only defined when all rules must occur',
      );
  }
}

/** Of the numbers from 0 to `all`, the bounds let only `all` through. */
function asksForAll(bounds: readonly Bound<number>[], all: number): boolean {
  if (bounds.length === 0) return true;
  return Array.from({ length: all + 1 }, (_, count) => count).every(
    (count) => within(count, bounds) === (count === all),
  );
}

function inMicros(correlation: SigmaCorrelation): readonly Bound<bigint>[] {
  return correlation.condition.bounds.map(({ operator, value }) => {
    if (Math.abs(value) > LARGEST)
      refuse(
        correlation,
        'unsupported',
        'sigma.correlation_unsupported',
        `no sum is compared with numbers beyond ${LARGEST}`,
      );
    return { operator, value: toMicros(value) };
  });
}

function presenceOf(expression: Expr<string>, correlation: SigmaCorrelation): Presence {
  switch (expression.kind) {
    case 'const':
      return { kind: 'const', value: expression.value };
    case 'and':
    case 'or':
      return { kind: expression.kind, items: expression.items.map((item) => presenceOf(item, correlation)) };
    case 'not':
      return { kind: 'not', item: presenceOf(expression.item, correlation) };
    case 'exists':
    case 'missing': {
      const index = correlation.rules.findIndex(({ ref }) => ref === expression.field);
      if (index < 0) throw new Error(`the condition of ${correlation.title} names ${expression.field}`);
      const source: Presence = { kind: 'source', index };
      return expression.kind === 'exists' ? source : { kind: 'not', item: source };
    }
    default:
      throw new Error(`the condition of ${correlation.title} holds a ${expression.kind}`);
  }
}

function refuse(
  correlation: SigmaCorrelation,
  severity: RuleProblem['severity'],
  code: string,
  message: string,
): never {
  const { position, id } = correlation;
  throw new Refusal({ severity, code, message, position, ...(id !== undefined && { ruleId: id }) });
}
