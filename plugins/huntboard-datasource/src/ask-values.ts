// The values of a field, by way of a query of kind `values`: the same way, and the same limits, as any other query.
import { getDefaultTimeRange } from '@grafana/data';
import type { DataQueryRequest, DataQueryResponse, TimeRange } from '@grafana/data';
import type { DataSourceRef } from '@grafana/schema';
import type { ValuesQuery } from '@huntboard/query';
import { lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import type { HuntboardQuery } from './huntboard-query';

type Ask = (request: DataQueryRequest<HuntboardQuery>) => Observable<DataQueryResponse>;

const suggestions = 200;
let asked = 0;

/** A request outside of any panel. */
export function requestFor(
  query: HuntboardQuery,
  range: TimeRange = getDefaultTimeRange(),
): DataQueryRequest<HuntboardQuery> {
  return {
    requestId: `huntboard-${++asked}`,
    app: 'huntboard',
    range,
    interval: '1m',
    intervalMs: 60_000,
    maxDataPoints: 1000,
    scopedVars: {},
    targets: [query],
    timezone: 'utc',
    startTime: Date.now(),
  };
}

/** Asks for the values of a field, most frequent first. Rejects with the backend's message. */
export async function askValues(
  ask: Ask,
  datasource: DataSourceRef,
  query: Pick<ValuesQuery, 'field'> & Partial<ValuesQuery>,
  range?: TimeRange,
): Promise<string[]> {
  const model: ValuesQuery = {
    kind: 'values',
    version: 1,
    table: 'events',
    filters: [],
    search: '',
    limit: suggestions,
    order: 'count',
    ...query,
  };
  const response = await lastValueFrom(ask(requestFor({ refId: 'values', datasource, ...model }, range)));
  const error = response.errors?.[0] ?? response.error;
  if (error !== undefined) throw new Error(error.message ?? 'The values could not be read.');
  const frame:
    { readonly fields?: readonly { readonly name: string; readonly values: ArrayLike<unknown> }[] } | undefined =
    response.data[0];
  const field = frame?.fields?.find(({ name }) => name === 'value') ?? frame?.fields?.[0];
  return Array.from(field?.values ?? [], String);
}
