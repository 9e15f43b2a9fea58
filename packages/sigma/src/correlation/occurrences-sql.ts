// The events that a correlation counts, as SQL: those its rules match, and those at which the correlations inside it fire.
import type { Params } from '@huntboard/query';
import { conditionSql } from '../sql/condition-sql.ts';
import { andSql, orSql } from '../sql/logic-sql.ts';
import { keysSql } from './keys-sql.ts';
import type { KeysSql } from './keys-sql.ts';
import type { CorrelationPlan, Leaf, Source } from './plan.ts';

/** How the events that a rule matched are known: by its own condition, or by what the stream wrote on them. */
export type InnerCondition = 'condition' | 'rule_ids';

export interface EventsSql {
  readonly table: string;
  readonly inner: InnerCondition;
  /** Conditions on every event that is read. */
  readonly where: readonly string[];
  readonly params: Params;
}

/** Of a member that is no rule: the rows at which it fires, as a name to select from. */
export type FiredRows = (plan: CorrelationPlan, above: readonly CorrelationPlan[]) => string;

interface Member {
  readonly leaf: Leaf;
  readonly index: number;
}

/**
 * Rows (t Int64 epoch ms, id String, r UInt16 index of the source, g and d Array(String) group folded and as written, v value,
 * u keys further out): one for each event and source it comes from.
 * @param above the correlations around this one, the nearest first
 */
export function arrivalsSql(
  plan: CorrelationPlan,
  above: readonly CorrelationPlan[],
  events: EventsSql,
  fired: FiredRows,
): string {
  const members = plan.sources.flatMap((source, index) =>
    source.kind === 'rule' ? [{ leaf: source.leaf, index }] : [],
  );
  const selects = [...byKeys(members, [plan, ...above], events).values()].map((same) => rulesSql(same, events));
  plan.sources.forEach((source, index) => {
    if (source.kind === 'correlation')
      selects.push(correlationRowsSql(source, index, fired(source.plan, [plan, ...above]), above.length > 0));
  });
  return selects.join('\nUNION ALL\n');
}

interface SameKeys {
  readonly keys: readonly [KeysSql, ...KeysSql[]];
  readonly members: Member[];
}

/** Rules whose events are read alike share one pass over the table. */
function byKeys(
  members: readonly Member[],
  path: readonly CorrelationPlan[],
  { params }: EventsSql,
): ReadonlyMap<string, SameKeys> {
  const same = new Map<string, SameKeys>();
  for (const member of members) {
    const keys = member.leaf.steps.map((step, depth) => keysSql(step, path[depth]!.value, params));
    const name = JSON.stringify(keys);
    const known = same.get(name);
    if (known === undefined) same.set(name, { keys: keys as [KeysSql, ...KeysSql[]], members: [member] });
    else known.members.push(member);
  }
  return same;
}

function rulesSql({ keys, members }: SameKeys, events: EventsSql): string {
  const [own, ...outer] = keys;
  const matches = members.map(({ leaf }) => matchSql(leaf, events));
  const [only] = members;
  const indices = members.map(({ index }, i) => `if(${matches[i]!}, toUInt16(${index}), toUInt16(65535))`);
  const index =
    members.length === 1
      ? `toUInt16(${only!.index})`
      : `arrayJoin(arrayFilter(i -> i < 65535, [${indices.join(', ')}]))`;
  const columns = [
    'toUnixTimestamp64Milli(ts) AS t',
    'toString(event_id) AS id',
    `${index} AS r`,
    `${own.group} AS g`,
    `${own.written} AS d`,
    `${own.value} AS v`,
    ...(outer.length > 0 ? [`${tupleSql(outer)} AS u`] : []),
  ];
  const where = andSql([...events.where, orSql(matches), own.present]);
  return `SELECT ${columns.join(', ')} FROM ${events.table} WHERE ${where}`;
}

function matchSql({ key, rule }: Leaf, { inner, params }: EventsSql): string {
  if (inner === 'rule_ids') return `has(rule_ids, ${params.text(key)})`;
  return andSql([conditionSql(rule.logsource, params), conditionSql(rule.expr, params)]);
}

/** Keys further out, each step around the next: whether they are there, group, as written, value, and what is around. */
function tupleSql([first, ...outer]: readonly KeysSql[]): string {
  const { present, group, written, value } = first!;
  const rest = outer.length > 0 ? `, ${tupleSql(outer)}` : '';
  return `tuple(toUInt8(${present}), ${group}, ${written}, ${value}${rest})`;
}

function correlationRowsSql(source: Source, index: number, rows: string, hasOuter: boolean): string {
  const onsets = source.kind === 'correlation' && source.occurs === 'onsets';
  const taken = onsets ? 'arrayFilter(e -> e.1 = o[1].1, o)' : 'o';
  const each = `arrayJoin(arrayFlatten(arrayMap(e -> arrayMap(k -> (e.1, k), e.2), ${taken})))`;
  const key = (place: number): string => `tupleElement(x.2, ${place})`;
  const columns = [
    't',
    'x.1 AS id',
    `toUInt16(${index}) AS r`,
    `${key(2)} AS g`,
    `${key(3)} AS d`,
    `${key(4)} AS v`,
    ...(hasOuter ? [`${key(5)} AS u`] : []),
  ];
  return `SELECT ${columns.join(', ')} FROM (SELECT t, ${each} AS x FROM ${rows} WHERE ${onsets ? 'begins' : 'fires'}) WHERE ${key(1)} = 1`;
}
