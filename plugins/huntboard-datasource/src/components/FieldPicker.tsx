// One field of events, or a key of the long tail that is typed.
import React from 'react';
import { t } from '@grafana/i18n';
import { Combobox } from '@grafana/ui';
import { eventFields } from '../event-fields';

export interface FieldPickerProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onChange: (field: string) => void;
}

const options = eventFields.map(({ name, doc }) => ({ value: name, label: name, description: doc }));

export function FieldPicker({ label, value, placeholder, onChange }: FieldPickerProps): React.ReactElement {
  return (
    <Combobox
      aria-label={label}
      width={24}
      options={options}
      value={value === '' ? null : value}
      placeholder={placeholder ?? t('field.field', 'Field')}
      createCustomValue
      isClearable
      onChange={(chosen) => onChange(chosen?.value ?? '')}
    />
  );
}
