// The tree: a header, the rows that are in sight (only those exist in the page), and the ancestors pinned above them.
import React, { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { SortKey } from '@huntboard/lineage';
import { columnSpecs } from '../columns';
import type { ColumnName, Layout } from '../columns';
import type { Lifetimes } from '../drawing/paint-lifetimes';
import type { Scene } from '../drawing/node-look';
import type { TimeWindow } from '../drawing/time-scale';
import { keyCommand } from '../key-command';
import type { KeyCommand } from '../key-command';
import { pinnedRows } from '../pinned-rows';
import type { FormatTime } from '../time-format';
import type { FocusHandle } from '../use-view-actions';
import { keyOfRow, rowOfKey } from '../view-state';
import { FoldRow } from './FoldRow';
import { AxisHead, LifetimeCanvas } from './LifetimeCanvas';
import { TreeRow } from './TreeRow';

export interface ProcessTreeProps {
  readonly panelId: number;
  readonly label: string;
  readonly scene: Scene;
  /** Key of the selection. */
  readonly selected: string | null;
  readonly rolledOut: ReadonlySet<string>;
  readonly loading: ReadonlySet<number>;
  /** Node to have in sight at first. */
  readonly initial: number | undefined;
  readonly layout: Layout;
  readonly lifetimes: Lifetimes;
  readonly window: TimeWindow | null;
  readonly timeZone: string;
  readonly height: number;
  readonly rowHeight: number;
  readonly sortBy: SortKey;
  readonly formatTime: FormatTime;
  readonly onSort: (by: SortKey) => void;
  readonly onSelect: (row: number) => void;
  readonly onToggle: (row: number) => void;
  readonly onDetail: (row: number) => void;
  readonly onMenu: (row: number, x: number, y: number) => void;
  readonly onCommand: (command: KeyCommand) => void;
  /** Text for the clipboard. */
  readonly copyText: () => string;
  readonly handle: React.Ref<FocusHandle>;
}

export const headerHeight = 26;
const overscan = 4;
const sortKeys: Partial<Record<ColumnName, SortKey>> = { alerts: 'level', start: 'start', why: 'score' };

export function ProcessTree(props: ProcessTreeProps): React.ReactElement {
  const { scene, selected, layout, rowHeight, rolledOut } = props;
  const { forest, rows } = scene;
  const styles = useStyles2(getStyles);
  const scroller = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const bodyHeight = Math.max(rowHeight, props.height - headerHeight);
  const visible = Math.ceil(bodyHeight / rowHeight);
  const selectedRow = scene.selected;
  const rowId = (row: number): string => `huntboard-lineage-${props.panelId}-${rows.node[row] ?? 0}`;
  const pins = pinnedRows(rows, first);

  useImperativeHandle(props.handle, () => ({ focus: () => scroller.current?.focus({ preventScroll: true }) }), []);

  // Follows the selection: it never leaves the sight by a key, nor goes below the pinned rows.
  useEffect(() => {
    const element = scroller.current;
    if (!element || selectedRow < 0) return;
    const top = selectedRow * rowHeight;
    const pinned = Math.min(rows.depth[selectedRow] ?? 0, 4) * rowHeight;
    if (top - pinned < element.scrollTop) element.scrollTop = Math.max(0, top - pinned);
    else if (top + rowHeight > element.scrollTop + bodyHeight) element.scrollTop = top + rowHeight - bodyHeight;
  }, [selected, selectedRow, rows, rowHeight, bodyHeight]);

  // At first the focus is in sight, with room above for the way to it and twice as much below for what it did.
  const { initial } = props;
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const row = initial === undefined ? -1 : rows.rowOf(initial);
    if (scroller.current && row > visible / 2) scroller.current.scrollTop = (row - Math.floor(visible / 3)) * rowHeight;
  }, [initial, rows, visible, rowHeight]);

  // Holds the first row still when a refresh puts new ones above it; folding keeps the top where it is.
  const anchor = useRef<string | null>(null);
  const anchored = useRef(forest);
  useLayoutEffect(() => {
    if (anchored.current === forest) return;
    anchored.current = forest;
    const element = scroller.current;
    const row = rowOfKey(forest, rows, anchor.current);
    if (element && row >= 0) element.scrollTop += (row - Math.floor(element.scrollTop / rowHeight)) * rowHeight;
  }, [forest, rows, rowHeight]);
  const noteFirst = useCallback(
    (top: number) => {
      const row = Math.max(0, Math.floor(top / rowHeight));
      setFirst(row);
      anchor.current = row === 0 || row >= rows.length ? null : keyOfRow(forest, rows, row);
    },
    [forest, rows, rowHeight],
  );

  const from = Math.max(0, Math.min(first, rows.length - visible) - overscan);
  const to = Math.min(rows.length, first + visible + overscan);
  // Rows that leave the sight are used again for those that come: making elements costs more than changing them.
  // What all rows share stands once, in variables: rows with styles of their own made the browser slower with every screen.
  const geometry = {
    '--row-height': `${rowHeight}px`,
    '--columns': layout.template,
    '--indent': `${layout.indent}px`,
  } as React.CSSProperties;
  // A row keeps its element, and its place among the elements, while it is in sight; elements of rows that left are used again.
  const pool = visible + 2 * overscan + 1;
  const shown: number[] = [];
  for (let row = from; row < to; row++) shown.push(row);
  shown.sort((a, b) => (a % pool) - (b % pool));

  const process = (row: number, pinned: number | null): React.ReactElement => {
    const node = rows.node[row] ?? 0;
    return (
      <TreeRow
        key={pinned ?? row % pool}
        id={pinned === null ? rowId(row) : undefined}
        row={row}
        top={(pinned ?? row) * rowHeight}
        forest={forest}
        node={node}
        depth={rows.depth[row] ?? 0}
        position={rows.position[row] ?? 1}
        siblings={rows.siblings[row] ?? 1}
        expanded={scene.isOpen(node)}
        selected={row === selectedRow}
        matched={scene.matched?.[node] === 1}
        faint={scene.meant !== null && scene.meant[node] !== 1}
        loading={props.loading.has(node)}
        layout={layout}
        formatTime={props.formatTime}
        onSelect={props.onSelect}
        onToggle={props.onToggle}
        onDetail={props.onDetail}
        onMenu={props.onMenu}
      />
    );
  };
  return (
    <div className={styles.tree} style={{ height: props.height, ...geometry }}>
      <div className={styles.header} style={{ gridTemplateColumns: layout.template, height: headerHeight }}>
        <SortButton by="name" label="Process" sortBy={props.sortBy} onSort={props.onSort} />
        {layout.columns.map((column) => {
          const by = sortKeys[column];
          if (column === 'lifetime' && props.window !== null && layout.lifetime !== null)
            return (
              <AxisHead key={column} window={props.window} timeZone={props.timeZone} width={layout.lifetime.width} />
            );
          const { label } = columnSpecs[column];
          return by === undefined ? (
            <span key={column} className={column === 'pid' || column === 'duration' ? styles.right : undefined}>
              {label}
            </span>
          ) : (
            <SortButton key={column} by={by} label={label} sortBy={props.sortBy} onSort={props.onSort} />
          );
        })}
      </div>
      <div className={styles.body}>
        <div
          ref={scroller}
          className={styles.scroller}
          role="tree"
          tabIndex={0}
          aria-label={props.label}
          aria-activedescendant={selectedRow >= from && selectedRow < to ? rowId(selectedRow) : undefined}
          data-lineage-keys
          onScroll={(event) => noteFirst(event.currentTarget.scrollTop)}
          onCopy={(event) => {
            if (window.getSelection()?.toString()) return;
            event.clipboardData.setData('text/plain', props.copyText());
            event.preventDefault();
          }}
          onKeyDown={(event) => {
            const command = keyCommand(event);
            if (!command) return;
            event.preventDefault();
            event.stopPropagation();
            props.onCommand(command);
          }}
        >
          <div className={styles.rows} style={{ height: rows.length * rowHeight }} role="presentation">
            {shown.map((row) => {
              const group = rows.group(row);
              return group === undefined ? (
                process(row, null)
              ) : (
                <FoldRow
                  key={row % pool}
                  id={rowId(row)}
                  row={row}
                  top={row * rowHeight}
                  group={group}
                  depth={rows.depth[row] ?? 0}
                  position={rows.position[row] ?? 1}
                  siblings={rows.siblings[row] ?? 1}
                  expanded={rolledOut.has(group.key)}
                  selected={row === selectedRow}
                  layout={layout}
                  formatTime={props.formatTime}
                  onSelect={props.onSelect}
                  onToggle={props.onToggle}
                />
              );
            })}
            {layout.lifetime !== null && props.window !== null && (
              <LifetimeCanvas
                scene={scene}
                lifetimes={props.lifetimes}
                window={props.window}
                timeZone={props.timeZone}
                left={layout.lifetime.left}
                width={layout.lifetime.width}
                first={from}
                end={to}
                rowHeight={rowHeight}
              />
            )}
          </div>
        </div>
        {pins.length > 0 && (
          <div className={styles.pins} style={{ height: pins.length * rowHeight }} aria-hidden>
            {pins.map((row, index) => process(row, index))}
          </div>
        )}
      </div>
    </div>
  );
}

