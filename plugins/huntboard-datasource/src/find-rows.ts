// Rows of a query that an editor asks for its suggestions.
import { getDefaultTimeRange } from '@grafana/data';
import type { DataFrame, DataQueryRequest, TimeRange } from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import type { HuntboardDataSource } from './datasource';
import type { HuntboardQuery } from './huntboard-query';
import type { QueryModel } from './query-models';

export type FoundRow = Readonly<Record<string, unknown>>;

/** The rows of a frame as objects. */
export function rowsOf(frame: DataFrame | undefined): FoundRow[] {
  return Array.from({ length: frame?.length ?? 0 }, (_, row) =>
    Object.fromEntries((frame?.fields ?? []).map(({ name, values }) => [name, values[row] as unknown])),
  );
}

/** Rows of the query's first frame. Rejects when the store does not answer. */
export async function findRows(
  datasource: Pick<HuntboardDataSource, 'query'>,
  model: QueryModel,
  range: TimeRange = getDefaultTimeRange(),
): Promise<readonly FoundRow[]> {
  const request: DataQueryRequest<HuntboardQuery> = {
    requestId: `suggestions-${model.kind}`,
    interval: '1m',
    intervalMs: 60_000,
    range,
    scopedVars: {},
    targets: [{ refId: 'suggestions', ...model }],
    timezone: 'browser',
    app: 'unknown',
    startTime: Date.now(),
  };
  const { data, errors } = await lastValueFrom(datasource.query(request));
  const [error] = errors ?? [];
  if (error !== undefined) throw new Error(error.message ?? 'The query failed.');
  return rowsOf(data[0] as DataFrame | undefined);
}
