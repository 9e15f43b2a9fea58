// Messages of a channel as the growing frame that panels draw, bounded by the buffer the plugin asks for.
import type { DataFrameJSON, DataQueryError, DataQueryResponse, LiveChannelEvent } from '@grafana/data';
import {
  isLiveChannelMessageEvent,
  isLiveChannelStatusEvent,
  LoadingState,
  StreamingDataFrame,
  toLiveChannelId,
} from '@grafana/data';
import type { LiveDataStreamOptions } from '@grafana/runtime';
import type { Observable } from 'rxjs';
import { defer, filter, map } from 'rxjs';

/** What a message or the first state of a subscription brings; undefined for a status that brings nothing. */
function frameIn(event: LiveChannelEvent<DataFrameJSON>): DataFrameJSON | undefined {
  if (isLiveChannelMessageEvent(event)) return event.message;
  return isLiveChannelStatusEvent(event) ? (event.message as DataFrameJSON | undefined) : undefined;
}

function errorIn(event: LiveChannelEvent): DataQueryError | undefined {
  if (!isLiveChannelStatusEvent(event) || event.error === undefined) return undefined;
  const { error } = event;
  return { message: `Streaming channel error: ${error instanceof Error ? error.message : String(error)}` };
}

/**
 * One response for every message, all with the same frame, which grows to `buffer.maxLength` rows (Grafana's default: 1000)
 * and then loses its oldest. A refusal is a response with state Error.
 */
export function toDataStream(
  events: Observable<LiveChannelEvent<DataFrameJSON>>,
  { addr, buffer, frame: first, key, filter: fields }: LiveDataStreamOptions,
): Observable<DataQueryResponse> {
  if (fields !== undefined) throw new Error('Filters of a stream’s fields are not part of the preview');
  return defer(() => {
    const frame = first === undefined ? StreamingDataFrame.empty(buffer) : StreamingDataFrame.fromDataFrameJSON(first, buffer); // prettier-ignore
    const base = { key: key ?? `live-${toLiveChannelId(addr)}` };
    return events.pipe(
      map((event): DataQueryResponse | undefined => {
        const error = errorIn(event);
        if (error !== undefined) return { ...base, data: [], state: LoadingState.Error, error, errors: [error] };
        const message = frameIn(event);
        if (message === undefined) return undefined;
        frame.push(message);
        return { ...base, data: [frame], state: LoadingState.Streaming };
      }),
      filter((response) => response !== undefined),
    );
  });
}
