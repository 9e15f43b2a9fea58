// The state of the views: begun with the story, kept over a refresh, and told anew by an option that changed.
import { useEffect, useRef, useState } from 'react';
import type { Forest } from '@huntboard/lineage';
import { KeySet } from './key-set';
import type { LineageOptions } from './options';
import { noFilter } from './view-filter';
import { focusOn, selectedNode } from './view-state';
import type { ViewState } from './view-state';

export type SetViewState = (change: (old: ViewState) => ViewState) => void;

const blankState = (options: LineageOptions): ViewState => ({
  view: options.view,
  open: new KeySet(),
  rolledOut: new Set(),
  kept: new Set(),
  selected: null,
  detail: false,
  query: '',
  sortBy: options.sortBy,
  filter: noFilter,
  columns: options.columns,
});

/** `asked` is the process that a variable names, `storyFocus` the one that tells most. */
export function useViewState(
  built: Forest,
  options: LineageOptions,
  asked: number | undefined,
  storyFocus: number | undefined,
): readonly [ViewState, SetViewState] {
  const [state, setState] = useState<ViewState>(() => {
    const begun = focusOn(blankState(options), built, options.initialRows, asked ?? storyFocus);
    return asked === undefined ? { ...begun, selected: null } : begun;
  });
  // What an option says holds until the viewer chooses otherwise; a changed option holds again.
  const { sortBy, view, columns, initialRows, groupByHost } = options;
  useEffect(() => setState((old) => (old.sortBy === sortBy ? old : { ...old, sortBy })), [sortBy]);
  useEffect(() => setState((old) => (old.view === view ? old : { ...old, view })), [view]);
  useEffect(() => setState((old) => (old.columns === columns ? old : { ...old, columns })), [columns]);
  const foldedBy = useRef({ initialRows, groupByHost });
  useEffect(() => {
    const before = foldedBy.current;
    if (before.initialRows === initialRows && before.groupByHost === groupByHost) return;
    foldedBy.current = { initialRows, groupByHost };
    setState((old) => {
      const story = selectedNode(old, built) ?? storyFocus;
      return { ...focusOn(old, built, initialRows, story), selected: old.selected };
    });
  }, [built, initialRows, groupByHost, storyFocus]);

  // Folds outlive a refresh; data about something else altogether start afresh.
  useEffect(() => {
    setState((old) => {
      if (old.open.isEmpty) return old;
      for (const key of old.open) if (built.find(key) !== undefined) return old;
      return { ...focusOn(old, built, initialRows), selected: null, filter: noFilter };
    });
  }, [built, initialRows]);
  return [state, setState];
}
