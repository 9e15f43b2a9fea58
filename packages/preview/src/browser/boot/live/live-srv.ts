// Grafana's live service for the channels of datasources; other scopes, presence and publishing are refused aloud.
import type {
  DataFrameJSON,
  DataQueryResponse,
  LiveChannelAddress,
  LiveChannelEvent,
  LiveChannelPresenceStatus,
} from '@grafana/data';
import { isValidLiveChannelAddress, LiveChannelScope, toLiveChannelId } from '@grafana/data';
import type { GrafanaLiveSrv, LiveDataStreamOptions } from '@grafana/runtime';
import type { Observable } from 'rxjs';
import { throwError } from 'rxjs';
import { toDataStream } from './data-stream';
import type { LiveConnection } from './live-connection';

/** Installs as Grafana's live service. */
export class PreviewLiveSrv implements GrafanaLiveSrv {
  readonly #connection: LiveConnection;

  constructor(connection: LiveConnection) {
    this.#connection = connection;
  }

  getConnectionState(): Observable<boolean> {
    return this.#connection.connected.asObservable();
  }

  getStream<T>(address: LiveChannelAddress): Observable<LiveChannelEvent<T>> {
    if (!isValidLiveChannelAddress(address))
      return throwError(() => new Error('The address of the channel is invalid'));
    if (address.scope !== LiveChannelScope.DataSource)
      return throwError(() => new Error(`Channels of the scope ${address.scope} are not part of the preview`));
    return this.#connection.watch(toLiveChannelId(address), address.data);
  }

  getDataStream(options: LiveDataStreamOptions): Observable<DataQueryResponse> {
    return toDataStream(this.getStream<DataFrameJSON>(options.addr), options);
  }

  getPresence(): Promise<LiveChannelPresenceStatus> {
    return Promise.reject(new Error('Presence in channels is not part of the preview'));
  }

  publish(): Promise<unknown> {
    return Promise.reject(new Error('Publishing into channels is not part of the preview'));
  }
}
