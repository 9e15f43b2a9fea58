// Tree, toolbar and detail together: holds what the viewer has done, and lays it out in the room there is.
import React, { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import {
  buildForest,
  defaultExpansion,
  findById,
  flattenRows,
  searchForest,
  sortForest,
  treeText,
} from '@huntboard/lineage';
import type { Forest, SortKey } from '@huntboard/lineage';
import { layoutFor } from '../columns';
import type { KeyCommand } from '../key-command';
import type { LineageOptions } from '../options';
import type { LineageData } from '../read-frames';
import { fullTime, shortTime } from '../time-format';
import { useSelectionVariable } from '../use-selection-variable';
import { applyKey, reveal, setAllOpen, setOpen, stepMatch } from '../view-state';
import type { ViewState } from '../view-state';
import { ProcessDetail } from './ProcessDetail';
import { ProcessTree, headerHeight } from './ProcessTree';
import type { ProcessTreeHandle } from './ProcessTree';
import { Toolbar, toolbarHeight } from './Toolbar';
import type { ToolbarHandle } from './Toolbar';

export interface LineageViewProps {
  readonly panelId: number;
  readonly title: string;
  readonly data: LineageData;
  readonly options: LineageOptions;
  readonly timeZone: string;
  readonly width: number;
  readonly height: number;
  /** Process to go to: the value of the dashboard variable. */
  readonly focus: string;
  /** Further lines for the viewer, e.g. that rows were cut off. */
  readonly notices: readonly string[];
}

const besideFrom = 760;
const detailWidth = 340;
const noticeHeight = 24;

const openAtFirst = (forest: Forest, rows: number): ReadonlySet<string> =>
  new Set([...defaultExpansion(forest, rows)].map((node) => forest.key(node)));

const strayNotice = (count: number): readonly string[] =>
  count === 0
    ? []
    : [
        count === 1
          ? '1 alert belongs to a process that is not in this result.'
          : `${count} alerts belong to processes that are not in this result.`,
      ];

/** The first process with the worst alerts; undefined without any. */
function worstAlerted(forest: Forest): number | undefined {
  let worst = 0;
  for (const level of forest.level) worst = Math.max(worst, level);
  return worst === 0 ? undefined : forest.shape.order.find((node) => forest.level[node] === worst);
}

export function LineageView(props: LineageViewProps): React.ReactElement {
  const { data, options, width, height, timeZone, focus } = props;
  const styles = useStyles2(getStyles);
  const built = useMemo(
    () => buildForest(data.pages, { alerts: data.alerts, hosts: options.groupByHost ? 'auto' : 'never' }),
    [data, options.groupByHost],
  );
  const [state, setState] = useState<ViewState>(() => ({
    open: openAtFirst(built, options.initialRows),
    selected: null,
    detail: false,
    query: '',
    sortBy: options.sortBy,
  }));
  const forest = useMemo(() => sortForest(built, state.sortBy), [built, state.sortBy]);
  useEffect(() => setState((old) => ({ ...old, sortBy: options.sortBy })), [options.sortBy]);

  // Folds outlive a refresh; data about something else altogether start afresh.
  useEffect(() => {
    setState((old) => {
      const stillThere = [...old.open].some((key) => built.find(key) !== undefined);
      return stillThere ? old : { ...old, open: openAtFirst(built, options.initialRows) };
    });
  }, [built, options.initialRows]);

  // Goes to the process that the variable names, once for each value: a refresh alone must not pull the viewer back.
  const focused = useRef('');
  const focusNode = focus === '' ? undefined : findById(built, focus);
  useEffect(() => {
    if (focusNode === undefined || focused.current === focus) return;
    focused.current = focus;
    setState((old) => reveal(old, built, focusNode));
  }, [focus, focusNode, built]);

  const rows = useMemo(() => flattenRows(forest, (node) => state.open.has(forest.key(node))), [forest, state.open]);
  const matches = useMemo(() => searchForest(forest, state.query), [forest, state.query]);
  const matched = useMemo(() => new Set(matches), [matches]);
  const initial = useMemo(() => worstAlerted(built), [built]);
  const formatTime = useMemo(() => shortTime(built, timeZone), [built, timeZone]);
  const formatFull = useMemo(() => fullTime(timeZone), [timeZone]);

  const selectedNode = state.selected === null ? undefined : forest.find(state.selected);
  const selectedId =
    selectedNode === undefined || forest.kind(selectedNode) === 'host' ? undefined : forest.id(selectedNode);
  useSelectionVariable(options.setVariable, options.variable, selectedId, focus);

  const beside = width >= besideFrom;
  const detailOpen = state.detail && selectedNode !== undefined && forest.kind(selectedNode) !== 'host';
  const treeWidth = detailOpen && beside ? width - detailWidth : width;
  const notices = [...props.notices, ...strayNotice(forest.counts.strayAlerts)];
  const noticeRoom = notices.length > 0 ? noticeHeight : 0;
  const treeHeight = Math.max(60, height - toolbarHeight - noticeRoom);
  const rowHeight = options.density === 'comfortable' ? 30 : 24;
  const layout = useMemo(() => layoutFor(treeWidth, options.showCommandLine), [treeWidth, options.showCommandLine]);
  const page = Math.floor((treeHeight - headerHeight) / rowHeight);

  const toolbar = useRef<ToolbarHandle>(null);
  const tree = useRef<ProcessTreeHandle>(null);
  const sight = { forest, rows, matches, page };

  const select = useCallback((node: number) => setState((old) => reveal(old, forest, node)), [forest]);
  const detail = useCallback(
    (node: number) => setState((old) => ({ ...reveal(old, forest, node), detail: true })),
    [forest],
  );
  const clickRow = useCallback(
    (node: number) => {
      // With the detail beside the tree one click shows it; over the tree it would hide what was clicked.
      setState((old) => ({ ...old, selected: forest.key(node), detail: old.detail || beside }));
      tree.current?.focus();
    },
    [forest, beside],
  );
  const toggle = useCallback(
    (node: number) => setState((old) => setOpen(old, [forest.key(node)], !old.open.has(forest.key(node)))),
    [forest],
  );
  const sort = useCallback((sortBy: SortKey) => setState((old) => ({ ...old, sortBy })), []);
  const command = (key: KeyCommand): void => {
    if (key === 'search') toolbar.current?.focus();
    else setState((old) => applyKey(old, key, sight));
  };
  const search = (query: string): void => {
    const found = searchForest(forest, query);
    setState((old) => {
      const next = { ...old, query };
      const stays = selectedNode !== undefined && found.includes(selectedNode);
      return found.length === 0 || stays ? next : reveal(next, forest, found[0] ?? 0);
    });
  };
  const closeDetail = (): void => {
    setState((old) => ({ ...old, detail: false }));
    tree.current?.focus();
  };

  const { processes, ghosts, hosts, alerts } = forest.counts;
  const summary = [
    `${processes.toLocaleString()} ${processes === 1 ? 'process' : 'processes'}`,
    hosts > 1 ? `${hosts} hosts` : '',
    alerts > 0 ? `${alerts.toLocaleString()} ${alerts === 1 ? 'alert' : 'alerts'}` : '',
    ghosts > 0 ? `${ghosts} without start event` : '',
  ];
  return (
    <div className={styles.view} style={{ width, height }}>
      <Toolbar
        handle={toolbar}
        query={state.query}
        matchCount={matches.length}
        matchPlace={selectedNode === undefined ? 0 : matches.indexOf(selectedNode) + 1}
        sortBy={state.sortBy}
        summary={summary.filter((part) => part !== '').join(' · ')}
        narrow={width < 620}
        onQuery={search}
        onStep={(step) => setState((old) => stepMatch(old, sight, step))}
        onLeave={() => {
          if (matches.length === 0) setState((old) => ({ ...old, query: '' }));
          tree.current?.focus();
        }}
        onSort={sort}
        onOpenAll={(open) => setState((old) => setAllOpen(old, forest, open))}
      />
      {notices.length > 0 && (
        <div className={styles.notice} style={{ height: noticeHeight }} title={notices.join('\n')}>
          {notices.join(' ')}
        </div>
      )}
      <div className={styles.body} style={{ height: treeHeight }}>
        <div style={{ width: treeWidth }}>
          <ProcessTree
            handle={tree}
            panelId={props.panelId}
            label={props.title || 'Process lineage'}
            forest={forest}
            rows={rows}
            open={state.open}
            selected={state.selected}
            matched={matched}
            initial={initial}
            layout={layout}
            height={treeHeight}
            rowHeight={rowHeight}
            sortBy={state.sortBy}
            formatTime={formatTime}
            formatFull={formatFull}
            onSort={sort}
            onSelect={clickRow}
            onToggle={toggle}
            onDetail={detail}
            onCommand={command}
            copyText={() => (selectedNode === undefined ? '' : treeText(forest, selectedNode))}
          />
        </div>
        {detailOpen && (
          <div className={beside ? styles.beside : styles.over}>
            <ProcessDetail
              data={data}
              forest={forest}
              node={selectedNode}
              timeZone={timeZone}
              formatTime={formatFull}
              onSelect={select}
              onClose={closeDetail}
            />
          </div>
        )}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({ position: 'relative', overflow: 'hidden' }),
  body: css({ position: 'relative', display: 'flex', overflow: 'hidden' }),
  beside: css({ width: detailWidth, height: '100%', flex: 'none' }),
  over: css({
    position: 'absolute',
    top: 0,
    right: 0,
    bottom: 0,
    width: `min(100%, ${detailWidth}px)`,
    boxShadow: theme.shadows.z3,
    zIndex: 1,
  }),
  notice: css({
    display: 'flex',
    alignItems: 'center',
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
