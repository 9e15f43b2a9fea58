// One thing by its id, found by what people know of it: typed text finds names, what is chosen or pasted is the id.
import React from 'react';
import { getTemplateSrv } from '@grafana/runtime';
import { Combobox } from '@grafana/ui';
import type { ComboboxOption } from '@grafana/ui';

/** What may be chosen as it is typed: a GUID, a variable. */
const AS_TYPED = /^(\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?|\$.+)$/i;

export interface IdPickerProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly width?: number;
  /** What fits a text, the best first. */
  readonly find: (typed: string) => Promise<readonly ComboboxOption[]>;
  readonly onChange: (id: string) => void;
}

export function IdPicker({ label, value, placeholder, width = 42, find, onChange }: IdPickerProps): React.ReactElement {
  const options = async (typed: string): Promise<ComboboxOption[]> => {
    const variables = getTemplateSrv()
      .getVariables()
      .map(({ name }): ComboboxOption => ({ value: `$${name}`, label: `$${name}` }))
      .filter((variable) => variable.value.toLowerCase().includes(typed.toLowerCase()));
    // Without an answer of the store, an id can still be pasted.
    const found = await find(typed).catch((): ComboboxOption[] => []);
    const id = typed.trim();
    const offered = [...variables, ...found];
    return AS_TYPED.test(id) && offered.every(({ value }) => value !== id)
      ? [{ value: id, label: id }, ...offered]
      : offered;
  };
  return (
    <Combobox
      aria-label={label}
      width={width}
      options={options}
      value={value === '' ? null : { value, label: value }}
      placeholder={placeholder}
      isClearable
      onChange={(chosen) => onChange(chosen?.value.trim() ?? '')}
    />
  );
}
