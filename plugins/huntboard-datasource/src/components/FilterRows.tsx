// Filters as rows of field, operator, value.
import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Button, Combobox, IconButton, MultiCombobox, useStyles2 } from '@grafana/ui';
import type { ComboboxOption } from '@grafana/ui';
import { OPERATORS } from '@huntboard/query';
import type { Filter, FilterNode, Operator } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import type { EventField } from '../event-fields';
import { filterInWords } from '../query-in-words';

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

/** Whether a filter says enough to be asked. */
export function isComplete({ field, operator, value }: Filter): boolean {
  return field !== '' && (takesNothing(operator) || value.length > 0);
}

const fresh: Filter = { field: '', operator: '=', value: '' };

export function FilterRows({
  datasource,
  table,
  fields,
  filters,
  range,
  onChange,
}: FilterRowsProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  // A new row counts once it says enough: until then it stays here, and the query as it was.
  const [draft, setDraft] = useState<Filter | null>(null);
  const change = (index: number, node: FilterNode): void =>
    onChange(filters.map((old, at) => (at === index ? node : old)));
  const remove = (index: number): void => onChange(filters.filter((_, at) => at !== index));
  const changeDraft = (filter: Filter): void => {
    if (!isComplete(filter)) {
      setDraft(filter);
      return;
    }
    setDraft(null);
    onChange([...filters, filter]);
  };
  const joiner = (index: number): React.ReactElement => (
    <span className={styles.joiner}>{index === 0 ? 'where' : 'and'}</span>
  );
  return (
    <div className={styles.rows}>
      {filters.map((node, index) => (
        <div key={index} className={styles.row}>
          {joiner(index)}
          {'field' in node ? (
            <FilterParts
              datasource={datasource}
              table={table}
              fields={fields}
              filter={node}
              range={range}
              onChange={(filter) => change(index, filter)}
            />
          ) : (
            <code>{filterInWords(node)}</code>
          )}
          <IconButton name="times" aria-label="Remove filter" onClick={() => remove(index)} />
        </div>
      ))}
      {draft !== null && (
        <div className={styles.row}>
          {joiner(filters.length)}
          <FilterParts
            datasource={datasource}
            table={table}
            fields={fields}
            filter={draft}
            range={range}
            onChange={changeDraft}
          />
          <IconButton name="times" aria-label="Remove filter" onClick={() => setDraft(null)} />
        </div>
      )}
      {draft === null && (
        <Button size="sm" variant="secondary" icon="plus" onClick={() => setDraft(fresh)}>
          Filter
        </Button>
      )}
    </div>
  );
}

interface FilterPartsProps {
  readonly datasource: HuntboardDataSource;
  readonly table: 'events' | 'alerts';
  readonly fields: readonly EventField[];
  readonly filter: Filter;
  readonly range: TimeRange | undefined;
  readonly onChange: (filter: Filter) => void;
}

function FilterParts({ datasource, table, fields, filter, range, onChange }: FilterPartsProps): React.ReactElement {
  return (
    <>
      <Combobox
        aria-label="Filter field"
        width={26}
        options={fields.map(({ name, doc }) => ({ value: name, label: name, description: doc }))}
        value={filter.field === '' ? null : filter.field}
        placeholder="Field"
        createCustomValue
        onChange={({ value }) => onChange({ ...filter, field: value })}
      />
      <Combobox
        aria-label="Filter operator"
        width={20}
        options={operatorOptions}
        value={filter.operator}
        onChange={({ value }) => onChange({ ...filter, operator: value, value: fitValue(filter.value, value) })}
      />
      {!takesNothing(filter.operator) && (
        <FilterValue
          datasource={datasource}
          table={table}
          filter={filter}
          range={range}
          onChange={(value) => onChange({ ...filter, value })}
        />
      )}
    </>
  );
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
