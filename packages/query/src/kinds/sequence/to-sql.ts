// Kind `sequence` -> SQL: one pass over the events of each group in the order of time, which keeps for every number of steps
// done the chain that began last: the same answer as trying every chain.
import { events } from '@huntboard/schema';
import { resolveField } from '../../filters/fields';
import type { QueryError, Result } from '../../result';
import { ok, queryError } from '../../result';
import { Params, quoteName } from '../../sql';
import { eventConditions, hostCondition } from '../events/conditions';
import { SUMMARY_SQL } from '../events/summary';
import type { QueryKind } from '../kind';
import type { SequenceQuery } from './model';
import { sequenceQuerySchema } from './model';

/** Events of one group that are looked at; more of them are left out, the latest first. */
const MAX_GROUP_EVENTS = 10_000;

/** An event in the pass: time in ms, id, one line about it, which steps it is fit for (bit 0 = first). */
const EVENT = 'Tuple(Int64, String, String, UInt8)';
/** A chain: when it began, and its events so far. */
const CHAIN = 'Tuple(Int64, Array(Tuple(Int64, String, String)))';

/**
 * The fold: state = (chains with 1, 2, … n - 1 steps done, chains that are whole). A whole chain uses up what is open, so that
 * sequences do not overlap.
 */
function fold(steps: number, windowMs: number): string {
  const empty = `CAST((0, []), '${CHAIN}')`;
  const event = '(x.1, x.2, x.3)';
  const alive = (n: number): string => `(s.${n}.1 > 0 AND x.1 - s.${n}.1 <= ${windowMs})`;
  const fits = (n: number): string => `bitTest(x.4, ${n - 1})`;
  const open = Array.from({ length: steps - 1 }, (_, i) => {
    const n = i + 1;
    return n === 1
      ? `if(${fits(1)}, CAST((x.1, [${event}]), '${CHAIN}'), s.1)`
      : `if(${fits(n)} AND ${alive(n - 1)}, CAST((s.${n - 1}.1, arrayPushBack(s.${n - 1}.2, ${event})), '${CHAIN}'), s.${n})`;
  });
  const whole = `${fits(steps)} AND ${alive(steps - 1)}`;
  const done = `arrayPushBack(s.${steps}, arrayPushBack(s.${steps - 1}.2, ${event}))`;
  const next = [...open.map((chain) => `if(${whole}, ${empty}, ${chain})`), `if(${whole}, ${done}, s.${steps})`];
  const none = "CAST([], 'Array(Array(Tuple(Int64, String, String)))')";
  const initial = [...open.map(() => empty), none];
  return `arrayFold((s, x) -> (${next.join(', ')}), found, (${initial.join(', ')})).${steps}`;
}

/** Names of columns, each its own: a step may be called as a field is, or as another step. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set(['first', 'last', 'event_ids', 'chain']);
  return names.map((name) => {
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name} ${n}`;
    taken.add(free);
    return free;
  });
}

export const sequenceKind: QueryKind<SequenceQuery> = {
  kind: 'sequence',
  title: 'Sequence',
  model: sequenceQuerySchema,
  toSql: (query, context) => {
    const params = new Params();
    const conditions: string[] = [];
    for (const [n, step] of query.steps.entries()) {
      if (step.categories.length === 0 && step.search.trim() === '' && step.filters.length === 0)
        return queryError('query.invalid', `Step ${n + 1} of the sequence says nothing about its event.`);
      const where = eventConditions({ ...step, hosts: [] }, context, params);
      if (!where.ok) return where as Result<never, QueryError>;
      conditions.push(where.value);
    }
    const by = query.by.map((field) => ({ field, ref: resolveField(events, field, params) }));
    const keys = by.map(({ ref }) => `toString(${ref.sql})`);
    const names = by.map((_, n) => `k${n}`);
    const mask = conditions.map((condition, n) => `if(${condition}, ${2 ** n}, 0)`).join(' + ');
    const one = `CAST((toUnixTimestamp64Milli(ts), toString(event_id), ${SUMMARY_SQL}, toUInt8(${mask})), '${EVENT}')`;
    const hosts = hostCondition(query.hosts, params);
    const where = [...hosts, `(${conditions.map((condition) => `(${condition})`).join(' OR ')})`].join(' AND ');
    const inner = `SELECT ${keys.map((key, n) => `${key} AS ${names[n]}`).join(', ')}, arraySort(groupArray(${MAX_GROUP_EVENTS})(${one})) AS found FROM (SELECT * FROM events WHERE ${where} ORDER BY ts) GROUP BY ${names.join(', ')} HAVING ${names.map((name) => `${name} != ''`).join(' AND ')}`;
    const chain = fold(query.steps.length, query.windowMs);
    const time = (index: number): string => `fromUnixTimestamp64Milli(chain[${index}].1, 'UTC')`;
    const written = uniqueNames([
      ...query.by,
      ...query.steps.map((step, n) => (step.name === '' ? `step ${n + 1}` : step.name)),
    ]);
    const headings = written.map(quoteName);
    const columns = [
      `${time(1)} AS first`,
      `${time(query.steps.length)} AS last`,
      ...names.map((name, n) => `${name} AS ${headings[n]}`),
      ...query.steps.map((_, n) => `chain[${n + 1}].3 AS ${headings[names.length + n]}`),
      'arrayMap(e -> e.2, chain) AS event_ids',
    ];
    const limit = Math.min(query.limit, context.maxRows);
    const text = `SELECT ${columns.join(', ')} FROM (SELECT ${names.join(', ')}, arrayJoin(${chain}) AS chain FROM (${inner})) ORDER BY first DESC, ${names.join(', ')} LIMIT ${limit}`;
    const asNumbers = { labels: written.slice(0, names.length) };
    return ok({ statements: [{ text, params: params.all, shape: 'table', limit, asNumbers }] });
  },
};
