// Explore's live mode: start, pause, go on, stop; and whether the server is there.
import type { DataQuery, DataSourceApi } from '@grafana/data';
import { getGrafanaLiveSrv } from '@grafana/runtime';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Subscription } from 'rxjs';
import type { LiveView } from './live-view';
import { followLive } from './live-view';

export interface LiveTail {
  readonly isOn: boolean;
  readonly isPaused: boolean;
  /** False while the connection is lost; it is opened again by itself. */
  readonly isConnected: boolean;
  /** What is on screen; undefined until the stream has begun. */
  readonly view: LiveView | undefined;
  /** Rows that came since the pause. */
  readonly waiting: number;
  readonly start: (query: DataQuery) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => void;
}

function useConnected(): boolean {
  const [isConnected, setConnected] = useState(true);
  useEffect(() => {
    const subscription = getGrafanaLiveSrv().getConnectionState().subscribe(setConnected);
    return () => subscription.unsubscribe();
  }, []);
  return isConnected;
}

/** The live mode of a datasource; it ends with the page. While it is paused the stream goes on, bounded as ever. */
export function useLiveTail(datasource: DataSourceApi): LiveTail {
  const [isOn, setOn] = useState(false);
  const [latest, setLatest] = useState<LiveView | undefined>(undefined);
  const [paused, setPaused] = useState<{ readonly view: LiveView | undefined } | undefined>(undefined);
  const subscription = useRef<Subscription | undefined>(undefined);
  const isConnected = useConnected();

  const stop = useCallback(() => {
    subscription.current?.unsubscribe();
    subscription.current = undefined;
    setOn(false);
    setLatest(undefined);
    setPaused(undefined);
  }, []);
  const start = useCallback(
    (query: DataQuery) => {
      stop();
      setOn(true);
      subscription.current = followLive(datasource, query).subscribe(setLatest);
    },
    [datasource, stop],
  );
  useEffect(() => () => subscription.current?.unsubscribe(), []);

  return {
    isOn,
    isPaused: paused !== undefined,
    isConnected,
    view: paused === undefined ? latest : paused.view,
    waiting: paused === undefined ? 0 : (latest?.arrived ?? 0) - (paused.view?.arrived ?? 0),
    start,
    pause: () => setPaused({ view: latest }),
    resume: () => setPaused(undefined),
    stop,
  };
}
