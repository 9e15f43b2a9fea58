// Above the queue: search, saved filters, group, order, columns, and how much there is.
import React, { useImperativeHandle, useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Dropdown, IconButton, Input, Menu, ToolbarButton, useStyles2 } from '@grafana/ui';
import { COLUMNS } from '../model/columns';
import type { ColumnId } from '../model/columns';
import { GROUPINGS, GROUPING_NAMES, ORDERS, ORDER_NAMES, STANDARD_FILTERS, sameFilter } from '../model/queue-filter';
import type { Grouping, Order, QueueFilter, SavedFilter } from '../model/queue-filter';

export interface ToolbarHandle {
  focusSearch(): void;
}

export interface QueueToolbarProps {
  readonly filter: QueueFilter;
  readonly group: Grouping;
  readonly order: Order;
  readonly columns: readonly ColumnId[];
  readonly saved: readonly SavedFilter[];
  readonly summary: string;
  readonly filtersOpen: boolean;
  readonly narrow: boolean;
  readonly onFilter: (filter: QueueFilter) => void;
  readonly onGroup: (group: Grouping) => void;
  readonly onOrder: (order: Order) => void;
  readonly onColumns: (columns: readonly ColumnId[]) => void;
  readonly onUse: (saved: SavedFilter) => void;
  readonly onSave: (name: string) => void;
  readonly onRemove: (name: string) => void;
  readonly onFilters: () => void;
  readonly onReload: () => void;
  readonly onHelp: () => void;
  /** The viewer is done with the search. */
  readonly onLeave: () => void;
  readonly handle: React.Ref<ToolbarHandle>;
}

export const toolbarHeight = 36;
const searchDelay = 300;

export function QueueToolbar(props: QueueToolbarProps): React.ReactElement {
  const { filter, group, order, saved } = props;
  const styles = useStyles2(getStyles);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [typed, setTyped] = useState<string | null>(null);
  useImperativeHandle(props.handle, () => ({ focusSearch: () => input.current?.focus() }), []);

  const search = (text: string): void => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setTyped(null);
      props.onFilter({ ...filter, search: text });
    }, searchDelay);
  };
  const flush = (): void => {
    if (typed === null) return;
    clearTimeout(timer.current);
    setTyped(null);
    props.onFilter({ ...filter, search: typed });
  };
  const all = [...STANDARD_FILTERS, ...saved];
  const named = all.find((candidate) => sameFilter(candidate.filter, filter))?.name;

  return (
    <div className={styles.bar} style={{ height: toolbarHeight }}>
      <Input
        ref={input}
        className={styles.search}
        aria-label="Search alerts"
        placeholder="Search (/)"
        value={typed ?? filter.search}
        onChange={(event) => search(event.currentTarget.value)}
        onBlur={flush}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          flush();
          props.onLeave();
        }}
      />
      <Dropdown overlay={<FiltersMenu {...props} named={named} />}>
        <ToolbarButton icon="bookmark" isOpen={false} aria-label="Saved filters">
          {named ?? 'Own filter'}
        </ToolbarButton>
      </Dropdown>
      <ToolbarButton
        icon="filter"
        variant={props.filtersOpen ? 'active' : 'default'}
        onClick={props.onFilters}
        tooltip="Filters (f)"
        aria-pressed={props.filtersOpen}
      >
        {props.narrow ? '' : 'Filters'}
      </ToolbarButton>
      <Dropdown
        overlay={
          <Menu>
            {GROUPINGS.map((value) => (
              <Menu.Item
                key={value}
                label={GROUPING_NAMES[value]}
                active={value === group}
                onClick={() => props.onGroup(value)}
              />
            ))}
          </Menu>
        }
      >
        <ToolbarButton icon="folder" isOpen={false} aria-label="Group">
          {GROUPING_NAMES[group]}
        </ToolbarButton>
      </Dropdown>
      {group === 'none' && !props.narrow && (
        <Dropdown
          overlay={
            <Menu>
              {ORDERS.map((value) => (
                <Menu.Item
                  key={value}
                  label={ORDER_NAMES[value]}
                  active={value === order}
                  onClick={() => props.onOrder(value)}
                />
              ))}
            </Menu>
          }
        >
          <ToolbarButton icon="sort-amount-down" isOpen={false} aria-label="Order">
            {ORDER_NAMES[order]}
          </ToolbarButton>
        </Dropdown>
      )}
      <Dropdown
        overlay={
          <Menu>
            {COLUMNS.map(({ id, label }) => {
              const on = props.columns.includes(id);
              return (
                <Menu.Item
                  key={id}
                  label={label}
                  icon={on ? 'check' : 'minus'}
                  onClick={() =>
                    props.onColumns(on ? props.columns.filter((shown) => shown !== id) : [...props.columns, id])
                  }
                />
              );
            })}
          </Menu>
        }
      >
        <ToolbarButton icon="columns" isOpen={false} aria-label="Columns" iconOnly tooltip="Columns" />
      </Dropdown>
      <span className={styles.summary} role="status" data-testid="triage-summary">
        {props.summary}
      </span>
      <IconButton name="sync" tooltip="Reload" aria-label="Reload" onClick={props.onReload} />
      <Button size="sm" variant="secondary" fill="text" onClick={props.onHelp} aria-label="Keys">
        ?
      </Button>
    </div>
  );
}

function FiltersMenu(props: QueueToolbarProps & { readonly named: string | undefined }): React.ReactElement {
  const { saved, named } = props;
  return (
    <Menu>
      {STANDARD_FILTERS.map((one) => (
        <Menu.Item key={one.name} label={one.name} active={one.name === named} onClick={() => props.onUse(one)} />
      ))}
      {saved.length > 0 && <Menu.Divider />}
      {saved.map((one) => (
        <Menu.Item
          key={one.name}
          label={one.name}
          active={one.name === named}
          onClick={() => props.onUse(one)}
          childItems={[
            <Menu.Item
              key="remove"
              label="Remove"
              icon="trash-alt"
              destructive
              onClick={() => props.onRemove(one.name)}
            />,
          ]}
        />
      ))}
      {named === undefined && <Menu.Divider />}
      {named === undefined && <Menu.Item label="Keep this filter…" icon="save" onClick={() => props.onSave('')} />}
    </Menu>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), overflow: 'hidden' }),
  search: css({ width: 180, flex: '0 1 180px', minWidth: 90 }),
  summary: css({
    flex: '1 1 0',
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    textAlign: 'right',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
