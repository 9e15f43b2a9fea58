// Search, folds and order, above the tree.
import React, { useImperativeHandle, useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Dropdown, Icon, IconButton, Input, Menu, useStyles2 } from '@grafana/ui';
import type { SortKey } from '@huntboard/lineage';

export interface ToolbarHandle {
  focus(): void;
}

export interface ToolbarProps {
  readonly query: string;
  readonly matchCount: number;
  /** 1-based place of the selection among the matches, 0 when it is none. */
  readonly matchPlace: number;
  readonly sortBy: SortKey;
  readonly summary: string;
  readonly narrow: boolean;
  readonly onQuery: (query: string) => void;
  readonly onStep: (step: 1 | -1) => void;
  readonly onLeave: () => void;
  readonly onSort: (by: SortKey) => void;
  readonly onOpenAll: (open: boolean) => void;
  readonly handle: React.Ref<ToolbarHandle>;
}

const orders: readonly (readonly [SortKey, string])[] = [
  ['start', 'Start time'],
  ['level', 'Alert level'],
  ['name', 'Name'],
];

export const toolbarHeight = 36;

export function Toolbar(props: ToolbarProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle(props.handle, () => ({
    focus: () => {
      input.current?.focus();
      input.current?.select();
    },
  }));
  const menu = (
    <Menu>
      {orders.map(([by, label]) => (
        <Menu.Item
          key={by}
          label={label}
          active={by === props.sortBy}
          icon={by === props.sortBy ? 'check' : undefined}
          onClick={() => props.onSort(by)}
        />
      ))}
    </Menu>
  );
  return (
    <div className={styles.bar}>
      <div className={styles.search}>
        <Input
          ref={input}
          value={props.query}
          aria-label="Search processes"
          placeholder={props.narrow ? 'Search' : 'Search name, command line, user, hash, PID  ( / )'}
          prefix={<Icon name="search" />}
          suffix={
            props.query !== '' && (
              <span className={styles.count} role="status">
                {props.matchCount === 0 ? 'no match' : `${props.matchPlace || '–'}/${props.matchCount}`}
              </span>
            )
          }
          onChange={(event) => props.onQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') props.onStep(event.shiftKey ? -1 : 1);
            else if (event.key === 'Escape') props.onLeave();
            else if (event.key === 'ArrowDown') props.onLeave();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      </div>
      {props.query !== '' && (
        <>
          <IconButton
            name="angle-up"
            tooltip="Previous match (Shift+Enter)"
            disabled={props.matchCount === 0}
            onClick={() => props.onStep(-1)}
          />
          <IconButton
            name="angle-down"
            tooltip="Next match (Enter)"
            disabled={props.matchCount === 0}
            onClick={() => props.onStep(1)}
          />
        </>
      )}
      <span className={styles.space} />
      {!props.narrow && <span className={styles.summary}>{props.summary}</span>}
      <Dropdown overlay={menu} placement="bottom-end">
        <IconButton name="sort-amount-down" tooltip="Order" aria-label="Order" />
      </Dropdown>
      <IconButton name="angle-double-right" tooltip="Fold everything" onClick={() => props.onOpenAll(false)} />
      <IconButton name="angle-double-down" tooltip="Open everything" onClick={() => props.onOpenAll(true)} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    height: toolbarHeight,
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(0.5),
    '& > button': { marginTop: 8 },
  }),
  search: css({ flex: '0 1 380px', minWidth: 90 }),
  count: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
  }),
  space: css({ flex: 1 }),
  summary: css({
    lineHeight: '32px',
    marginRight: theme.spacing(1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
});
