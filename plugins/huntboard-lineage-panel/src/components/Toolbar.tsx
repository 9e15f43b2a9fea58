// Above the views: which one, search, filters, and what can be done with the whole.
import React, { useImperativeHandle, useRef } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2, IconName } from '@grafana/data';
import { Dropdown, Icon, IconButton, Input, Menu, useStyles2 } from '@grafana/ui';
import type { SortKey } from '@huntboard/lineage';
import { columnNames, columnSpecs } from '../columns';
import type { ColumnName } from '../columns';
import type { ExportKind } from '../export-view';
import type { FocusHandle } from '../use-view-actions';
import type { ViewName } from '../view-state';

export interface ToolbarProps {
  readonly view: ViewName;
  readonly query: string;
  readonly matchCount: number;
  /** 1-based place of the selection among the matches, 0 when it is none. */
  readonly matchPlace: number;
  /** The matches are of what was typed before. */
  readonly searching: boolean;
  readonly filters: number;
  readonly filtering: boolean;
  readonly sortBy: SortKey;
  readonly columns: readonly ColumnName[];
  readonly summary: string;
  readonly width: number;
  readonly onView: (view: ViewName) => void;
  readonly onQuery: (query: string) => void;
  readonly onStep: (step: 1 | -1) => void;
  readonly onLeave: () => void;
  readonly onFilter: () => void;
  readonly onSort: (by: SortKey) => void;
  readonly onColumns: (columns: readonly ColumnName[]) => void;
  readonly onOpenAll: (open: boolean) => void;
  readonly onStory: () => void;
  readonly onExport: (kind: ExportKind) => void;
  readonly onKeys: () => void;
  readonly handle: React.Ref<FocusHandle>;
}

