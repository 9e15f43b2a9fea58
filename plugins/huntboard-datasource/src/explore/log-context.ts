// What happened on a host before and after a log line: the events of the same host, next to it in time.
import { LogRowContextQueryDirection } from '@grafana/data';
import type { DataQueryRequest, LogRowContextOptions, LogRowModel, TimeRange } from '@grafana/data';
import { dateTime } from '@grafana/data';
import type { FilterNode } from '@huntboard/query';
import { emptyModel } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';

/** How far context is looked for. */
const WINDOW_MS = 24 * 3_600_000;
const LINES = 50;

/** Whether a row is a line of ours: it says which event it is and on which host. */
function eventOf(row: LogRowModel): { readonly id: string; readonly host: string } | undefined {
  const { host } = row.labels;
  const id = row.rowId ?? '';
  return host === undefined || host === '' || !/^[0-9a-f-]{36}$/i.test(id) ? undefined : { id, host };
}

/** The lines on one side of a line, the nearest first; undefined for a line that is no event. */
export function contextQuery(
  row: LogRowModel,
  { direction = LogRowContextQueryDirection.Backward, limit = LINES }: LogRowContextOptions = {},
): HuntboardQuery | undefined {
  const event = eventOf(row);
  if (event === undefined) return undefined;
  const isBefore = direction === LogRowContextQueryDirection.Backward;
  const beyond = isBefore ? '<' : '>';
  const at = String(row.timeEpochMs);
  // Events of one millisecond are told apart by their id, so that none is shown twice and none is left out.
  const filters: FilterNode[] = [
    {
      any: [
        { field: 'ts', operator: beyond, value: at },
        {
          all: [
            { field: 'ts', operator: '=', value: at },
            { field: 'event_id', operator: beyond, value: event.id },
          ],
        },
      ],
    },
  ];
  const model = {
    ...emptyModel('events'),
    format: 'logs',
    hosts: [event.host],
    filters,
    limit,
    orderBy: { field: 'ts', direction: isBefore ? 'desc' : 'asc' },
  };
  return { refId: `log-context-${event.id}`, ...model } as HuntboardQuery;
}

/** What Grafana asks for; before 13 it names no window. */
type ContextOptions = LogRowContextOptions & { readonly timeWindowMs?: number };

/** The time in which the context of a line lies. */
export function contextRange(row: LogRowModel, { direction, timeWindowMs }: ContextOptions = {}): TimeRange {
  const window = timeWindowMs ?? WINDOW_MS;
  const isAfter = direction === LogRowContextQueryDirection.Forward;
  const from = dateTime(isAfter ? row.timeEpochMs : row.timeEpochMs - window);
  const to = dateTime(isAfter ? row.timeEpochMs + window : row.timeEpochMs);
  return { from, to, raw: { from, to } };
}

/** A request for the context, as Explore makes requests. */
export function contextRequest(
  row: LogRowModel,
  query: HuntboardQuery,
  options: LogRowContextOptions = {},
): DataQueryRequest<HuntboardQuery> {
  const range = contextRange(row, options);
  return {
    requestId: query.refId,
    interval: '1s',
    intervalMs: 1000,
    range,
    scopedVars: options.scopedVars ?? {},
    targets: [query],
    timezone: 'browser',
    app: 'explore',
    startTime: Date.now(),
  };
}
