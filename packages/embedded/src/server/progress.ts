// Asks the engine how far a query is, while it runs, for clients that want X-ClickHouse-Progress headers.
import type { Engine, Progress } from './engine.ts';

const DEFAULT_INTERVAL_MS = 100;
const MOST = 100;

export interface ProgressWatch {
  /** One JSON text per observation, oldest first. */
  headers(): readonly string[];
  stop(): void;
}

/**
 * Watches the query with this tag. A server sends each observation as a header line of its own before the result; Node sends all headers at
 * once, so here they arrive together when the result begins.
 */
export function watchProgress(engine: Engine, tag: string, front: ReadonlyMap<string, string>): ProgressWatch {
  const seen: Progress[] = [];
  const interval = Math.max(DEFAULT_INTERVAL_MS, Number(front.get('http_headers_progress_interval_ms')) || 0);
  let asking = false;
  const timer = setInterval(() => {
    if (asking || seen.length >= MOST) return;
    asking = true;
    engine
      .progress(tag)
      .then((progress) => progress !== undefined && seen.push(progress))
      .catch(() => undefined)
      .finally(() => (asking = false));
  }, interval);
  return { headers: () => seen.map((progress) => JSON.stringify(progress)), stop: () => clearInterval(timer) };
}
