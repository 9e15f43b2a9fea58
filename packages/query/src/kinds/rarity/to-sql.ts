// Kind `rarity` -> SQL: one row a value, the rarest first.
import { events, seen } from '@huntboard/schema';
import type { QueryContext } from '../../context';
import { resolveField } from '../../filters/fields';
import { filtersSql } from '../../filters/to-sql';
import type { QueryError, Result } from '../../result';
import { ok, queryError } from '../../result';
import { MILLI_TIME, Params, timeText } from '../../sql';
import { eventConditions, hostCondition } from '../events/conditions';
import type { QueryKind } from '../kind';
import type { RarityQuery } from './model';
import { rarityQuerySchema } from './model';

/** Names of hosts that a row shows. */
const SHOWN_HOSTS = 5;

interface Source {
  /** SELECT … FROM … WHERE … with the columns value, hosts, events, first_seen, last_seen, on. */
  readonly select: string;
  readonly having: readonly string[];
}

function fromEvents(query: RarityQuery, context: QueryContext, params: Params): Result<Source, QueryError> {
  const where = eventConditions(query, context, params);
  if (!where.ok) return where;
  const field = resolveField(events, query.field, params);
  const value = field.kind === 'list' ? `toString(arrayJoin(${field.sql}))` : `toString(${field.sql})`;
  const select = `SELECT ${value} AS value, uniqExact(host) AS hosts, count() AS events, min(ts) AS first_seen, max(ts) AS last_seen, arraySort(groupUniqArray(${SHOWN_HOSTS})(host)) AS on FROM events WHERE ${where.value}`;
  if (!query.newOnly) return ok({ select, having: ["value != ''"] });
  // What was there before the range is asked of the same events; ClickHouse reads that side once.
  const earlier = `SELECT DISTINCT ${value} FROM events WHERE ts < {from:${MILLI_TIME}}`;
  return ok({ select: `${select} AND ${value} NOT IN (${earlier})`, having: ["value != ''"] });
}

function fromSeen(query: RarityQuery, context: QueryContext, params: Params): Result<Source, QueryError> {
  const [first] = [...query.categories.filter((one) => one !== '' && one !== '$__all'), ...query.filters];
  if (first !== undefined)
    return queryError(
      'query.invalid',
      'What was seen is remembered by value and host only: use events for other filters.',
    );
  const adHoc = filtersSql(seen, context.filters ?? [], params);
  if (!adHoc.ok) return adHoc;
  const search = query.search.trim();
  const where = [
    `kind = ${params.text(query.seenKind)}`,
    ...hostCondition(query.hosts, params),
    ...(search === '' ? [] : [`position(value, lowerUTF8(${params.text(search)})) > 0`]),
    adHoc.value,
  ].filter((part) => part !== '');
  const from = params.bindAs('from', MILLI_TIME, timeText(context.timeRange.from));
  const to = params.bindAs('to', MILLI_TIME, timeText(context.timeRange.to));
  return ok({
    select: `SELECT value, uniqExact(host) AS hosts, sum(count) AS events, min(first_ts) AS first_seen, max(last_ts) AS last_seen, arraySort(groupUniqArray(${SHOWN_HOSTS})(host)) AS on FROM seen WHERE ${where.join(' AND ')}`,
    having: [`last_seen >= ${from}`, `first_seen <= ${to}`, ...(query.newOnly ? [`first_seen >= ${from}`] : [])],
  });
}

export const rarityKind: QueryKind<RarityQuery> = {
  kind: 'rarity',
  title: 'Rarity',
  model: rarityQuerySchema,
  toSql: (query, context) => {
    const params = new Params();
    const source = query.from === 'events' ? fromEvents(query, context, params) : fromSeen(query, context, params);
    if (!source.ok) return source;
    const { select, having } = source.value;
    const all = [...having, ...(query.maxHosts > 0 ? [`hosts <= ${query.maxHosts}`] : [])].join(' AND ');
    const limit = Math.min(query.limit, context.maxRows);
    const asNumbers = { labels: ['value'], value: 'hosts' };
    const text = `${select} GROUP BY value HAVING ${all} ORDER BY hosts, events, value LIMIT ${limit}`;
    return ok({ statements: [{ text, params: params.all, shape: 'table', limit, asNumbers }] });
  },
};
