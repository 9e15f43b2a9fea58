// A correlation as one statement: exact at the edges of the time it is asked for, because it reads as far back as it must.
import { Params } from '@huntboard/query';
import type { Sql } from '@huntboard/query';
import { EVIDENCE } from './finding.ts';
import { measureSql, windowClause } from './moments-sql.ts';
import { arrivalsSql } from './occurrences-sql.ts';
import type { EventsSql, InnerCondition } from './occurrences-sql.ts';
import { periodStart, tellsSourcesApart } from './plan.ts';
import type { CorrelationPlan } from './plan.ts';

export interface CorrelationSqlOptions {
  /** Epoch ms: findings that fire in this time, both included; without, all. */
  readonly from?: number;
  readonly to?: number;
  /** Only events received up to this time (epoch ms). */
  readonly receivedUpTo?: number;
  /** Only groups that have an event received after this time, where the correlation rests on rules alone. */
  readonly touchedAfter?: number;
  /** `condition` (default): the rules' own conditions, for hunts; `rule_ids`: what the stream wrote on the events. */
  readonly inner?: InnerCondition;
  readonly table?: string;
  readonly limit?: number;
  /** A further condition on every event that is looked at, over the columns of events. */
  readonly where?: string;
  /** Where values of the statement go; those of `where` are in it. */
  readonly params?: Params;
}

/** Columns of the statement: see `toFindings`. */
export function correlationSql(plan: CorrelationPlan, options: CorrelationSqlOptions = {}): Sql {
  const params = options.params ?? new Params();
  const where: string[] = options.where === undefined ? [] : [options.where];
  const { from, to, receivedUpTo } = options;
  if (from !== undefined) where.push(`ts >= ${params.time(periodStart(plan, from) - plan.lookback)}`);
  if (to !== undefined) where.push(`ts <= ${params.time(to)}`);
  if (receivedUpTo !== undefined) where.push(`ingested_at <= ${params.time(receivedUpTo)}`);
  const events = { table: options.table ?? 'events', inner: options.inner ?? 'condition', where, params };
  const steps = new Steps();
  const touched =
    options.touchedAfter !== undefined && plan.sources.every(({ kind }) => kind === 'rule')
      ? { ...events, where: [`ingested_at > ${params.time(options.touchedAfter)}`, ...where] }
      : undefined;
  const judged = judgedSteps(plan, [], events, steps, touched);
  const findings = findingSteps(plan, judged, steps);
  const text = [
    steps.toSql(),
    'SELECT g AS group_folded, anyIf(d, starts) AS group_written, min(t) AS first_ts, max(t) AS last_ts,',
    '  sum(if(starts, n, k)) AS occurrences, anyIf(value, starts) AS measured, anyIf(shown, starts) AS evidence',
    `FROM ${findings} GROUP BY g, episode`,
    ...(from === undefined ? [] : [`HAVING last_ts >= ${params.bind('Int64', from)}`]),
    'ORDER BY first_ts, group_folded',
    ...(options.limit === undefined ? [] : [`LIMIT ${params.bind('UInt64', options.limit)}`]),
  ].join('\n');
  return { text, params: params.all };
}

/** Named steps of the statement, each of which reads the ones before. */
class Steps {
  readonly #steps: string[] = [];
  readonly #names = new Set<string>();

