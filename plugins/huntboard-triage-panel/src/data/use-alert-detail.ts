// The detail of the open alert: asked when it is opened and after something was done to it.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AlertDetail } from '@huntboard/actions';
import type { TriageClient } from './triage-client';

export interface OpenAlert {
  readonly detail: AlertDetail | null;
  readonly problem: string | null;
  readonly refresh: () => void;
}

/** `id` null: nothing is open. What was shown for the same alert stays until the new answer is there. */
export function useAlertDetail(client: TriageClient, id: string | null, windowStart: number): OpenAlert {
  const [detail, setDetail] = useState<AlertDetail | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [epoch, setEpoch] = useState(0);
  // When the row of an alert that a link opened is loaded later, its window is known: no reason to ask again.
  const window = useRef(windowStart);
  useEffect(() => {
    window.current = windowStart;
  }, [windowStart]);
  useEffect(() => {
    setProblem(null);
    if (id === null) return setDetail(null);
    const abort = new AbortController();
    setDetail((old) => (old?.alert.id === id ? old : null));
    client
      .alert(id, window.current, abort.signal)
      .then(setDetail)
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
      });
    return () => abort.abort();
  }, [client, id, epoch]);
  const refresh = useCallback(() => setEpoch((old) => old + 1), []);
  return { detail, problem, refresh };
}
