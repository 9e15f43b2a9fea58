// The queue: a header, and the rows in sight. Only those exist in the page, so a million alerts scroll as fifty do.
import React, { useEffect, useImperativeHandle, useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { keyCommand } from '../model/key-command';
import type { KeyCommand } from '../model/key-command';
import type { Line, QueueState } from '../model/queue-state';
import { GroupRow, QueueRow } from './QueueRow';
import type { RowLook } from './QueueRow';

export interface QueueTableHandle {
  focus(): void;
  /** Rows that fit. */
  page(): number;
}

export interface QueueTableProps {
  readonly panelId: number;
  readonly lines: readonly Line[];
  readonly state: QueueState;
  readonly opened: string | null;
  readonly look: RowLook;
  readonly height: number;
  readonly loading: boolean;
  readonly onCommand: (command: KeyCommand) => void;
  readonly onOpen: (id: string) => void;
  readonly onMark: (id: string, range: boolean) => void;
  readonly onToggleGroup: (key: string) => void;
  /** A list whose end came into sight. */
  readonly onMore: (list: string) => void;
  readonly handle: React.Ref<QueueTableHandle>;
}

export const headerHeight = 28;
const overscan = 8;

export function QueueTable(props: QueueTableProps): React.ReactElement {
  const { lines, state, look, opened } = props;
  const styles = useStyles2(getStyles);
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const bodyHeight = Math.max(look.height, props.height - headerHeight);
  const visible = Math.ceil(bodyHeight / look.height);
  const first = Math.max(0, Math.min(Math.floor(top / look.height), lines.length - visible) - overscan);
  const last = Math.min(lines.length, Math.floor(top / look.height) + visible + overscan);
  const cursorAt = state.cursor === null ? -1 : lines.findIndex(({ key }) => key === state.cursor);
  const idOf = (key: string): string => `huntboard-triage-${props.panelId}-${key}`;

  useImperativeHandle(
    props.handle,
    () => ({ focus: () => scroller.current?.focus({ preventScroll: true }), page: () => visible }),
    [visible],
  );

  // The cursor never leaves the sight by a key; whatever else changes, nothing scrolls by itself.
  const followed = useRef<string | null>(null);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || cursorAt < 0 || followed.current === state.cursor) return;
    followed.current = state.cursor;
    const at = cursorAt * look.height;
    if (at < element.scrollTop) element.scrollTop = at;
    else if (at + look.height > element.scrollTop + bodyHeight) element.scrollTop = at + look.height - bodyHeight;
  }, [state.cursor, cursorAt, look.height, bodyHeight]);

  const { onMore } = props;
  const ends = lines.slice(first, last).flatMap((line) => (line.kind === 'more' ? [line.list] : []));
  const endsKey = ends.join('\n');
  useEffect(() => {
    if (!props.loading && endsKey !== '') for (const list of endsKey.split('\n')) onMore(list);
    // A group without a name has the empty key, which is lost above.
    if (!props.loading && endsKey === '' && ends.length > 0) onMore('');
  }, [endsKey, ends.length, onMore, props.loading]);

  return (
    <div
      role="grid"
      aria-label="Alerts"
      aria-rowcount={lines.length + 1}
      aria-multiselectable
      aria-busy={props.loading}
      aria-activedescendant={
        cursorAt >= first && cursorAt < last && state.cursor !== null ? idOf(state.cursor) : undefined
      }
      tabIndex={0}
      ref={scroller}
      className={styles.scroller}
      style={{ height: props.height }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={(event) => {
        const command = event.target === event.currentTarget ? keyCommand(event) : null;
        if (command === null) return;
        event.preventDefault();
        event.stopPropagation();
        // Grafana listens on the document for keys of its own.
        event.nativeEvent.stopImmediatePropagation();
        props.onCommand(command);
      }}
    >
      <div
        role="row"
        aria-rowindex={1}
        className={styles.header}
        style={{ gridTemplateColumns: `30px ${look.template}` }}
      >
        <span role="columnheader" className={styles.head}>
          <span className={styles.unseen}>Marked</span>
        </span>
        {look.columns.map(({ id, label }) => (
          <span key={id} role="columnheader" className={styles.head}>
            {label}
          </span>
        ))}
      </div>
      <div role="rowgroup" className={styles.body} style={{ height: lines.length * look.height }}>
        <div style={{ transform: `translateY(${first * look.height}px)` }}>
          {lines.slice(first, last).map((line, offset) => {
            const index = first + offset;
            switch (line.kind) {
              case 'group':
                return (
                  <GroupRow
                    key={line.key}
                    id={idOf(line.key)}
                    group={line.group}
                    index={index}
                    open={line.open}
                    current={line.key === state.cursor}
                    height={look.height}
                    now={look.now}
                    onToggle={props.onToggleGroup}
                  />
                );
              case 'alert':
                return (
                  <QueueRow
                    key={line.key}
                    id={idOf(line.key)}
                    row={line.row}
                    index={index}
                    look={look}
                    current={line.key === state.cursor}
                    marked={state.marked.has(line.key)}
                    opened={line.key === opened}
                    indented={state.grouped}
                    onOpen={props.onOpen}
                    onMark={props.onMark}
                  />
                );
              case 'more':
                return (
                  <div
                    key={line.key}
                    role="row"
                    aria-rowindex={index + 2}
                    className={styles.more}
                    style={{ height: look.height }}
                  >
                    <span role="gridcell">Loading…</span>
                  </div>
                );
            }
          })}
        </div>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroller: css({
    overflowX: 'hidden',
    overflowY: 'auto',
    overflowAnchor: 'none',
    outline: 'none',
    fontSize: theme.typography.bodySmall.fontSize,
    '&:focus-visible': { boxShadow: `inset 0 0 0 1px ${theme.colors.primary.border}` },
  }),
  header: css({
    position: 'sticky',
    top: 0,
    zIndex: 1,
    display: 'grid',
    alignItems: 'center',
    height: headerHeight,
    borderLeft: '3px solid transparent',
    borderBottom: `1px solid ${theme.colors.border.medium}`,
    background: theme.colors.background.primary,
    color: theme.colors.text.secondary,
  }),
  head: css({
    padding: '0 6px',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontWeight: theme.typography.fontWeightMedium,
  }),
  unseen: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  body: css({ position: 'relative' }),
  more: css({ display: 'flex', alignItems: 'center', padding: '0 12px', color: theme.colors.text.secondary }),
});
