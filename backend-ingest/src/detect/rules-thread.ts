// Thread that loads the rules: reads, compiles and ends, so that the memory of parsing goes with it. Started by rules-service.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { loadSet } from './load-set.ts';
import type { DetectionSources, LoadedSet } from './loaded-set.ts';

/** What the thread answers, once. */
export type RulesThreadAnswer =
  { readonly kind: 'loaded'; readonly loaded: LoadedSet } | { readonly kind: 'refused'; readonly reason: string };

function answer(): RulesThreadAnswer {
  try {
    return { kind: 'loaded', loaded: loadSet(workerData as DetectionSources) };
  } catch (error) {
    return { kind: 'refused', reason: (error as Error).message };
  }
}

if (parentPort === null) throw new Error('rules-thread runs as a worker thread only');
parentPort.postMessage(answer());
