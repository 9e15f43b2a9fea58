// Values seen for the first time, as marks at that time: from the memory `seen`, or from the events that are still there.
import { events, seen } from '@huntboard/schema';
import type { QueryContext } from '../../context';
import { resolveField } from '../../filters/fields';
import type { FilterNode } from '../../filters/model';
import { filtersSql } from '../../filters/to-sql';
import type { QueryError, Result } from '../../result';
import { ok } from '../../result';
import { MILLI_TIME, timeText } from '../../sql';
import type { Params } from '../../sql';
import { hostCondition, timeCondition } from '../events/conditions';
import type { AnnotationsQuery } from './model';
import type { Marks } from './to-sql';

const NOUNS: Readonly<Record<AnnotationsQuery['seenKind'], string>> = {
  image: 'Executable',
  parent_child: 'Parent and child',
  hash: 'Hash',
  dns: 'Name asked for',
  destination: 'Destination',
};

const isAboutHost = (node: FilterNode): boolean =>
  'all' in node ? node.all.every(isAboutHost) : 'any' in node ? node.any.every(isAboutHost) : node.field === 'host';

/** One row a value (and host): `value`, `host`, `first_ts`, `last_ts`, `hosts`, `count`. */
interface Firsts {
  readonly select: string;
  /** What the values are, as SQL, and which field or kind they are of. */
  readonly noun: string;
  readonly of: string;
  readonly where: readonly string[];
}

/**
 * Marks of rows whose first time lies in the range. On the whole estate the host is where the value was first; the choice of hosts
 * comes after that, so that what another host had before is not called new.
 */
function marks({ select, noun, of, where }: Firsts, query: AnnotationsQuery): string {
  const how = query.firstOn === 'estate' ? ' never seen before, on ' : ' new on ';
  const times = "if(count = 1, 'once', concat(toString(count), ' times'))";
  const spread = query.firstOn === 'estate' ? `, if(hosts = 1, '', concat(' on ', toString(hosts), ' hosts'))` : '';
  return `SELECT first_ts AS time, concat(${noun}, '${how}', host) AS title, concat(value, ' · ', ${times}${spread}) AS text, arrayStringConcat(['first seen', ${of}, host], ',') AS tags, ${of} AS field, value, host FROM (${select}) WHERE ${where.join(' AND ')}`;
}

const groupOf = (query: AnnotationsQuery): { readonly host: string; readonly keys: string } =>
  query.firstOn === 'host'
    ? { host: 's.host AS host', keys: 'value, host' }
    : { host: 'argMin(s.host, s.#) AS host', keys: 'value' };

/** First times by the memory, which outlives the events. */
export const firstInMemory: Marks = (query, context, params) => {
  const filters = filtersSql(seen, [...query.filters, ...(context.filters ?? [])], params);
  if (!filters.ok) return filters;
  const kind = params.text(query.seenKind);
  const { host, keys } = groupOf(query);
  const select = `SELECT s.kind AS kind, s.value AS value, ${host.replace('#', 'first_ts')}, min(s.first_ts) AS first_ts, max(s.last_ts) AS last_ts, max(s.last_ingested_at) AS last_ingested_at, uniqExact(s.host) AS hosts, sum(s.count) AS count FROM seen AS s WHERE s.kind = ${kind} GROUP BY kind, ${keys}`;
  const where = [
    timeCondition('first_ts', context, params),
    ...hostCondition(query.hosts, params),
    ...(filters.value === '1' ? [] : [filters.value]),
  ];
  return ok(marks({ select, noun: `'${NOUNS[query.seenKind]}'`, of: kind, where }, query));
};

/** Conditions on the events among which a value is first, and on the host where it was. */
function splitFilters(
  query: AnnotationsQuery,
  context: QueryContext,
  params: Params,
): Result<{ readonly among: readonly string[]; readonly shown: readonly string[] }, QueryError> {
  const nodes = [...query.filters, ...(context.filters ?? [])];
  const isShown = query.firstOn === 'estate' ? isAboutHost : (): boolean => false;
  const inner = nodes.filter((node) => !isShown(node));
  const among = filtersSql(events, inner, params);
  if (!among.ok) return among;
  const shown = filtersSql(seen, nodes.filter(isShown), params);
  if (!shown.ok) return shown;
  const hosts = hostCondition(query.hosts, params);
  const kept = (condition: string): readonly string[] => (condition === '1' ? [] : [condition]);
  return ok(
    query.firstOn === 'estate'
      ? { among: kept(among.value), shown: [...hosts, ...kept(shown.value)] }
      : { among: [...hosts, ...kept(among.value)], shown: [] },
  );
}

/** First times among the events that match and are still there. The canary's are nobody's. */
export const firstInEvents: Marks = (query, context, params) => {
  const split = splitFilters(query, context, params);
  if (!split.ok) return split;
  const field = resolveField(events, query.field, params);
  const value = field.kind === 'list' ? `toString(arrayJoin(${field.sql}))` : `toString(${field.sql})`;
  const of = params.text(query.field);
  const { host, keys } = groupOf(query);
  const to = params.bindAs('to', MILLI_TIME, timeText(context.timeRange.to));
  const among = ["category != 'canary'", `ts <= ${to}`, ...split.value.among].join(' AND ');
  const found = `SELECT ${value} AS value, host, ts FROM events WHERE ${among}`;
  const select = `SELECT s.value AS value, ${host.replace('#', 'ts')}, min(s.ts) AS first_ts, uniqExact(s.host) AS hosts, count() AS count FROM (${found}) AS s WHERE s.value != '' GROUP BY ${keys}`;
  const where = [timeCondition('first_ts', context, params), ...split.value.shown];
  return ok(marks({ select, noun: of, of, where }, query));
};
