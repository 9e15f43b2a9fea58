// Live tail: a channel of Grafana Live that carries the events a query finds from now on.
import { LiveChannelScope, LoadingState, StreamingFrameAction } from '@grafana/data';
import type { DataQueryRequest, DataQueryResponse } from '@grafana/data';
import { getGrafanaLiveSrv } from '@grafana/runtime';
import { z } from 'zod';
import { from, map, merge, of, switchMap } from 'rxjs';
import type { Observable } from 'rxjs';
import type { HuntboardQuery } from '../huntboard-query';

/** Lines that are kept in view. */
const LINES = 1000;
const tailAnswer = z.object({ path: z.string(), data: z.unknown() });

/** Asks the backend for the channel of a query. */
export type OpenTail = (query: HuntboardQuery) => Promise<unknown>;

/** Only events can be followed; everything else is an answer about a time that has passed. */
export const canBeFollowed = ({ kind, hide }: HuntboardQuery): boolean => kind === 'events' && hide !== true;

/** Events as they come in, for all queries of a request; what cannot be followed says so. */
export function liveTail(
  request: DataQueryRequest<HuntboardQuery>,
  uid: string,
  open: OpenTail,
): Observable<DataQueryResponse> {
  return merge(
    ...request.targets.map((query) => {
      const key = `tail-${request.requestId}-${query.refId}`;
      if (!canBeFollowed(query))
        return of<DataQueryResponse>({
          data: [],
          key,
          state: LoadingState.Error,
          errors: [{ refId: query.refId, message: 'Only queries of kind Events can be followed live.' }],
        });
      return from(open(query)).pipe(
        map((answer) => tailAnswer.parse(answer)),
        switchMap(({ path, data }) => {
          // Grafana 12 calls the stream a namespace.
          const addr = { scope: LiveChannelScope.DataSource, stream: uid, namespace: uid, path, data };
          return getGrafanaLiveSrv().getDataStream({
            addr,
            key,
            buffer: { maxLength: LINES, action: StreamingFrameAction.Append },
          });
        }),
        map((response) => ({ ...response, key, state: response.state ?? LoadingState.Streaming })),
      );
    }),
  );
}
