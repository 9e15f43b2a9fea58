// The filters in full: level, status, who has it, host, user, rule, and the unreviewed or late ones alone.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FilterPill, Input, useStyles2 } from '@grafana/ui';
import { STATUSES } from '@huntboard/actions';
import { LEVELS, STATUS_NAMES } from '../model/alert';
import { EMPTY_FILTER } from '../model/queue-filter';
import type { QueueFilter } from '../model/queue-filter';

export interface FilterBarProps {
  readonly filter: QueueFilter;
  readonly people: readonly string[];
  readonly onFilter: (filter: QueueFilter) => void;
  readonly onSave: () => void;
}

const toggled = (list: readonly string[], value: string): string[] =>
  list.includes(value) ? list.filter((item) => item !== value) : [...list, value];

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const WHO = [
  ['', 'Anybody'],
  ['@me', 'Me'],
  ['@none', 'Nobody'],
] as const;

export function FilterBar({ filter, people, onFilter, onSave }: FilterBarProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const field = (name: 'hosts' | 'users' | 'rules', label: string): React.ReactElement => (
    <label className={styles.label}>
      {label}
      <Input
        width={18}
        key={filter[name].join(',')}
        defaultValue={filter[name].join(', ')}
        placeholder="all"
        onBlur={(event) => {
          const list = listOf(event.currentTarget.value);
          if (list.join() !== filter[name].join()) onFilter({ ...filter, [name]: list });
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onFilter({ ...filter, [name]: listOf(event.currentTarget.value) });
        }}
      />
    </label>
  );
  return (
    <div className={styles.bar} role="group" aria-label="Filters">
      <div className={styles.line}>
        {LEVELS.map((level) => (
          <FilterPill
            key={level}
            label={level}
            selected={filter.levels.includes(level)}
            onClick={() => onFilter({ ...filter, levels: toggled(filter.levels, level) })}
          />
        ))}
        <span className={styles.gap} />
        {STATUSES.map((status) => (
          <FilterPill
            key={status}
            label={STATUS_NAMES[status]}
            selected={filter.statuses.includes(status)}
            onClick={() => onFilter({ ...filter, statuses: toggled(filter.statuses, status) })}
          />
        ))}
        <FilterPill
          label="Unseen for 24 h"
          selected={filter.unreviewed}
          onClick={() => onFilter({ ...filter, unreviewed: !filter.unreviewed })}
        />
        <FilterPill label="Late" selected={filter.late} onClick={() => onFilter({ ...filter, late: !filter.late })} />
        {filter.actedSince !== '' && (
          <FilterPill
            label={filter.actedSince.endsWith('h') ? `Acted on in ${filter.actedSince}` : 'Acted on in this shift'}
            selected
            onClick={() => onFilter({ ...filter, actedSince: '' })}
          />
        )}
      </div>
      <div className={styles.line}>
        {[...WHO, ...people.slice(0, 12).map((name) => [name, name] as const)].map(([value, label]) => (
          <FilterPill
            key={value}
            label={label}
            selected={filter.assignee === value}
            onClick={() => onFilter({ ...filter, assignee: value })}
          />
        ))}
        <span className={styles.gap} />
        {field('hosts', 'Hosts')}
        {field('users', 'Users')}
        {field('rules', 'Rule ids')}
        <Button size="sm" variant="secondary" fill="text" onClick={() => onFilter(EMPTY_FILTER)}>
          Clear
        </Button>
        <Button size="sm" variant="secondary" fill="text" icon="save" onClick={onSave}>
          Keep…
        </Button>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ padding: theme.spacing(0.5, 0, 1, 0), display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5) }),
  line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5) }),
  gap: css({ width: theme.spacing(2) }),
  label: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
