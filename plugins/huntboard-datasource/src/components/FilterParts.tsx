// One filter: field, operator, value.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Combobox, MultiCombobox } from '@grafana/ui';
import type { ComboboxOption } from '@grafana/ui';
import { OPERATORS } from '@huntboard/query';
import type { Filter, Operator } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import type { EventField } from '../event-fields';

const inWords = (): Readonly<Record<Operator, string>> => ({
  '=': t('filters.is', 'is'),
  '!=': t('filters.isNot', 'is not'),
  contains: t('filters.contains', 'contains'),
  '!contains': t('filters.doesNotContain', 'does not contain'),
  startswith: t('filters.startsWith', 'starts with'),
  endswith: t('filters.endsWith', 'ends with'),
  regex: t('filters.matchesRegex', 'matches regex'),
  '!regex': t('filters.doesNotMatchRegex', 'does not match regex'),
  '>': '>',
  '>=': '≥',
  '<': '<',
  '<=': '≤',
  in: t('filters.isOneOf', 'is one of'),
  '!in': t('filters.isNoneOf', 'is none of'),
  exists: t('filters.exists', 'exists'),
  '!exists': t('filters.doesNotExist', 'does not exist'),
});

const operatorOptions = (): ComboboxOption<Operator>[] => {
  const words = inWords();
  return OPERATORS.map((operator) => ({ value: operator, label: words[operator] }));
};
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

export interface FilterPartsProps {
  readonly datasource: HuntboardDataSource;
  readonly table: 'events' | 'alerts' | 'seen';
  readonly fields: readonly EventField[];
  readonly filter: Filter;
  readonly range: TimeRange | undefined;
  readonly onChange: (filter: Filter) => void;
}

export function FilterParts({
  datasource,
  table,
  fields,
  filter,
  range,
  onChange,
}: FilterPartsProps): React.ReactElement {
  return (
    <>
      <Combobox
        aria-label={t('filters.filterField', 'Filter field')}
        width={26}
        options={fields.map(({ name, doc }) => ({ value: name, label: name, description: doc }))}
        value={filter.field === '' ? null : filter.field}
        placeholder={t('filters.field', 'Field')}
        createCustomValue
        onChange={({ value }) => onChange({ ...filter, field: value })}
      />
      <Combobox
        aria-label={t('filters.filterOperator', 'Filter operator')}
        width={20}
        options={operatorOptions()}
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
  readonly table: 'events' | 'alerts' | 'seen';
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
        aria-label={t('filters.filterValues', 'Filter values')}
        width={48}
        options={values}
        value={filter.value.map((value) => ({ value, label: value }))}
        placeholder={t('filters.values', 'Values')}
        createCustomValue
        onChange={(chosen) => onChange(chosen.map(({ value }) => String(value)))}
      />
    );
  }
  return (
    <Combobox
      aria-label={t('filters.filterValue', 'Filter value')}
      width={48}
      options={values}
      value={filter.value === '' ? null : { value: filter.value, label: filter.value }}
      placeholder={t('filters.valueOrVariable', 'Value, or $variable')}
      createCustomValue
      isClearable
      onChange={(option) => onChange(option?.value ?? '')}
    />
  );
}
