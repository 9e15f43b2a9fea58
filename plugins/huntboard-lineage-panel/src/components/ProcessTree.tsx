// The tree itself: a header, and the rows that are in sight (only those exist in the page).
import React, { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Forest, SortKey, VisibleRows } from '@huntboard/lineage';
import type { Layout } from '../columns';
import { keyCommand } from '../key-command';
import type { KeyCommand } from '../key-command';
import type { FormatTime } from '../time-format';
import { TreeRow } from './TreeRow';

export interface ProcessTreeHandle {
  focus(): void;
}

export interface ProcessTreeProps {
  readonly panelId: number;
  readonly label: string;
  readonly forest: Forest;
  readonly rows: VisibleRows;
  readonly open: ReadonlySet<string>;
  readonly selected: string | null;
  readonly matched: ReadonlySet<number>;
  /** Node to have in sight at first. */
  readonly initial: number | undefined;
  readonly layout: Layout;
  readonly height: number;
  readonly rowHeight: number;
  readonly sortBy: SortKey;
  readonly formatTime: FormatTime;
  readonly formatFull: FormatTime;
  readonly onSort: (by: SortKey) => void;
  readonly onSelect: (node: number) => void;
  readonly onToggle: (node: number) => void;
  readonly onDetail: (node: number) => void;
  readonly onCommand: (command: KeyCommand) => void;
  /** Text for the clipboard. */
  readonly copyText: () => string;
  readonly handle: React.Ref<ProcessTreeHandle>;
}

export const headerHeight = 26;
const overscan = 6;

export function ProcessTree(props: ProcessTreeProps): React.ReactElement {
  const { forest, rows, selected, layout, rowHeight } = props;
  const styles = useStyles2(getStyles);
  const scroller = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const bodyHeight = Math.max(rowHeight, props.height - headerHeight);
  const visible = Math.ceil(bodyHeight / rowHeight);
  const selectedNode = selected === null ? undefined : forest.find(selected);
  const selectedRow = selectedNode === undefined ? -1 : rows.rowOf(selectedNode);
  const rowId = (node: number): string => `huntboard-lineage-${props.panelId}-${node}`;

  useImperativeHandle(props.handle, () => ({ focus: () => scroller.current?.focus({ preventScroll: true }) }), []);

  // Follows the selection: it never leaves the sight by a key.
  useEffect(() => {
    const element = scroller.current;
    if (!element || selectedRow < 0) return;
    const top = selectedRow * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + bodyHeight) element.scrollTop = top + rowHeight - bodyHeight;
  }, [selected, selectedRow, rowHeight, bodyHeight]);

  // At first the worst alert is in sight, with room above for the way to it and twice as much below for what it did.
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
    const node = anchor.current === null ? undefined : forest.find(anchor.current);
    const row = node === undefined ? -1 : rows.rowOf(node);
    if (element && row >= 0) element.scrollTop += (row - Math.floor(element.scrollTop / rowHeight)) * rowHeight;
  }, [forest, rows, rowHeight]);
  const noteFirst = useCallback(
    (top: number) => {
      const row = Math.max(0, Math.floor(top / rowHeight));
      setFirst(row);
      const node = rows.node[row];
      anchor.current = row === 0 || node === undefined ? null : forest.key(node);
    },
    [forest, rows, rowHeight],
  );

  const from = Math.max(0, Math.min(first, rows.length - visible) - overscan);
  const to = Math.min(rows.length, first + visible + overscan);
  // Rows that leave the sight are used again for those that come: making elements costs more than changing them.
  // What all rows share stands once, in variables: rows with styles of their own made the browser slower with every screen.
  const geometry = {
    transform: `translateY(${from * rowHeight}px)`,
    '--row-height': `${rowHeight}px`,
    '--columns': layout.template,
    '--indent': `${layout.indent}px`,
  } as React.CSSProperties;
  // A row keeps its element while it is in sight; elements of rows that left are used again.
  const pool = visible + 2 * overscan + 1;
  const shown: number[] = [];
  for (let row = from; row < to; row++) shown.push(row);

  return (
    <div className={styles.tree} style={{ height: props.height }}>
      <div className={styles.header} style={{ gridTemplateColumns: layout.template, height: headerHeight }}>
        <SortButton by="name" label="Process" sortBy={props.sortBy} onSort={props.onSort} />
        {layout.pid && <span className={styles.right}>PID</span>}
        <SortButton by="level" label="Alerts" sortBy={props.sortBy} onSort={props.onSort} />
        {layout.user && <span>User</span>}
        {layout.time && <SortButton by="start" label="Started" sortBy={props.sortBy} onSort={props.onSort} />}
        {layout.commandLine && <span>Command line</span>}
      </div>
      <div
        ref={scroller}
        className={styles.scroller}
        role="tree"
        tabIndex={0}
        aria-label={props.label}
        aria-activedescendant={selectedRow >= 0 && selectedNode !== undefined ? rowId(selectedNode) : undefined}
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
        <div style={{ height: rows.length * rowHeight }} role="presentation">
          <div className={styles.rows} style={geometry} role="presentation">
            {shown.map((row) => {
              const node = rows.node[row] ?? 0;
              const key = forest.key(node);
              return (
                <TreeRow
                  key={row % pool}
                  id={rowId(node)}
                  forest={forest}
                  node={node}
                  position={rows.position[row] ?? 1}
                  siblings={rows.siblings[row] ?? 1}
                  expanded={props.open.has(key)}
                  selected={key === selected}
                  matched={props.matched.has(node)}
                  layout={layout}
                  formatTime={props.formatTime}
                  formatFull={props.formatFull}
                  onSelect={props.onSelect}
                  onToggle={props.onToggle}
                  onDetail={props.onDetail}
                />
              );
            })}
          </div>
        </div>
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
      {sortBy === by && <Icon name={by === 'level' ? 'angle-down' : 'angle-up'} size="sm" />}
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
  scroller: css({
    flex: 1,
    minHeight: 0,
    overflowY: 'auto',
    overflowX: 'hidden',
    scrollbarGutter: 'stable',
    outline: 'none',
    '&:focus-visible [aria-selected="true"]': {
      outline: `1px solid ${theme.colors.primary.border}`,
      outlineOffset: -1,
    },
  }),
  rows: css({ willChange: 'transform' }),
});
