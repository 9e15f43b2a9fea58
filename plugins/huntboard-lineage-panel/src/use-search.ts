// The search while it is typed: in slices of a few milliseconds, so that no key waits for 100,000 processes to be looked at.
import { useEffect, useMemo, useRef, useState } from 'react';
import { beginSearch } from '@huntboard/lineage';
import type { Forest, ForestSearch } from '@huntboard/lineage';

/** Longest slice, ms: what is left of a frame is for drawing. */
const sliceMs = 4;
/** Nodes between two looks at the clock. */
const nodesAtOnce = 400;

export interface Found {
  /** What these matches are of; lags behind what is typed while a search is under way. */
  readonly query: string;
  /** In display order. */
  readonly matches: Int32Array;
  /** 1 for nodes that match; null when nothing is searched for. */
  readonly flags: Uint8Array | null;
  readonly isPending: boolean;
}

interface Result {
  readonly forest: Forest;
  readonly query: string;
  readonly nodes: Int32Array;
}

const nobody = new Int32Array(0);

/** Calls back in a task of its own, after what is waiting; returns how to call it off. */
function soon(callback: () => void): () => void {
  if (typeof MessageChannel === 'undefined') {
    const timer = setTimeout(callback);
    return () => clearTimeout(timer);
  }
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    callback();
  };
  port2.postMessage(null);
  return () => port1.close();
}

/** What a query finds among the nodes that are shown (1). */
export function useSearch(forest: Forest, query: string, shown: Uint8Array | undefined): Found {
  const [result, setResult] = useState<Result>({ forest, query: '', nodes: nobody });
  const before = useRef<ForestSearch | undefined>(undefined);
  useEffect(() => {
    if (query === '') {
      before.current = undefined;
      setResult((old) => (old.query === '' ? old : { forest, query, nodes: nobody }));
      return;
    }
    const search = beginSearch(forest, query, before.current);
    let stop: (() => void) | undefined;
    const slice = (): void => {
      const until = performance.now() + sliceMs;
      while (!search.isDone && performance.now() < until) search.step(nodesAtOnce);
      if (!search.isDone) {
        stop = soon(slice);
        return;
      }
      before.current = search;
      setResult({ forest, query, nodes: search.found() });
    };
    slice();
    return () => stop?.();
  }, [forest, query]);

  return useMemo(() => {
    // Node numbers of another forest mean other processes.
    const nodes = result.forest === forest ? result.nodes : nobody;
    const matches = shown === undefined ? nodes : nodes.filter((node) => shown[node] === 1);
    const isPending = result.forest !== forest || result.query !== query;
    if (query === '' && result.query === '') return { query, matches: nobody, flags: null, isPending: false };
    const flags = new Uint8Array(forest.size);
    for (const node of matches) flags[node] = 1;
    return { query: result.query, matches, flags, isPending };
  }, [result, forest, query, shown]);
}