const views: readonly (readonly [ViewName, string, IconName])[] = [
  ['tree', 'Tree', 'list-ul'],
  ['graph', 'Graph', 'sitemap'],
  ['timeline', 'Timeline', 'clock-nine'],
];
const orders: readonly (readonly [SortKey, string])[] = [
  ['start', 'Start time'],
  ['level', 'Alert level'],
  ['score', 'What stands out'],
  ['name', 'Name'],
];
const exports: readonly (readonly [ExportKind, string, IconName])[] = [
  ['png', 'Picture (PNG)', 'camera'],
  ['svg', 'Drawing (SVG)', 'gf-landscape'],
  ['json', 'Processes (JSON)', 'brackets-curly'],
  ['text', 'Tree (text)', 'align-left'],
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
  const narrow = props.width < 620;
  return (
    <div className={styles.bar}>
      <div className={styles.views} role="group" aria-label="View">
        {views.map(([name, label, icon], index) => (
          <button
            key={name}
            type="button"
            aria-pressed={props.view === name}
            aria-label={label}
            title={`${label} (${index + 1})`}
            className={cx(styles.view, props.view === name && styles.chosen)}
            onClick={() => props.onView(name)}
          >
            <Icon name={icon} size="sm" />
            {props.width >= 760 && label}
          </button>
        ))}
      </div>
      <div className={styles.search}>
        <Input
          ref={input}
          value={props.query}
          aria-label="Search processes"
          placeholder={narrow ? 'Search' : 'Search names, command lines, users…  /'}
          title="Every word must match: name, command line, user, hash, PID, host ( / )"
          prefix={<Icon name="search" />}
          suffix={
            props.query !== '' && (
              <span className={styles.count} role="status">
                {props.matchCount === 0
                  ? props.searching
                    ? '…'
                    : 'no match'
                  : `${props.matchPlace || '–'}/${props.matchCount.toLocaleString('en')}`}
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
      {props.query !== '' && !narrow && (
        <span className={styles.tools}>
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
        </span>
      )}
      <button
        type="button"
        className={cx(styles.filter, props.filters > 0 && styles.chosen)}
        aria-expanded={props.filtering}
        aria-label={props.filters > 0 ? `Filters, ${props.filters} set` : 'Filters'}
        title="Filters (Shift+F)"
        onClick={props.onFilter}
      >
        <Icon name="filter" size="sm" />
        {props.filters > 0 && props.filters}
      </button>
      <span className={styles.space} />
      {props.width >= 900 && (
        <span className={styles.summary} title={props.summary}>
          {props.summary}
        </span>
      )}
      <span className={styles.tools}>
        <IconButton name="crosshair" tooltip="Back to the story" onClick={props.onStory} />
        <Dropdown overlay={<ShownMenu {...props} />} placement="bottom-end">
          <IconButton name="sort-amount-down" tooltip="Order, columns, folds" aria-label="Order, columns, folds" />
        </Dropdown>
        <Dropdown
          overlay={
            <Menu>
              {exports.map(([kind, label, icon]) => (
                <Menu.Item key={kind} label={label} icon={icon} onClick={() => props.onExport(kind)} />
              ))}
            </Menu>
          }
          placement="bottom-end"
        >
          <IconButton name="download-alt" tooltip="Export" aria-label="Export" />
        </Dropdown>
        <IconButton name="keyboard" tooltip="Keys (?)" aria-label="Keys" onClick={props.onKeys} />
      </span>
    </div>
  );
}

/** Order of siblings, columns of the tree, and folds. */
function ShownMenu(
  props: Pick<ToolbarProps, 'sortBy' | 'columns' | 'view' | 'onSort' | 'onColumns' | 'onOpenAll'>,
): React.ReactElement {
  const toggle = (name: ColumnName): void =>
    props.onColumns(
      props.columns.includes(name)
        ? props.columns.filter((one) => one !== name)
        : columnNames.filter((one) => one === name || props.columns.includes(one)),
    );
  return (
    <Menu>
      <Menu.Group label="Order">
        {orders.map(([by, label]) => (
          <Menu.Item
            key={by}
            label={label}
            active={by === props.sortBy}
            icon={by === props.sortBy ? 'check' : undefined}
            onClick={() => props.onSort(by)}
          />
        ))}
      </Menu.Group>
      <Menu.Group label="Folds">
        <Menu.Item label="Fold everything" icon="angle-double-right" onClick={() => props.onOpenAll(false)} />
        <Menu.Item label="Open everything" icon="angle-double-down" onClick={() => props.onOpenAll(true)} />
      </Menu.Group>
      {props.view === 'tree' && (
        <Menu.Group label="Columns">
          {columnNames.map((name) => (
            <Menu.Item
              key={name}
              label={columnSpecs[name].label}
              icon={props.columns.includes(name) ? 'check' : undefined}
              onClick={() => toggle(name)}
            />
          ))}
        </Menu.Group>
      )}
    </Menu>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const button = {
    display: 'inline-flex',
    alignItems: 'center',
    gap: 5,
    height: 32,
    padding: '0 9px',
    border: `1px solid ${theme.colors.border.medium}`,
    background: 'none',
    color: theme.colors.text.secondary,
    font: 'inherit',
    fontSize: theme.typography.bodySmall.fontSize,
    cursor: 'pointer',
    '&:hover': { color: theme.colors.text.primary },
  } as const;
  return {
    bar: css({
      height: toolbarHeight,
      flex: 'none',
      display: 'flex',
      alignItems: 'flex-start',
      gap: theme.spacing(0.75),
    }),
    views: css({
      display: 'flex',
      flex: 'none',
      '& > button:first-child': { borderRadius: `${theme.shape.radius.default} 0 0 ${theme.shape.radius.default}` },
      '& > button:last-child': { borderRadius: `0 ${theme.shape.radius.default} ${theme.shape.radius.default} 0` },
      '& > button + button': { borderLeft: 0 },
    }),
    view: css(button),
    filter: css({ ...button, flex: 'none', borderRadius: theme.shape.radius.default }),
    chosen: css({ background: theme.colors.action.selected, color: theme.colors.text.primary }),
    search: css({ flex: '0 1 350px', minWidth: 90 }),
    count: css({
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      whiteSpace: 'nowrap',
      fontVariantNumeric: 'tabular-nums',
    }),
    space: css({ flex: 1 }),
    tools: css({ display: 'inline-flex', alignItems: 'center', gap: 4, height: 32, flex: 'none' }),
    summary: css({
      lineHeight: '32px',
      marginRight: theme.spacing(1),
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      whiteSpace: 'nowrap',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
    }),
  };
};
