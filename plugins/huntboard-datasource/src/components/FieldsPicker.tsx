// Several fields of events.
import React from 'react';
import { MultiCombobox } from '@grafana/ui';
import type { EventField } from '../event-fields';

export interface FieldsPickerProps {
  readonly label: string;
  readonly fields: readonly EventField[];
  readonly values: readonly string[];
  readonly placeholder: string;
  readonly width?: number;
  readonly onChange: (fields: string[]) => void;
}

export function FieldsPicker(props: FieldsPickerProps): React.ReactElement {
  const options = props.fields.map(({ name, doc }) => ({ value: name, label: name, description: doc }));
  return (
    <MultiCombobox
      aria-label={props.label}
      width={props.width ?? 48}
      options={options}
      value={props.values.map((field) => ({ value: field, label: field }))}
      placeholder={props.placeholder}
      createCustomValue
      isClearable
      onChange={(chosen) => props.onChange(chosen.map(({ value }) => String(value)))}
    />
  );
}
