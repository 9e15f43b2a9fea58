// The windows of a correlation as SQL: what its measure says at every moment, as running sums, so that cost does not grow with the window.
import type { CorrelationPlan, Bound, Measure, Presence } from './plan.ts';

/** No time: what stands for "never". */
const NEVER = 'toInt64(-4611686018427387904)';
/** Up to this moment, and up to a timespan before it: a window's sum is their difference. */
export const UP_TO_NOW = 'PARTITION BY g ORDER BY t RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW';
/** Largest offset of a frame that the engine takes. */
const MAX_OFFSET = 2 ** 31 - 1;
/**
 * A timespan beyond that is counted in seconds. Its order is that of the same times as Float64: between 2004 and 2038 all of them
 * lie on one grid, where taking whole seconds away is exact.
 */
const upToStart = (timespan: number): string =>
  timespan <= MAX_OFFSET
    ? `PARTITION BY g ORDER BY t RANGE BETWEEN UNBOUNDED PRECEDING AND ${timespan} PRECEDING`
    : `PARTITION BY g ORDER BY t / 1000 RANGE BETWEEN UNBOUNDED PRECEDING AND ${timespan / 1000} PRECEDING`;

/** What a measure needs at each step of the query, and what comes of it. */
export interface MeasureSql {
  /** Columns beside those of an occurrence, by windows over occurrences. */
  readonly occurrence?: readonly string[];
  /** Aggregates over the occurrences of a moment. */
  readonly moment: readonly string[];
  /** Columns by windows `now` and `old` over moments; `n` is the number of occurrences. */
  readonly windows: readonly string[];
  /** One more pass each, by window `now`. */
  readonly passes: readonly string[];
  readonly fires: string;
  /** Float64 or NULL. */
  readonly value: string;
}

export function measureSql(plan: CorrelationPlan): MeasureSql {
  const { measure, timespan, sources } = plan;
  switch (measure.kind) {
    case 'count':
      return { moment: [], windows: [], passes: [], fires: boundsSql('n', measure.bounds), value: 'n' };
    case 'distinct':
      return distinctSql(measure.bounds, timespan);
    case 'share':
      return shareSql(measure.bounds, timespan);
    case 'sum':
    case 'average':
      return sumSql(measure);
    case 'percentile':
      return percentileSql(measure);
    case 'present':
    case 'presence':
    case 'ordered':
      return sourcesSql(measure, sources.length, timespan);
  }
}

const OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=', eq: '=', neq: '!=' } as const;

function boundsSql(number: string, bounds: readonly Bound<number>[]): string {
  return bounds.map(({ operator, value }) => `${number} ${OPERATORS[operator]} ${numberSql(value)}`).join(' AND ');
}

/** A number of the correlation as it compares with integers: whole where it is whole. */
function numberSql(value: number): string {
  return Number.isSafeInteger(value) ? `toInt64(${value})` : `toFloat64(${value})`;
}

const wide = (value: bigint): string => `toInt128('${value}')`;

/** Sum over the window. */
const windowSum = (column: string): string => `sum(${column}) OVER now - sum(${column}) OVER old`;

/** A value comes in with its first occurrence, and goes out with the last before a gap of a timespan. */
function distinctSql(bounds: readonly Bound<number>[], timespan: number): MeasureSql {
  const around = (frame: string): string => `OVER (PARTITION BY g, v ORDER BY t ROWS BETWEEN ${frame})`;
  const before = `lagInFrame(t, 1, t - ${timespan}) ${around('1 PRECEDING AND CURRENT ROW')}`;
  const after = `leadInFrame(t, 1, t + ${timespan}) ${around('CURRENT ROW AND 1 FOLLOWING')}`;
  return {
    occurrence: [`t - ${before} >= ${timespan} AS enters`, `${after} - t >= ${timespan} AS leaves`],
    moment: ['toInt64(sum(enters)) AS new_values', 'toInt64(sum(leaves)) AS old_values'],
    windows: ['sum(new_values) OVER now - sum(old_values) OVER old AS m'],
    passes: [],
    fires: boundsSql('m', bounds),
    value: 'm',
  };
}

function shareSql(bounds: readonly Bound<number>[], timespan: number): MeasureSql {
  const count = (window: string): string => `toInt64(count() OVER (${window}))`;
  const own = (window: string): string => count(window.replace('PARTITION BY g', 'PARTITION BY g, v'));
  const compared = bounds.map(
    ({ operator, value }) => `toFloat64(100 * own) ${OPERATORS[operator]} toFloat64(${value}) * toFloat64(every)`,
  );
  return {
    occurrence: [
      `${own(UP_TO_NOW)} - ${own(upToStart(timespan))} AS own`,
      `${count(UP_TO_NOW)} - ${count(upToStart(timespan))} AS every`,
    ],
    moment: [`max(${compared.join(' AND ')}) AS m`],
    windows: [],
    passes: [],
    fires: 'm',
    value: 'NULL',
  };
}

