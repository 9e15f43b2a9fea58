// Several values of a field: those that the data hold, dashboard variables, or anything typed.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { t } from '@grafana/i18n';
import { MultiCombobox } from '@grafana/ui';
import type { ComboboxOption } from '@grafana/ui';
import type { ValuesQuery } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';

export interface ValuePickerProps {
  readonly label: string;
  readonly datasource: HuntboardDataSource;
  readonly table: ValuesQuery['table'];
  readonly field: string;
  /** Offered whatever the data hold. */
  readonly known?: readonly string[];
  readonly values: readonly string[];
  readonly range: TimeRange | undefined;
  readonly width?: number;
  readonly onChange: (values: string[]) => void;
}

const option = (value: string): ComboboxOption => ({ value, label: value });

export function ValuePicker(props: ValuePickerProps): React.ReactElement {
  const { datasource, table, field, known = [], values, range } = props;
  const options = async (typed: string): Promise<ComboboxOption[]> => {
    const wanted = typed.toLowerCase();
    const variables = getTemplateSrv()
      .getVariables()
      .map(({ name }) => `$${name}`);
    // Without an answer of the store, what is known can still be chosen.
    const found = await datasource
      .findValues({ table, field, search: typed, limit: 200 }, range)
      .catch((): string[] => []);
    return [...new Set([...variables, ...known, ...found])]
      .filter((value) => value.toLowerCase().includes(wanted))
      .map(option);
  };
  return (
    <MultiCombobox
      aria-label={props.label}
      width={props.width ?? 32}
      options={options}
      value={values.map(option)}
      placeholder={t('field.all', 'All')}
      createCustomValue
      isClearable
      onChange={(chosen) => props.onChange(chosen.map(({ value }) => String(value)))}
    />
  );
}