interface SortButtonProps {
  readonly by: SortKey;
  readonly label: string;
  readonly sortBy: SortKey;
  readonly onSort: (by: SortKey) => void;
}

function SortButton({ by, label, sortBy, onSort }: SortButtonProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <button
      type="button"
      className={styles.sort}
      aria-pressed={sortBy === by}
      title={`Sort by ${label.toLowerCase()}`}
      onClick={() => onSort(by)}
    >
      {label}
      {sortBy === by && <Icon name={by === 'level' || by === 'score' ? 'angle-down' : 'angle-up'} size="sm" />}
    </button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  tree: css({ display: 'flex', flexDirection: 'column', minWidth: 0 }),
  header: css({
    flex: 'none',
    display: 'grid',
    columnGap: theme.spacing(1),
    alignItems: 'center',
    paddingRight: theme.spacing(1),
    paddingLeft: 3,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    scrollbarGutter: 'stable',
    overflow: 'hidden',
    '& > :first-child': { paddingLeft: 22 },
  }),
  right: css({ textAlign: 'right', paddingRight: theme.spacing(1) }),
  sort: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: 2,
    padding: 0,
    border: 0,
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    textAlign: 'left',
    cursor: 'pointer',
    '&:hover': { color: theme.colors.text.primary },
    '&[aria-pressed="true"]': { color: theme.colors.text.primary },
  }),
  body: css({ position: 'relative', flex: 1, minHeight: 0 }),
  pins: css({
    position: 'absolute',
    top: 0,
    left: 0,
    right: 8,
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.medium}`,
    boxShadow: theme.shadows.z1,
  }),
  scroller: css({
    height: '100%',
    overflowY: 'auto',
    overflowX: 'hidden',
    scrollbarGutter: 'stable',
    outline: 'none',
    '&:focus-visible [aria-selected="true"]': {
      outline: `1px solid ${theme.colors.primary.border}`,
      outlineOffset: -1,
    },
  }),
  rows: css({ position: 'relative', overflow: 'hidden' }),
});
