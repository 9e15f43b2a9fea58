// Kind `timeseries` -> SQL: one row for each interval and series, in the order of time.
import { events } from '@huntboard/schema';
import { stepMs } from '../../context';
import { resolveField } from '../../filters/fields';
import type { QueryError, Result } from '../../result';
import { ok, queryError } from '../../result';
import { Params, quoteName } from '../../sql';
import { eventConditions } from '../events/conditions';
import type { QueryKind } from '../kind';
import type { TimeseriesQuery } from './model';
import { timeseriesQuerySchema } from './model';

/** The measure as an aggregate; Nullable where an interval may have no number. */
function measureSql(query: TimeseriesQuery, step: number, params: Params): Result<string, QueryError> {
  const { measure } = query;
  if (measure === 'count') return ok('count()');
  if (measure === 'rate') return ok(`count() / ${step / 1000}`);
  if (query.field === '') return queryError('query.invalid', `The measure ${measure} needs a field.`);
  const field = resolveField(events, query.field, params);
  if (measure === 'uniq') return ok(`uniq(${field.sql})`);
  if (field.kind !== 'number' && field.kind !== 'text')
    return queryError('query.value_type', `${query.field} has no numbers to take the ${measure} of.`);
  const number = field.kind === 'number' ? `toFloat64(${field.sql})` : `toFloat64OrNull(${field.sql})`;
  // A quantile is a parameter of the function, not a value of the query: the model has checked that it is a number.
  const name = measure === 'quantile' ? `quantile(${query.quantile})` : measure;
  return ok(`${name}OrNull(${number})`.replace(/^quantile\((.*?)\)OrNull/, 'quantileOrNull($1)'));
}

const columnName = ({ measure, field, quantile }: TimeseriesQuery): string => {
  if (measure === 'count') return 'events';
  if (measure === 'rate') return 'events per second';
  return measure === 'quantile' ? `p${quantile * 100} of ${field}` : `${measure} of ${field}`;
};

export const timeseriesKind: QueryKind<TimeseriesQuery> = {
  kind: 'timeseries',
  title: 'Time series',
  model: timeseriesQuerySchema,
  toSql: (query, context) => {
    const params = new Params();
    const step = stepMs(context);
    const where = eventConditions(query, context, params);
    if (!where.ok) return where;
    const measure = measureSql(query, step, params);
    if (!measure.ok) return measure;
    const value = query.fill === 'null' ? `toNullable(${measure.value})` : measure.value;
    const name = quoteName(columnName(query));
    const bucket = `toStartOfInterval(ts, INTERVAL ${step} millisecond)`;
    const start = `toStartOfInterval({from:DateTime64(3, 'UTC')}, INTERVAL ${step} millisecond)`;
    const fill =
      query.fill === 'none'
        ? ''
        : ` WITH FILL FROM ${start} TO {to:DateTime64(3, 'UTC')} STEP INTERVAL ${step} MILLISECOND`;
    const groups = query.groupBy.filter((field) => field !== '');
    if (groups.length === 0) {
      const text = `SELECT ${bucket} AS time, ${value} AS ${name} FROM events WHERE ${where.value} GROUP BY time ORDER BY time${fill}`;
      return ok({ statements: [{ text, params: params.all, shape: 'timeseries' }] });
    }
    const fields = groups.map((field) => `toString(${resolveField(events, field, params).sql})`);
    const names = groups.map(quoteName);
    const key = fields.length === 1 ? fields[0]! : `(${fields.join(', ')})`;
    const top = `SELECT ${key} FROM events WHERE ${where.value} GROUP BY ${fields.join(', ')} ORDER BY ${measure.value} DESC, ${fields.join(', ')} LIMIT ${query.top}`;
    const isTop = `${key} IN (${top})`;
    const select = fields.map((field, n) =>
      query.rest === 'other' ? `if(${isTop}, ${field}, 'other') AS ${names[n]}` : `${field} AS ${names[n]}`,
    );
    const inTop = query.rest === 'drop' ? ` AND ${isTop}` : '';
    // Filled for each series by itself (the sorting prefix), then put into the order of time.
    const series = `SELECT ${bucket} AS time, ${select.join(', ')}, ${value} AS ${name} FROM events WHERE ${where.value}${inTop} GROUP BY time, ${names.join(', ')} ORDER BY ${names.join(', ')}, time${fill}`;
    const text = `SELECT * FROM (${series}) ORDER BY time, ${names.join(', ')}`;
    return ok({ statements: [{ text, params: params.all, shape: 'timeseries' }] });
  },
};