  add(name: string, sql: string): string {
    let unique = name;
    for (let i = 2; this.#names.has(unique); i++) unique = `${name}_${i}`;
    this.#names.add(unique);
    this.#steps.push(`${unique} AS (\n  ${sql.replaceAll('\n', '\n  ')}\n)`);
    return unique;
  }

  toSql(): string {
    return `WITH\n${this.#steps.join(',\n')}`;
  }
}

/**
 * Adds the steps that judge every moment; gives the name of the last, with the columns g, t, d (values as written), ids, k
 * (occurrences of the moment), n (of the window), fires, begins, starts, value, and o (events with their keys) for what is around.
 */
function judgedSteps(
  plan: CorrelationPlan,
  above: readonly CorrelationPlan[],
  events: EventsSql,
  steps: Steps,
  touched?: EventsSql,
): string {
  const { timespan, period } = plan;
  const hasOuter = above.length > 0;
  const measure = measureSql(plan);
  const inside = (inner: CorrelationPlan, around: readonly CorrelationPlan[]): string =>
    judgedSteps(inner, around, events, steps);
  let arrivals = steps.add('arrivals', arrivalsSql(plan, above, events, inside));
  if (touched !== undefined) {
    const fresh = steps.add('touched', `SELECT DISTINCT g FROM (\n  ${arrivalsSql(plan, above, touched, inside)}\n)`);
    arrivals = steps.add('arrivals_touched', `SELECT * FROM ${arrivals} WHERE g IN ${fresh}`);
  }
  let occurrences = steps.add(
    'occurrences',
    select([
      'g, t, id, v, min((r, d)) AS w',
      ...(tellsSourcesApart(plan.measure) ? ['groupUniqArray(r) AS rs'] : []),
      ...(hasOuter ? ['groupUniqArray(u) AS us'] : []),
    ]) + ` FROM ${arrivals} GROUP BY g, t, id, v`,
  );
  if (measure.occurrence)
    occurrences = steps.add('valued', `${select(['*', ...measure.occurrence])} FROM ${occurrences}`);
  const moments = steps.add(
    'moments',
    select([
      'g, t, toInt64(count()) AS k',
      `arraySlice(arraySort(groupArray(id)), -${EVIDENCE}) AS ids`,
      'tupleElement(tupleElement(min((id, w)), 2), 2) AS d',
      ...(hasOuter ? ['arraySort(groupArray((id, us))) AS o'] : []),
      ...measure.moment,
    ]) + ` FROM ${occurrences} GROUP BY g, t`,
  );
  const carried = ['g, t, d, ids, k', ...(hasOuter ? ['o'] : [])];
  const own = measure.passes.length > 0 || tellsSourcesApart(plan.measure) ? ['*'] : carried;
  let windows = steps.add(
    'windows',
    `${select([...(measure.windows.length === 0 ? ['*'] : own), 'sum(k) OVER now - sum(k) OVER old AS n', ...measure.windows])} FROM ${moments} ${windowClause(timespan)}`,
  );
  for (const pass of measure.passes)
    windows = steps.add('chain', `${select(['*', pass])} FROM ${windows} ${windowClause(timespan)}`);
  const judged = steps.add(
    'judged',
    `${select(['*', `toUInt8(${measure.fires}) AS fires`, `CAST(${measure.value} AS Nullable(Float64)) AS value`])} FROM ${windows}`,
  );
  const before = steps.add(
    'judged_before',
    `SELECT *, lagInFrame(fires, 1, toUInt8(0)) OVER before AS fired, lagInFrame(t, 1, t - ${timespan}) OVER before AS t_before FROM ${judged} WINDOW before AS (PARTITION BY g ORDER BY t ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)`,
  );
  const isPeriod = (time: string): string => `floor(${time} / ${period})`;
  return steps.add(
    'edges',
    `SELECT *, fires AND NOT (fired AND t - t_before < ${timespan}) AS begins, fires AND (begins OR ${isPeriod('t_before')} != ${isPeriod('t')}) AS starts FROM ${before}`,
  );
}

/** Adds the steps that give every start its evidence and number the episodes: rows that fire, with `shown` and `episode`. */
function findingSteps(plan: CorrelationPlan, judged: string, steps: Steps): string {
  const { timespan } = plan;
  const ranked = steps.add('ranked', `SELECT *, row_number() OVER (PARTITION BY g ORDER BY t) AS place FROM ${judged}`);
  // A moment is shown with the next start, when it lies in its window and is one of the last before it.
  const next = steps.add(
    'next_start',
    `SELECT *, min(if(starts, (t, place), (toInt64(9000000000000000000), toUInt64(0)))) OVER (PARTITION BY g ORDER BY t DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS start FROM ${ranked}`,
  );
  const isShown = `start.1 - t < ${timespan} AND start.2 - place < ${EVIDENCE}`;
  const shown = steps.add(
    'shown',
    `SELECT *, groupArrayIf(arrayMap(id -> (t, id), ids), ${isShown}) OVER (PARTITION BY g ORDER BY t ROWS BETWEEN ${EVIDENCE - 1} PRECEDING AND CURRENT ROW) AS near FROM ${next}`,
  );
  const latest = `arraySlice(arrayFilter(e -> e.1 > t - ${timespan}, arrayFlatten(near)), -${EVIDENCE})`;
  const lasts = tellsSourcesApart(plan.measure)
    ? plan.sources.map((_, i) => `if(last_${i} > t - ${timespan}, [(last_${i}, at_${i})], [])`)
    : [];
  const evidence = `arraySort(arrayDistinct(arrayConcat(${[latest, ...lasts].join(', ')})))`;
  return steps.add(
    'episodes',
    `SELECT g, t, d, k, n, value, starts, if(starts, ${evidence}, []) AS shown, sum(starts) OVER (PARTITION BY g ORDER BY t ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS episode FROM ${shown} WHERE fires`,
  );
}

function select(columns: readonly string[]): string {
  return `SELECT ${columns.join(', ')}`;
}
