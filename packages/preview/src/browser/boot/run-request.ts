// Runs a panel's queries: loading after a moment's silence, then the datasource's packets, errors as data, cancellation.
import type {
  DataFrame,
  DataQueryError,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceApi,
  PanelData,
} from '@grafana/data';
import { DataTopic, LoadingState } from '@grafana/data';
import { toDataQueryError } from '@grafana/runtime';
import type { Observable } from 'rxjs';
import {
  catchError,
  concat,
  defer,
  from,
  isObservable,
  map,
  merge,
  of,
  scan,
  shareReplay,
  takeUntil,
  timer,
} from 'rxjs';

/** A panel shows its loading bar only when the answer takes longer than this, in ms. */
const LOADING_DELAY = 200;

interface Packets {
  readonly byKey: ReadonlyMap<string, DataQueryResponse>;
  readonly latest: DataQueryResponse;
}

/**
 * What the datasource sent, as it is. Variable queries answer with plain values, so nothing is converted here; scenes
 * turns a panel's series into frames.
 */
function seriesOf(packet: DataQueryResponse): DataFrame[] {
  return packet.data as DataFrame[];
}

function toPanelData(request: DataQueryRequest, packets: Packets): PanelData {
  const frames = [...packets.byKey.values()].flatMap(seriesOf);
  const errors = [...packets.byKey.values()].flatMap(errorsOf);
  const state = packets.latest.state ?? (errors.length > 0 ? LoadingState.Error : LoadingState.Done);
  const error = errors[0];
  return {
    state: errors.length > 0 && state === LoadingState.Done ? LoadingState.Error : state,
    series: frames.filter((frame) => frame.meta?.dataTopic !== DataTopic.Annotations),
    annotations: frames.filter((frame) => frame.meta?.dataTopic === DataTopic.Annotations),
    request: { ...request, endTime: Date.now() },
    timeRange: request.range,
    ...(error === undefined ? {} : { error, errors }),
  };
}

function errorsOf(packet: DataQueryResponse): DataQueryError[] {
  if (packet.errors !== undefined && packet.errors.length > 0) {
    return packet.errors;
  }
  return packet.error === undefined ? [] : [packet.error];
}

function callQuery(
  datasource: DataSourceApi,
  request: DataQueryRequest,
  query?: DataSourceApi['query'],
): Observable<DataQueryResponse> {
  const targets = request.targets.filter((target) => target.hide !== true);
  if (targets.length === 0) {
    return of({ data: [], state: LoadingState.Done });
  }
  const visible = { ...request, targets };
  const answer = query === undefined ? datasource.query(visible) : query(visible);
  return isObservable(answer) ? answer : from(answer);
}

/**
 * Grafana's `runRequest`: emits `PanelData` for `request`, ending with Done or Error. A thrown error becomes data with
 * state Error, so that a panel can show it; the datasource's own messages stay as they are.
 */
export function runRequest(
  datasource: DataSourceApi,
  request: DataQueryRequest,
  query?: DataSourceApi['query'],
): Observable<PanelData> {
  const empty: PanelData = {
    state: LoadingState.Loading,
    series: [],
    annotations: [],
    request,
    timeRange: request.range,
  };
  const answer = defer(() => callQuery(datasource, request, query)).pipe(
    scan<DataQueryResponse, Packets>(
      (packets, packet) => ({ byKey: new Map(packets.byKey).set(packet.key ?? 'A', packet), latest: packet }),
      { byKey: new Map(), latest: { data: [] } },
    ),
    map((packets) => toPanelData(request, packets)),
    catchError((thrown: unknown) => {
      const error = toDataQueryError(thrown);
      return of({
        ...empty,
        state: LoadingState.Error,
        error,
        errors: [error],
        request: { ...request, endTime: Date.now() },
      });
    }),
    shareReplay({ bufferSize: 1, refCount: true }),
  );
  const loading = timer(LOADING_DELAY).pipe(
    map(() => empty),
    takeUntil(concat(answer)),
  );
  return merge(loading, answer);
}
