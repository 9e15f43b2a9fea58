// Filters as rows, and groups of them.
import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, IconButton, useStyles2 } from '@grafana/ui';
import type { Filter, FilterNode } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import type { EventField } from '../event-fields';
import { filterInWords } from '../query-in-words';
import { FilterParts, isComplete } from './FilterParts';

export interface FilterRowsProps {
  readonly datasource: HuntboardDataSource;
  readonly table: 'events' | 'alerts' | 'seen';
  readonly fields: readonly EventField[];
  readonly filters: readonly FilterNode[];
  readonly range: TimeRange | undefined;
  readonly onChange: (filters: FilterNode[]) => void;
}

const fresh: Filter = { field: '', operator: '=', value: '' };

/** Deeper groups are shown in words: nobody reads them as rows. */
const MAX_DEPTH = 3;

type Joiner = 'all' | 'any';

/** The nodes of the outermost level and how they are joined: `any` stands in the model as one group around them. */
export function openRoot(filters: readonly FilterNode[]): { joiner: Joiner; nodes: readonly FilterNode[] } {
  const [only, ...more] = filters;
  return only !== undefined && more.length === 0 && 'any' in only && only.any.length > 1
    ? { joiner: 'any', nodes: only.any }
    : { joiner: 'all', nodes: filters };
}

/** The model's filters of the outermost level. */
export function closeRoot(joiner: Joiner, nodes: readonly FilterNode[]): FilterNode[] {
  return joiner === 'any' && nodes.length > 1 ? [{ any: nodes }] : [...nodes];
}

export function FilterRows({ filters, onChange, ...around }: FilterRowsProps): React.ReactElement {
  const { joiner, nodes } = openRoot(filters);
  return (
    <FilterGroup
      {...around}
      joiner={joiner}
      nodes={nodes}
      depth={0}
      onChange={(next, items) => onChange(closeRoot(next, items))}
    />
  );
}

interface FilterGroupProps extends Omit<FilterRowsProps, 'filters' | 'onChange'> {
  readonly joiner: Joiner;
  readonly nodes: readonly FilterNode[];
  readonly depth: number;
  readonly onChange: (joiner: Joiner, nodes: readonly FilterNode[]) => void;
}

const grouped = (joiner: Joiner, nodes: readonly FilterNode[]): FilterNode =>
  joiner === 'any' ? { any: nodes } : { all: nodes };

function FilterGroup({ joiner, nodes, depth, onChange, ...around }: FilterGroupProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  // A new row, or a new group with its first row, counts once it says enough: until then it stays here, and the query as it was.
  const [draft, setDraft] = useState<{ readonly filter: Filter; readonly inGroup: boolean } | null>(null);
  const change = (index: number, node: FilterNode): void =>
    onChange(
      joiner,
      nodes.map((old, at) => (at === index ? node : old)),
    );
  const remove = (index: number): void =>
    onChange(
      joiner,
      nodes.filter((_, at) => at !== index),
    );
  const changeDraft = (filter: Filter): void => {
    if (draft === null) return;
    if (!isComplete(filter)) {
      setDraft({ ...draft, filter });
      return;
    }
    setDraft(null);
    // A group within "and" is there for its "or", and the other way round.
    onChange(joiner, [...nodes, draft.inGroup ? grouped(joiner === 'all' ? 'any' : 'all', [filter]) : filter]);
  };
  const join = (index: number): React.ReactElement =>
    index === 0 ? (
      <span className={styles.joiner}>{depth === 0 ? t('filters.where', 'where') : ''}</span>
    ) : index === 1 ? (
      <Button
        className={styles.joiner}
        size="sm"
        variant="secondary"
        fill="text"
        tooltip={
          joiner === 'all'
            ? t('filters.allMustHold', 'All must hold; choose: any')
            : t('filters.anyMayHold', 'Any may hold; choose: all')
        }
        onClick={() => onChange(joiner === 'all' ? 'any' : 'all', nodes)}
      >
        {joiner === 'all' ? t('filters.and', 'and') : t('filters.or', 'or')}
      </Button>
    ) : (
      <span className={styles.joiner}>{joiner === 'all' ? t('filters.and', 'and') : t('filters.or', 'or')}</span>
    );
  return (
    <div
      className={depth === 0 ? styles.rows : styles.group}
      role="group"
      aria-label={depth === 0 ? t('filters.filters', 'Filters') : t('filters.group', 'Group')}
    >
      {nodes.map((node, index) => (
        <div key={index} className={styles.row}>
          {join(index)}
          {'field' in node ? (
            <>
              <FilterParts {...around} filter={node} onChange={(filter) => change(index, filter)} />
              <IconButton
                name="times"
                aria-label={t('filters.removeFilter', 'Remove filter')}
                onClick={() => remove(index)}
              />
            </>
          ) : depth + 1 < MAX_DEPTH ? (
            <FilterGroup
              {...around}
              joiner={'any' in node ? 'any' : 'all'}
              nodes={'any' in node ? node.any : node.all}
              depth={depth + 1}
              onChange={(next, items) => (items.length === 0 ? remove(index) : change(index, grouped(next, items)))}
            />
          ) : (
            <>
              <code>{filterInWords(node)}</code>
              <IconButton
                name="times"
                aria-label={t('filters.removeFilter', 'Remove filter')}
                onClick={() => remove(index)}
              />
            </>
          )}
        </div>
      ))}
      {draft !== null && (
        <div className={styles.row}>
          {join(nodes.length)}
          {draft.inGroup && <span className={styles.bracket}>(</span>}
          <FilterParts {...around} filter={draft.filter} onChange={changeDraft} />
          <IconButton
            name="times"
            aria-label={t('filters.removeFilter', 'Remove filter')}
            onClick={() => setDraft(null)}
          />
        </div>
      )}
      {draft === null && (
        <div className={styles.row}>
          <Button
            size="sm"
            variant="secondary"
            fill={depth === 0 ? 'solid' : 'text'}
            icon="plus"
            onClick={() => setDraft({ filter: fresh, inGroup: false })}
          >
            {t('filters.filter', 'Filter')}
          </Button>
          {depth + 1 < MAX_DEPTH && nodes.length > 0 && (
            <Button
              size="sm"
              variant="secondary"
              fill="text"
              icon="plus"
              tooltip={
                joiner === 'all'
                  ? t('filters.groupOfAny', 'Filters of which any may hold')
                  : t('filters.groupOfAll', 'Filters that all must hold')
              }
              onClick={() => setDraft({ filter: fresh, inGroup: true })}
            >
              {t('filters.group', 'Group')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  rows: css({ display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: theme.spacing(0.5) }),
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5) }),
  group: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    gap: theme.spacing(0.5),
    padding: theme.spacing(0.5),
    borderLeft: `2px solid ${theme.colors.border.medium}`,
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  }),
  bracket: css({ color: theme.colors.text.secondary }),
  joiner: css({
    width: 48,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    textAlign: 'right',
    paddingRight: theme.spacing(0.5),
  }),
});
