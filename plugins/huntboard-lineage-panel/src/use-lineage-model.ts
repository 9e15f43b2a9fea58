// From frames to what is on the screen: forest, filters, roll-ups, rows, matches, times. One model for all three views.
import { useMemo } from 'react';
import {
  buildForest,
  filterForest,
  flattenRows,
  rollUp,
  searchForest,
  sortForest,
  tellingScore,
} from '@huntboard/lineage';
import type { Forest, RollUps } from '@huntboard/lineage';
import type { Scene } from './drawing/node-look';
import { lifetimesOf } from './drawing/paint-lifetimes';
import type { Lifetimes } from './drawing/paint-lifetimes';
import { boundsOf, storyWindow } from './drawing/time-bounds';
import type { TimeWindow } from './drawing/time-scale';
import type { LineageData } from './read-frames';
import { filterCount, toForestFilter } from './view-filter';
import { rowOfKey } from './view-state';
import type { ViewState } from './view-state';

export interface LineageModel {
  readonly forest: Forest;
  readonly rollUps: RollUps;
  readonly scene: Scene;
  readonly matches: Int32Array;
  /** Processes that the filters mean; null without filters. */
  readonly meant: number | null;
  readonly lifetimes: Lifetimes;
  /** All of the time, and the part that the axis shows; null where no time is known. */
  readonly bounds: TimeWindow | null;
  readonly window: TimeWindow | null;
}

const nothingFolded: RollUps = { groups: [], itemsOf: () => undefined, groupOf: () => -1 };

/** The forest of the frames, in any order of siblings. */
export function useForest(data: LineageData, hosts: 'auto' | 'never'): Forest {
  return useMemo(
    () => buildForest(data.pages, { alerts: data.alerts, events: data.events, edges: data.edges, hosts }),
    [data, hosts],
  );
}

/** What the state shows of the forest; `query` may lag behind what is typed. `focus` decides about the window of time. */
export function useLineageModel(
  built: Forest,
  state: ViewState,
  query: string,
  folds: boolean,
  focus: number | undefined,
): LineageModel {
  const { sortBy, filter, kept, open, rolledOut, selected } = state;
  const forest = useMemo(() => sortForest(built, sortBy), [built, sortBy]);
  const filtered = useMemo(
    () => (filterCount(filter) === 0 ? null : filterForest(forest, toForestFilter(filter, tellingScore))),
    [forest, filter],
  );
  const shown = filtered?.shown;
  const rollUps = useMemo(() => {
    if (!folds) return nothingFolded;
    const keep = new Set<number>();
    for (const key of kept) {
      const node = forest.find(key);
      if (node !== undefined) keep.add(node);
    }
    return rollUp(forest, { keep, ...(shown === undefined ? {} : { shown }) });
  }, [folds, forest, kept, shown]);
  const rows = useMemo(
    () =>
      flattenRows(forest, (node) => open.has(forest.key(node)), {
        rollUps,
        isRolledOut: (key) => rolledOut.has(key),
        ...(shown === undefined ? {} : { shown }),
      }),
    [forest, open, rolledOut, rollUps, shown],
  );
  const matches = useMemo(() => {
    const found = searchForest(forest, query);
    return shown === undefined ? found : found.filter((node) => shown[node] === 1);
  }, [forest, query, shown]);
  const matched = useMemo(() => new Set(matches), [matches]);
  const selectedRow = rowOfKey(forest, rows, selected);
  const meant = filtered?.match ?? null;
  const scene = useMemo(
    (): Scene => ({
      forest,
      rows,
      selected: selectedRow,
      matched,
      meant,
      isOpen: (node) => open.has(forest.key(node)),
    }),
    [forest, rows, selectedRow, matched, meant, open],
  );
  const bounds = useMemo(() => boundsOf(built), [built]);
  const window = useMemo(
    () => filter.time ?? (bounds === null ? null : storyWindow(built, focus, bounds)),
    [filter.time, built, focus, bounds],
  );
  const lifetimes = useMemo(() => lifetimesOf(forest, rows, bounds?.to ?? NaN), [forest, rows, bounds]);
  return { forest, rollUps, scene, matches, meant: filtered?.count ?? null, lifetimes, bounds, window };
}
