// What a live tail shows: the stream's growing frame, copied a few times a second, newest row first.
import type { DataFrame, DataQuery, DataQueryRequest, DataSourceApi, PanelData } from '@grafana/data';
import { CoreApp, dateTime, LoadingState, StreamingDataFrame } from '@grafana/data';
import type { Observable } from 'rxjs';
import { asyncScheduler, map, scan, throttleTime } from 'rxjs';
import { runRequest } from '../../boot/run-request';

export interface LiveView {
  readonly data: PanelData;
  /** Rows that came since the start, those that are not kept any more included. */
  readonly arrived: number;
}

/** A stream may send more often than a page can be drawn. */
const DRAW_MS = 500;
/** Shown as the range of what is followed; the backend looks at what comes in. */
const RANGE_MS = 15 * 60_000;

let requests = 0;

function toRequest(query: DataQuery): DataQueryRequest {
  requests += 1;
  const to = dateTime();
  const from = dateTime(to.valueOf() - RANGE_MS);
  return {
    requestId: `live-${requests}`,
    app: CoreApp.Explore,
    liveStreaming: true,
    targets: [{ ...query }],
    range: { from, to, raw: { from, to } },
    interval: '1s',
    intervalMs: 1000,
    scopedVars: {},
    timezone: 'browser',
    startTime: to.valueOf(),
  };
}

/** Rows that the latest message brought. */
const broughtBy = (frames: readonly DataFrame[]): number =>
  frames.reduce((sum, frame) => sum + (frame instanceof StreamingDataFrame ? frame.packetInfo.length : 0), 0);

/** A copy that the stream does not change any more. */
const toCopy = (frame: DataFrame): DataFrame => ({
  ...(frame.name === undefined ? {} : { name: frame.name }),
  ...(frame.refId === undefined ? {} : { refId: frame.refId }),
  ...(frame.meta === undefined ? {} : { meta: frame.meta }),
  length: frame.length,
  fields: frame.fields.map(({ name, type, config, labels, values }) => ({
    name,
    type,
    config,
    ...(labels === undefined ? {} : { labels }),
    values: [...values].reverse(),
  })),
});

/** Follows `query` as Explore's live mode does, until it is unsubscribed from. */
export function followLive(datasource: DataSourceApi, query: DataQuery): Observable<LiveView> {
  return runRequest(datasource, toRequest(query)).pipe(
    scan<PanelData, LiveView, undefined>((view, data) => {
      const arrived = view?.arrived ?? 0;
      // A failure does not take away what has come.
      const series = data.state === LoadingState.Error ? (view?.data.series ?? []) : data.series;
      return { data: { ...data, series }, arrived: arrived + broughtBy(data.series) };
    }, undefined),
    throttleTime(DRAW_MS, asyncScheduler, { leading: true, trailing: true }),
    map((view) => ({ ...view, data: { ...view.data, series: view.data.series.map(toCopy) } })),
  );
}
