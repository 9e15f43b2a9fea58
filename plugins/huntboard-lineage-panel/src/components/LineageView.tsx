// Toolbar, time strip, one of three views and the detail: holds what the viewer has done, and lays it out in the room there is.
import React, { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { EventBus, GrafanaTheme2, TimeRange } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { findById, findFocus, treeText } from '@huntboard/lineage';
import { layoutFor } from '../columns';
import { paletteOf } from '../drawing/palette';
import { exportView, saveFile } from '../export-view';
import type { ExportKind } from '../export-view';
import type { Camera } from '../graph-camera';
import { huntLinks } from '../hunt-links';
import type { KeyCommand } from '../key-command';
import type { LineageOptions } from '../options';
import { processLinks } from '../process-facts';
import type { LineageData } from '../read-frames';
import { roomFor } from '../room';
import { ProcessSelectedEvent } from '../selection-event';
import { fullTime, shortTime } from '../time-format';
import { useForest, useLineageModel } from '../use-lineage-model';
import type { LoadedPages } from '../use-loaded-pages';
import { useSelectionVariable } from '../use-selection-variable';
import { filterCount, noFilter, toggleValue } from '../view-filter';
import type { ViewFilter } from '../view-filter';
import {
  applyKey,
  focusOn,
  keyOfRow,
  narrowTo,
  reveal,
  selectedNode as nodeOf,
  setAllOpen,
  stepMatch,
  toggleRow,
} from '../view-state';
import type { Sight, ViewState } from '../view-state';
import { FilterPanel } from './FilterPanel';
import { GraphView } from './GraphView';
import { KeyHelp } from './KeyHelp';
import { ProcessDetail } from './ProcessDetail';
import { ProcessMenu } from './ProcessMenu';
import { ProcessTree, headerHeight } from './ProcessTree';
import type { ViewHandle } from './ProcessTree';
import { TimeBrush } from './TimeBrush';
import { TimelineView } from './TimelineView';
import type { TimelineCamera } from './TimelineView';
import { Toolbar } from './Toolbar';
import type { ToolbarHandle } from './Toolbar';

export interface LineageViewProps {
  readonly panelId: number;
  readonly title: string;
  readonly data: LineageData;
  readonly pages: LoadedPages;
  readonly options: LineageOptions;
  readonly timeZone: string;
  readonly timeRange: TimeRange;
  readonly width: number;
  readonly height: number;
  /** Process to go to: the value of the dashboard variable. */
  readonly focus: string;
  /** Further lines for the viewer, e.g. that rows were cut off. */
  readonly notices: readonly string[];
  readonly eventBus: EventBus;
}

const countOf = (count: number, one: string, many: string): string =>
  count === 0 ? '' : `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export function LineageView(props: LineageViewProps): React.ReactElement {
  const { data, pages, options, width, height, timeZone, timeRange, focus, eventBus } = props;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const built = useForest(data, options.groupByHost ? 'auto' : 'never');
  const storyFocus = useMemo(() => findFocus(built), [built]);
  const [state, setState] = useState<ViewState>(() => {
    const asked = focus === '' ? undefined : findById(built, focus);
    const blank: ViewState = {
      view: options.view,
      open: new Set(),
      rolledOut: new Set(),
      kept: new Set(),
      selected: null,
      detail: false,
      query: '',
      sortBy: options.sortBy,
      filter: noFilter,
      columns: options.columns,
    };
    const begun = focusOn(blank, built, options.initialRows, asked ?? storyFocus);
    return asked === undefined ? { ...begun, selected: null } : begun;
  });
  const [popover, setPopover] = useState<'filter' | 'keys' | null>(null);
  const [menu, setMenu] = useState<{ readonly node: number; readonly x: number; readonly y: number } | null>(null);
  // What an option says holds until the viewer chooses otherwise; a changed option holds again.
  useEffect(() => setState((old) => ({ ...old, sortBy: options.sortBy })), [options.sortBy]);
  useEffect(() => setState((old) => ({ ...old, view: options.view })), [options.view]);
  useEffect(() => setState((old) => ({ ...old, columns: options.columns })), [options.columns]);

  // Folds outlive a refresh; data about something else altogether start afresh.
  useEffect(() => {
    setState((old) => {
      const stillThere = old.open.size === 0 || [...old.open].some((key) => built.find(key) !== undefined);
      return stillThere ? old : { ...focusOn(old, built, options.initialRows), selected: null, filter: noFilter };
    });
  }, [built, options.initialRows]);

  const asked = useMemo(() => (focus === '' ? undefined : findById(built, focus)), [built, focus]);
  // Typing must not wait for a search among 100,000 processes.
  const query = useDeferredValue(state.query);
  const model = useLineageModel(built, state, query, options.rollUp, asked ?? storyFocus);
  const { forest, rollUps, scene, matches, bounds } = model;
  const { rows } = scene;
  const selected = nodeOf(state, forest);

  // Goes to the process that the variable names, once for each value: a refresh alone must not pull the viewer back.
  const followed = useRef(asked === undefined ? '' : focus);
  useEffect(() => {
    if (asked === undefined || followed.current === focus) return;
    followed.current = focus;
    setState((old) => reveal(old, forest, rollUps, asked));
  }, [focus, asked, forest, rollUps]);

  const selectedId = selected === undefined || forest.kind(selected) === 'host' ? undefined : forest.id(selected);
  useSelectionVariable(options.setVariable, options.variable, selectedId, focus);
  const told = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (selected === undefined || selectedId === undefined) return;
    const payload = {
      id: selectedId,
      host: forest.host(selected),
      name: forest.name(selected),
      pid: forest.pid(selected),
      start: forest.start[selected] ?? NaN,
    };
    // The same process after a refresh is no new selection.
    if (told.current === selectedId) return;
    told.current = selectedId;
    eventBus.publish(new ProcessSelectedEvent(payload));
  }, [selectedId, selected, forest, eventBus]);

  const detailOpen =
    (state.detail || options.detail === 'always') &&
    options.detail !== 'never' &&
    selected !== undefined &&
    forest.kind(selected) !== 'host';
  const notices = [
    ...props.notices,
    countOf(
      forest.counts.strayAlerts,
      'alert belongs to a process that is not in this result.',
      'alerts belong to processes that are not in this result.',
    ),
    pages.problem,
  ].filter((notice) => notice !== '');
  const room = roomFor({
    width,
    height,
    detail: detailOpen,
    notice: notices.length > 0,
    time: options.showTime && bounds !== null,
  });
  const rowHeight = options.density === 'comfortable' ? 30 : 24;
  const layout = useMemo(
    () =>
      layoutFor(
        room.view.width,
        bounds === null ? state.columns.filter((name) => name !== 'lifetime') : state.columns,
        options.showCommandLine,
      ),
    [room.view.width, state.columns, bounds, options.showCommandLine],
  );
  const formatTime = useMemo(() => shortTime(built, timeZone), [built, timeZone]);
  const formatFull = useMemo(() => fullTime(timeZone), [timeZone]);
  const loading = useMemo(
    () => new Set([...pages.loading].flatMap((id) => findById(forest, id) ?? [])),
    [pages.loading, forest],
  );

  // The detail tells what the process did: the first answer holds events of no one.
  useEffect(() => {
    if (
      detailOpen &&
      selected !== undefined &&
      forest.kind(selected) === 'process' &&
      forest.eventsOf(selected).length === 0
    )
      pages.load('events', forest.host(selected), forest.id(selected));
  }, [detailOpen, selected, forest, pages]);

  const toolbar = useRef<ToolbarHandle>(null);
  const view = useRef<ViewHandle>(null);
  const graphCamera = useRef<Camera | null>(null);
  const timelineCamera = useRef<TimelineCamera | null>(null);
  const sight: Sight = useMemo(
    () => ({
      forest,
      rollUps,
      rows,
      matches,
      page: Math.floor((room.view.height - headerHeight) / rowHeight),
      budget: options.initialRows,
    }),
    [forest, rollUps, rows, matches, room.view.height, rowHeight, options.initialRows],
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
    [forest, rollUps],
  );
  const clickRow = useCallback(
    (row: number) => {
      // With the detail beside the view one click shows it; over the view it would hide what was clicked.
      setState((old) => ({
        ...old,
        selected: keyOfRow(forest, rows, row),
        detail: old.detail || (room.beside && rows.group(row) === undefined),
      }));
      view.current?.focus();
    },
    [forest, rows, room.beside],
  );
  const toggle = useCallback(
    (row: number) => {
      const node = rows.node[row] ?? -1;
      if (!scene.isOpen(node)) loadBelow(node);
      setState((old) => toggleRow(old, sight, row));
    },
    [rows, scene, sight, loadBelow],
  );
  const detail = useCallback(
    (row: number) => {
      if (rows.group(row)) setState((old) => toggleRow(old, sight, row));
      else setState((old) => ({ ...old, selected: keyOfRow(forest, rows, row), detail: true }));
    },
    [forest, rows, sight],
  );
  const openMenu = useCallback(
    (row: number, x: number, y: number) => {
      const node = rows.node[row] ?? -1;
      if (node < 0) return;
      setState((old) => ({ ...old, selected: forest.key(node) }));
      setMenu({ node, x, y });
    },
    [forest, rows],
  );
  const focusNode = useCallback(
    (node: number | undefined) => {
      setState((old) => focusOn({ ...old, filter: noFilter }, forest, options.initialRows, node));
      view.current?.focus();
    },
    [forest, options.initialRows],
  );
  const setFilter = useCallback(
    (filter: ViewFilter) => setState((old) => narrowTo(old, forest, filter, options.initialRows * 3)),
    [forest, options.initialRows],
  );
  const search = (text: string): void => {
    setState((old) => ({ ...old, query: text }));
  };
  // The first match is shown once the search has settled, unless the selection is one already.
  const searched = useRef('');
  useEffect(() => {
    if (query === searched.current) return;
    searched.current = query;
    const first = matches[0];
    if (query === '' || first === undefined) return;
    setState((old) => {
      const at = nodeOf(old, forest);
      return at !== undefined && scene.matched.has(at) ? old : reveal(old, forest, rollUps, first);
    });
  }, [query, matches, forest, rollUps, scene]);

  const menuAtSelection = (): void => {
    if (selected === undefined) return;
    const place = document.getElementById(`huntboard-lineage-${props.panelId}-${selected}`)?.getBoundingClientRect();
    setMenu({ node: selected, x: (place?.left ?? 120) + 60, y: place?.bottom ?? 200 });
  };
  // A view that was left by a key hands the keys on to the next one.
  const byKey = useRef(false);
  useEffect(() => {
    if (byKey.current) view.current?.focus();
    byKey.current = false;
  }, [state.view]);
  const command = (key: KeyCommand): void => {
    byKey.current = key === 'tree' || key === 'graph' || key === 'timeline';
    if (key === 'search') toolbar.current?.focus();
    else if (key === 'filter') setPopover('filter');
    else if (key === 'keys') setPopover('keys');
    else if (key === 'menu') menuAtSelection();
    else {
      if (key === 'open' && selected !== undefined) loadBelow(selected);
      setState((old) => applyKey(old, key, sight));
    }
  };
  const leave = (): void => view.current?.focus();
  const exportAs = (kind: ExportKind): void => {
    const shown = {
      ...{ view: state.view, palette: paletteOf(theme), scene, lifetimes: model.lifetimes, bounds },
      ...{ window: model.window, timeZone, formatTime, width: room.view.width },
    };
    void exportView(kind, shown).then(saveFile);
  };
  const copied = (): string => (selected === undefined ? '' : treeText(forest, selected));

  const { processes, ghosts, hosts, alerts } = forest.counts;
  const summary = [
    model.meant === null
      ? countOf(processes, 'process', 'processes')
      : `${model.meant.toLocaleString('en')} of ${countOf(processes, 'process', 'processes')}`,
    hosts > 1 ? `${hosts} hosts` : '',
    countOf(alerts, 'alert', 'alerts'),
    ghosts > 0 ? `${ghosts.toLocaleString('en')} without start event` : '',
  ];
  const common = {
    panelId: props.panelId,
    label: props.title || 'Process lineage',
    scene,
    handle: view,
    rolledOut: state.rolledOut,
    onSelect: clickRow,
    onToggle: toggle,
    onDetail: detail,
    onMenu: openMenu,
    onCommand: command,
    copyText: copied,
  };
  return (
    <div className={styles.view} style={{ width, height }}>
      <Toolbar
        handle={toolbar}
        view={state.view}
        query={state.query}
        matchCount={matches.length}
        matchPlace={selected === undefined ? 0 : matches.indexOf(selected) + 1}
        filters={filterCount(state.filter)}
        filtering={popover === 'filter'}
        sortBy={state.sortBy}
        columns={state.columns}
        summary={summary.filter((part) => part !== '').join(' · ')}
        width={width}
        onView={(next) => setState((old) => ({ ...old, view: next }))}
        onQuery={search}
        onStep={(step) => setState((old) => stepMatch(old, sight, step))}
        onLeave={() => {
          if (matches.length === 0) setState((old) => ({ ...old, query: '' }));
          leave();
        }}
        onFilter={() => setPopover((old) => (old === 'filter' ? null : 'filter'))}
        onSort={(sortBy) => setState((old) => ({ ...old, sortBy }))}
        onColumns={(columns) => setState((old) => ({ ...old, columns }))}
        onOpenAll={(open) => setState((old) => setAllOpen(old, sight, open))}
        onStory={() => focusNode(asked)}
        onExport={exportAs}
        onKeys={() => setPopover((old) => (old === 'keys' ? null : 'keys'))}
      />
      {notices.length > 0 && (
        <div className={styles.notice} style={{ height: room.notice }} title={notices.join('\n')} role="status">
          {notices.join(' ')}
        </div>
      )}
      {room.time > 0 && bounds !== null && (
        <TimeBrush
          forest={built}
          bounds={bounds}
          brush={state.filter.time}
          width={width}
          formatTime={formatFull}
          onBrush={(time) => setFilter({ ...state.filter, time })}
        />
      )}
      <div className={styles.body} style={{ flexDirection: room.below ? 'column' : 'row', height: room.body }}>
        <div style={{ width: room.view.width, height: room.view.height, flex: 'none' }}>
          {rows.length === 0 ? (
            <div className={styles.none} role="status">
              No process passes the filters.
              <button type="button" className={styles.clear} onClick={() => setFilter(noFilter)}>
                Clear the filters
              </button>
            </div>
          ) : state.view === 'graph' ? (
            <GraphView
              {...common}
              initial={rows.rowOf(asked ?? storyFocus ?? -1)}
              camera={graphCamera}
              width={room.view.width}
              height={room.view.height}
            />
          ) : state.view === 'timeline' && bounds !== null && model.window !== null ? (
            <TimelineView
              {...common}
              camera={timelineCamera}
              bounds={bounds}
              window={model.window}
              timeZone={timeZone}
              laneHeight={rowHeight - 6}
              initial={rows.rowOf(asked ?? storyFocus ?? -1)}
              width={room.view.width}
              height={room.view.height}
            />
          ) : (
            <ProcessTree
              {...common}
              selected={state.selected}
              loading={loading}
              initial={asked ?? storyFocus}
              layout={layout}
              lifetimes={model.lifetimes}
              window={model.window}
              timeZone={timeZone}
              height={room.view.height}
              rowHeight={rowHeight}
              sortBy={state.sortBy}
              formatTime={formatTime}
              onSort={(sortBy) => setState((old) => ({ ...old, sortBy }))}
            />
          )}
        </div>
        {detailOpen && (
          <div
            className={room.beside || room.below ? undefined : styles.over}
            style={room.beside || room.below ? room.detail : { width: room.detail.width }}
          >
            <ProcessDetail
              data={data}
              forest={forest}
              node={selected}
              timeZone={timeZone}
              formatTime={formatFull}
              onSelect={select}
              onFocus={focusNode}
              onMenu={(event) => setMenu({ node: selected, x: event.clientX, y: event.clientY })}
              onClose={() => {
                setState((old) => ({ ...old, detail: false }));
                leave();
              }}
            />
          </div>
        )}
      </div>
      {popover === 'filter' && (
        <FilterPanel
          forest={built}
          filter={state.filter}
          width={width}
          maxHeight={height - 48}
          onFilter={setFilter}
          onClose={() => {
            setPopover(null);
            leave();
          }}
        />
      )}
      {popover === 'keys' && (
        <KeyHelp
          maxHeight={height - 48}
          onClose={() => {
            setPopover(null);
            leave();
          }}
        />
      )}
      {menu !== null && (
        <ProcessMenu
          forest={forest}
          {...menu}
          hunts={huntLinks(forest, menu.node, options.huntDashboard, timeRange)}
          links={processLinks(data, forest, menu.node)}
          onFocus={focusNode}
          onDetail={(node) => setState((old) => ({ ...old, selected: forest.key(node), detail: true }))}
          onOnly={(node) => setFilter(toggleValue(state.filter, 'image', forest.name(node)))}
          onClose={() => {
            setMenu(null);
            leave();
          }}
        />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({ position: 'relative', overflow: 'hidden' }),
  body: css({ position: 'relative', display: 'flex', overflow: 'hidden' }),
  over: css({
    position: 'absolute',
    top: 0,
    right: 0,
    bottom: 0,
    boxShadow: theme.shadows.z3,
    zIndex: 1,
  }),
  none: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: theme.spacing(1),
    height: '100%',
    color: theme.colors.text.secondary,
  }),
  clear: css({
    padding: 0,
    border: 0,
    background: 'none',
    font: 'inherit',
    color: theme.colors.text.link,
    cursor: 'pointer',
  }),
  notice: css({
    flex: 'none',
    lineHeight: '24px',
    padding: theme.spacing(0, 1),
    color: theme.colors.warning.text,
    background: theme.colors.warning.transparent,
    borderRadius: theme.shape.radius.default,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
});