function sumSql(measure: Extract<Measure, { kind: 'sum' | 'average' }>): MeasureSql {
  const factor = measure.kind === 'sum' ? 'toInt128(1)' : 'toInt128(n)';
  const compared = measure.bounds.map(({ operator, value }) => `m ${OPERATORS[operator]} ${wide(value)} * ${factor}`);
  return {
    moment: ['sum(v) AS s'],
    windows: [`${windowSum('s')} AS m`],
    passes: [],
    fires: compared.join(' AND '),
    value: `toFloat64(m) / 1e6${measure.kind === 'sum' ? '' : ' / n'}`,
  };
}

/** The value at a rank is compared by counting how many values are below the bound, and how many are not above it. */
function percentileSql({ percentile, bounds }: Extract<Measure, { kind: 'percentile' }>): MeasureSql {
  const rank = `greatest(1, ceil(toFloat64(${percentile}) * n / 100))`;
  const compared = bounds.map(({ operator }, i) => {
    const below = `n_below_${i} >= ${rank}`;
    const upTo = `n_upto_${i} >= ${rank}`;
    switch (operator) {
      case 'lt':
        return below;
      case 'lte':
        return upTo;
      case 'gt':
        return `NOT (${upTo})`;
      case 'gte':
        return `NOT (${below})`;
      case 'eq':
        return `(${upTo} AND NOT (${below}))`;
      case 'neq':
        return `(${below} OR NOT (${upTo}))`;
    }
  });
  return {
    moment: bounds.flatMap(({ value }, i) => [
      `toInt64(countIf(v < ${wide(value)})) AS below_${i}`,
      `toInt64(countIf(v <= ${wide(value)})) AS upto_${i}`,
    ]),
    windows: bounds.flatMap((_, i) => [
      `${windowSum(`below_${i}`)} AS n_below_${i}`,
      `${windowSum(`upto_${i}`)} AS n_upto_${i}`,
    ]),
    passes: [],
    fires: compared.join(' AND '),
    value: 'NULL',
  };
}

/** Of each source the latest time (`last_i`) and event then (`event_i`); in order, the latest start of a chain to it (`chain_i`). */
function sourcesSql(
  measure: Extract<Measure, { kind: 'present' | 'presence' | 'ordered' }>,
  count: number,
  timespan: number,
): MeasureSql {
  const sources = Array.from({ length: count }, (_, i) => i);
  const present = (i: number): string => `last_${i} > t - ${timespan}`;
  const howMany = `toInt64(${sources.map((i) => `(${present(i)})`).join(' + ')})`;
  const ordered = measure.kind === 'ordered';
  return {
    moment: sources.map((i) => `maxIf(id, has(rs, ${i})) AS event_${i}`),
    windows: sources.flatMap((i) => [
      `max(if(event_${i} != '', t, ${NEVER})) OVER now AS last_${i}`,
      `argMaxIf(event_${i}, t, event_${i} != '') OVER now AS at_${i}`,
    ]),
    passes: ordered
      ? sources.slice(1).map((i) => `max(if(event_${i} != '', ${chain(i - 1)}, ${NEVER})) OVER now AS chain_${i}`)
      : [],
    fires: ordered
      ? `${chain(count - 1)} > t - ${timespan}`
      : measure.kind === 'present'
        ? boundsSql(howMany, measure.bounds)
        : presenceSql(measure.when, present),
    value: ordered ? String(count) : howMany,
  };
}

const chain = (i: number): string => (i === 0 ? 'last_0' : `chain_${i}`);

function presenceSql(when: Presence, present: (index: number) => string): string {
  switch (when.kind) {
    case 'const':
      return when.value ? '1' : '0';
    case 'source':
      return `(${present(when.index)})`;
    case 'not':
      return `NOT (${presenceSql(when.item, present)})`;
    case 'and':
    case 'or':
      return `(${when.items.map((item) => presenceSql(item, present)).join(when.kind === 'and' ? ' AND ' : ' OR ')})`;
  }
}

/** The clause that names the windows of `windows` and `passes`. */
export function windowClause(timespan: number): string {
  return `WINDOW now AS (${UP_TO_NOW}), old AS (${upToStart(timespan)})`;
}
