// Supplementary queries of Explore: the volume of log lines over time by level, and a sample of lines behind a graph.
import { SupplementaryQueryType } from '@grafana/data';
import type { DataQueryRequest, SupplementaryQueryOptions } from '@grafana/data';
import { LOG_LEVEL } from '@huntboard/query';
import type { EventsQuery } from '@huntboard/query';
import { emptyModel, withModel } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';

export const SUPPLEMENTARY_TYPES = [SupplementaryQueryType.LogsVolume, SupplementaryQueryType.LogsSample];

function volumeOf(query: HuntboardQuery): HuntboardQuery | undefined {
  if ((query.kind !== 'events' && query.kind !== 'sigma') || query.format !== 'logs') return undefined;
  return {
    ...withModel(query, { ...query, format: 'histogram', groupBy: LOG_LEVEL }),
    refId: `log-volume-${query.refId}`,
  };
}

/** Lines behind what is no table of lines itself: a graph or a count of events. */
function sampleOf(query: HuntboardQuery, limit = 100): HuntboardQuery | undefined {
  const refId = `log-sample-${query.refId}`;
  if ((query.kind === 'events' || query.kind === 'sigma') && query.format === 'histogram')
    return { ...withModel(query, { ...query, format: 'logs', limit }), refId };
  if (query.kind !== 'timeseries') return undefined;
  const { categories, hosts, search, filters } = query;
  const events = { ...(emptyModel('events') as EventsQuery), categories, hosts, search, filters };
  return { ...withModel(query, { ...events, format: 'logs', limit }), refId };
}

/** The supplementary query of a query; undefined where there is none. */
export function supplementaryQuery(
  options: SupplementaryQueryOptions,
  query: HuntboardQuery,
): HuntboardQuery | undefined {
  if (query.hide === true) return undefined;
  return options.type === SupplementaryQueryType.LogsVolume ? volumeOf(query) : sampleOf(query, options.limit);
}

/** A request with the supplementary queries of a request; undefined where none of its queries has one. */
export function supplementaryRequest(
  type: SupplementaryQueryType,
  request: DataQueryRequest<HuntboardQuery>,
  options?: SupplementaryQueryOptions,
): DataQueryRequest<HuntboardQuery> | undefined {
  const targets = request.targets.flatMap((query) => supplementaryQuery(options ?? { type }, query) ?? []);
  return targets.length === 0 ? undefined : { ...request, targets };
}
