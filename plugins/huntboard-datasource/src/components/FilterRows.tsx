// Filters as rows of field, operator, value.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Button, Combobox, IconButton, MultiCombobox, useStyles2 } from '@grafana/ui';
import type { ComboboxOption } from '@grafana/ui';
import { OPERATORS } from '@huntboard/query';
import type { Filter, FilterNode, Operator } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import type { EventField } from '../event-fields';
import { queryInWords } from '../query-in-words';

export interface FilterRowsProps {
  readonly datasource: HuntboardDataSource;
  readonly table: 'events' | 'alerts';
  readonly fields: readonly EventField[];
  readonly filters: readonly FilterNode[];
  readonly range: TimeRange | undefined;
  readonly onChange: (filters: FilterNode[]) => void;
}

const inWords: Readonly<Record<Operator, string>> = {
  '=': 'is',
  '!=': 'is not',
  contains: 'contains',
  '!contains': 'does not contain',
  startswith: 'starts with',
  endswith: 'ends with',
  regex: 'matches regex',
  '!regex': 'does not match regex',
  '>': '>',
  '>=': '≥',
  '<': '<',
  '<=': '≤',
  in: 'is one of',
  '!in': 'is none of',
  exists: 'exists',
  '!exists': 'does not exist',
};

const operatorOptions: ComboboxOption<Operator>[] = OPERATORS.map((operator) => ({
  value: operator,
  label: inWords[operator],
}));
const takesList = (operator: Operator): boolean => operator === 'in' || operator === '!in';
const takesNothing = (operator: Operator): boolean => operator === 'exists' || operator === '!exists';

/** The value in the form that the operator takes. */
export function fitValue(value: Filter['value'], operator: Operator): Filter['value'] {
  if (takesNothing(operator)) return '';
  if (takesList(operator)) return Array.isArray(value) ? value : value === '' ? [] : [value];
  return Array.isArray(value) ? (value[0] ?? '') : value;
}

export function FilterRows({
  datasource,
  table,
  fields,
  filters,
  range,
  onChange,
}: FilterRowsProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const fieldOptions = fields.map(({ name, doc }) => ({ value: name, label: name, description: doc }));
  const change = (index: number, node: FilterNode): void =>
    onChange(filters.map((old, at) => (at === index ? node : old)));
  const remove = (index: number): void => onChange(filters.filter((_, at) => at !== index));
  return (
    <div className={styles.rows}>
      {filters.map((node, index) =>
        'field' in node ? (
          <div key={index} className={styles.row}>
            <span className={styles.joiner}>{index === 0 ? 'where' : 'and'}</span>
            <Combobox
              aria-label="Filter field"
              width={26}
              options={fieldOptions}
              value={node.field === '' ? null : node.field}
              placeholder="Field"
              createCustomValue
              onChange={({ value }) => change(index, { ...node, field: value })}
            />
            <Combobox
              aria-label="Filter operator"
              width={20}
              options={operatorOptions}
              value={node.operator}
              onChange={({ value }) => change(index, { ...node, operator: value, value: fitValue(node.value, value) })}
            />
            {!takesNothing(node.operator) && (
              <FilterValue
                datasource={datasource}
                table={table}
                filter={node}
                range={range}
                onChange={(value) => change(index, { ...node, value })}
              />
            )}
            <IconButton name="times" aria-label="Remove filter" tooltip="Remove filter" onClick={() => remove(index)} />
          </div>
        ) : (
          <div key={index} className={styles.row}>
            <span className={styles.joiner}>{index === 0 ? 'where' : 'and'}</span>
            <code>{groupInWords(node)}</code>
            <IconButton name="times" aria-label="Remove filter" tooltip="Remove filter" onClick={() => remove(index)} />
          </div>
        ),
      )}
      <Button
        size="sm"
        variant="secondary"
        icon="plus"
        onClick={() => onChange([...filters, { field: '', operator: '=', value: '' }])}
      >
        Filter
      </Button>
    </div>
  );
}

/** A group is shown in words: it can be kept or removed here, and changed as SQL. */
function groupInWords(node: FilterNode): string {
  return queryInWords({
    refId: '',
    kind: 'events',
    version: 1,
    categories: [],
    hosts: [],
    search: '',
    filters: [node],
    columns: [],
    orderBy: { field: 'ts', direction: 'desc' },
    limit: 1,
    format: 'table',
    top: 1,
  }).replace(/^[^·]*· /, '');
}

interface FilterValueProps {
  readonly datasource: HuntboardDataSource;
  readonly table: 'events' | 'alerts';
  readonly filter: Filter;
  readonly range: TimeRange | undefined;
  readonly onChange: (value: Filter['value']) => void;
}

function FilterValue({ datasource, table, filter, range, onChange }: FilterValueProps): React.ReactElement {
  const values = async (typed: string): Promise<ComboboxOption[]> => {
    if (filter.field === '') return [];
    // Without suggestions a value can still be typed.
    const found = await datasource
      .findValues({ table, field: filter.field, search: typed, limit: 100 }, range)
      .catch((): string[] => []);
    return found.map((value) => ({ value, label: value }));
  };
  if (Array.isArray(filter.value)) {
    return (
      <MultiCombobox
        aria-label="Filter values"
        width={48}
        options={values}
        value={filter.value.map((value) => ({ value, label: value }))}
        placeholder="Values"
        createCustomValue
        onChange={(chosen) => onChange(chosen.map(({ value }) => value))}
      />
    );
  }
  return (
    <Combobox
      aria-label="Filter value"
      width={48}
      options={values}
      value={filter.value === '' ? null : { value: filter.value, label: filter.value }}
      placeholder="Value, or $variable"
      createCustomValue
      isClearable
      onChange={(option) => onChange(option?.value ?? '')}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  rows: css({ display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: theme.spacing(0.5) }),
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5) }),
  joiner: css({
    width: 48,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    textAlign: 'right',
    paddingRight: theme.spacing(0.5),
  }),
});
