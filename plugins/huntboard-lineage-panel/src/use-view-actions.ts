// What clicks and keys do: each turns into one change of the state, and asks for what is not loaded yet.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { KeyCommand } from './key-command';
import type { LineageModel } from './use-lineage-model';
import type { LoadedPages } from './use-loaded-pages';
import type { SetViewState } from './use-view-state';
import { noFilter } from './view-filter';
import type { ViewFilter } from './view-filter';
import { applyKey, focusOn, keyOfRow, narrowTo, reveal, selectedNode, toggleRow } from './view-state';
import type { Sight, ViewState } from './view-state';

/** A part of the panel that takes the keyboard. */
export interface FocusHandle {
  focus(): void;
}

export interface MenuPlace {
  readonly node: number;
  readonly x: number;
  readonly y: number;
}

export interface ActionContext {
  readonly panelId: number;
  readonly model: LineageModel;
  readonly state: ViewState;
  readonly setState: SetViewState;
  readonly pages: LoadedPages;
  /** Rows that fit on the screen, and rows to open when the focus moves. */
  readonly page: number;
  readonly budget: number;
  /** The detail stands beside the view, so that it hides nothing. */
  readonly detailBeside: boolean;
}

export interface ViewActions {
  readonly sight: Sight;
  readonly toolbar: React.Ref<FocusHandle>;
  readonly view: React.Ref<FocusHandle>;
  readonly popover: 'filter' | 'keys' | null;
  readonly setPopover: (popover: 'filter' | 'keys' | null) => void;
  readonly menu: MenuPlace | null;
  readonly setMenu: (menu: MenuPlace | null) => void;
  /** Gives the keyboard back to the view. */
  readonly leave: () => void;
  readonly select: (node: number) => void;
  readonly clickRow: (row: number) => void;
  readonly toggle: (row: number) => void;
  readonly detail: (row: number) => void;
  readonly openMenu: (row: number, x: number, y: number) => void;
  readonly focusNode: (node: number | undefined) => void;
  readonly setFilter: (filter: ViewFilter) => void;
  readonly command: (key: KeyCommand) => void;
}

export function useViewActions(context: ActionContext): ViewActions {
  const { panelId, model, state, setState, pages, page, budget, detailBeside } = context;
  const { forest, rollUps, scene, found } = model;
  const { rows } = scene;
  const [popover, setPopover] = useState<'filter' | 'keys' | null>(null);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const toolbar = useRef<FocusHandle>(null);
  const view = useRef<FocusHandle>(null);
  const leave = useCallback(() => view.current?.focus(), []);
  const sight: Sight = useMemo(
    () => ({ forest, rollUps, rows, matches: found.matches, page, budget }),
    [forest, rollUps, rows, found.matches, page, budget],
  );

  /** Opening a process whose children are not here asks for them. */
  const { load } = pages;
  const loadBelow = useCallback(
    (node: number): void => {
      if (node >= 0 && forest.unloadedChildren(node) > 0) load('children', forest.host(node), forest.id(node));
    },
    [forest, load],
  );
  const select = useCallback(
    (node: number) => setState((old) => reveal(old, forest, rollUps, node)),
    [forest, rollUps, setState],
  );
  const clickRow = useCallback(
    (row: number) => {
      // With the detail beside the view one click shows it; over the view it would hide what was clicked.
      setState((old) => ({
        ...old,
        selected: keyOfRow(forest, rows, row),
        detail: old.detail || (detailBeside && rows.group(row) === undefined),
      }));
      leave();
    },
    [forest, rows, detailBeside, setState, leave],
  );
  const toggle = useCallback(
    (row: number) => {
      const node = rows.node[row] ?? -1;
      if (!scene.isOpen(node)) loadBelow(node);
      setState((old) => toggleRow(old, sight, row));
    },
    [rows, scene, sight, loadBelow, setState],
  );
  const detail = useCallback(
    (row: number) => {
      if (rows.group(row)) setState((old) => toggleRow(old, sight, row));
      else setState((old) => ({ ...old, selected: keyOfRow(forest, rows, row), detail: true }));
    },
    [forest, rows, sight, setState],
  );
  const openMenu = useCallback(
    (row: number, x: number, y: number) => {
      const node = rows.node[row] ?? -1;
      if (node < 0) return;
      setState((old) => ({ ...old, selected: forest.key(node) }));
      setMenu({ node, x, y });
    },
    [forest, rows, setState],
  );
  const focusNode = useCallback(
    (node: number | undefined) => {
      setState((old) => focusOn({ ...old, filter: noFilter }, forest, budget, node));
      leave();
    },
    [forest, budget, setState, leave],
  );
  const setFilter = useCallback(
    (filter: ViewFilter) => setState((old) => narrowTo(old, forest, filter, budget * 3)),
    [forest, budget, setState],
  );

  // The first match is shown once the search has settled, unless the selection is one already.
  const searched = useRef('');
  useEffect(() => {
    if (found.isPending || found.query === searched.current) return;
    searched.current = found.query;
    const first = found.matches[0];
    if (found.query === '' || first === undefined) return;
    setState((old) => {
      const at = selectedNode(old, forest);
      return at !== undefined && found.flags?.[at] === 1 ? old : reveal(old, forest, rollUps, first);
    });
  }, [found, forest, rollUps, setState]);

  const menuAtSelection = (): void => {
    const node = selectedNode(state, forest);
    if (node === undefined) return;
    const place = document.getElementById(`huntboard-lineage-${panelId}-${node}`)?.getBoundingClientRect();
    setMenu({ node, x: (place?.left ?? 120) + 60, y: place?.bottom ?? 200 });
  };
  // A view that was left by a key hands the keys on to the next one.
  const byKey = useRef(false);
  useEffect(() => {
    if (byKey.current) leave();
    byKey.current = false;
  }, [state.view, leave]);
  const command = (key: KeyCommand): void => {
    byKey.current = key === 'tree' || key === 'graph' || key === 'timeline';
    if (key === 'search') toolbar.current?.focus();
    else if (key === 'filter' || key === 'keys') setPopover(key);
    else if (key === 'menu') menuAtSelection();
    else {
      const node = selectedNode(state, forest);
      if (key === 'open' && node !== undefined) loadBelow(node);
      setState((old) => applyKey(old, key, sight));
    }
  };
  return {
    ...{ sight, toolbar, view, popover, setPopover, menu, setMenu, leave, select, clickRow },
    ...{ toggle, detail, openMenu, focusNode, setFilter, command },
  };
}
