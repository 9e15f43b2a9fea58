// From frames to what is on the screen: forest, filters, roll-ups, rows, matches, times. One model for all three views.
import { useMemo, useState } from 'react';
import { buildForest, filterForest, rollUp, RowFlattener, sortForest, tellingScore } from '@huntboard/lineage';
import type { Forest, RollUps } from '@huntboard/lineage';
import type { Scene } from './drawing/node-look';
import { lifetimesOf } from './drawing/paint-lifetimes';
import type { Lifetimes } from './drawing/paint-lifetimes';
import { boundsOf, storyWindow } from './drawing/time-bounds';
import type { TimeWindow } from './drawing/time-scale';
import { openNodes } from './open-nodes';
import type { LineageData } from './read-frames';
import { useSearch } from './use-search';
import type { Found } from './use-search';
import { filterCount, toForestFilter } from './view-filter';
import { rowOfKey } from './view-state';
import type { ViewState } from './view-state';

export interface LineageModel {
  readonly forest: Forest;
  readonly rollUps: RollUps;
  readonly scene: Scene;
  readonly found: Found;
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

/** What the state shows of the forest. `focus` decides about the window of time. */
export function useLineageModel(
  built: Forest,
  state: ViewState,
  folds: boolean,
  focus: number | undefined,
): LineageModel {
  const { sortBy, filter, kept, open, rolledOut, selected, query } = state;
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
  const opened = useMemo(() => openNodes(forest, open), [forest, open]);
  const [flattener] = useState(() => new RowFlattener());
  const rows = useMemo(
    () => flattener.flatten({ forest, opened, rollUps, rolledOut, shown }),
    [flattener, forest, opened, rollUps, rolledOut, shown],
  );
  const found = useSearch(forest, query, shown);
  const selectedRow = rowOfKey(forest, rows, selected);
  const meant = filtered?.match ?? null;
  const scene = useMemo(
    (): Scene => ({
      forest,
      rows,
      selected: selectedRow,
      matched: found.flags,
      meant,
      isOpen: (node) => opened[node] === 1,
    }),
    [forest, rows, selectedRow, found.flags, meant, opened],
  );
  const bounds = useMemo(() => boundsOf(built), [built]);
  const window = useMemo(
    () => filter.time ?? (bounds === null ? null : storyWindow(built, focus, bounds)),
    [filter.time, built, focus, bounds],
  );
  const lifetimes = useMemo(() => lifetimesOf(forest, rows, bounds?.to ?? NaN), [forest, rows, bounds]);
  return { forest, rollUps, scene, found, meant: filtered?.count ?? null, lifetimes, bounds, window };
}
