// The standard editors of options, of Grafana's own components: Grafana keeps its editors to itself.
import React from 'react';
import type { SelectableValue, StandardEditorProps, StandardEditorsRegistryItem } from '@grafana/data';
import { Input, MultiSelect, RadioButtonGroup, Select, Switch } from '@grafana/ui';

interface Settings {
  readonly options?: SelectableValue<unknown>[];
  readonly placeholder?: string;
  readonly min?: number;
  readonly max?: number;
}
type Props<Value> = StandardEditorProps<Value, Settings>;

const NumberEditor = ({ id, value, onChange, item }: Props<number>): React.ReactElement => (
  <Input
    id={id}
    type="number"
    min={item.settings?.min}
    max={item.settings?.max}
    value={value}
    onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
  />
);
const TextEditor = ({ id, value, onChange, item }: Props<string>): React.ReactElement => (
  <Input
    id={id}
    placeholder={item.settings?.placeholder}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);
const SwitchEditor = ({ id, value, onChange }: Props<boolean>): React.ReactElement => (
  <Switch id={id} value={value} onChange={(event) => onChange(event.currentTarget.checked)} />
);
const RadioEditor = ({ id, value, onChange, item }: Props<unknown>): React.ReactElement => (
  <RadioButtonGroup id={id} fullWidth options={item.settings?.options ?? []} value={value} onChange={onChange} />
);
const SelectEditor = ({ id, value, onChange, item }: Props<unknown>): React.ReactElement => (
  <Select
    inputId={id}
    options={item.settings?.options ?? []}
    value={value}
    onChange={(chosen) => onChange(chosen.value)}
  />
);
const MultiSelectEditor = ({ id, value, onChange, item }: Props<unknown[]>): React.ReactElement => (
  <MultiSelect
    inputId={id}
    options={item.settings?.options ?? []}
    value={value}
    onChange={(chosen) => onChange(chosen.map((one) => one.value))}
  />
);

const editors = {
  number: NumberEditor,
  text: TextEditor,
  boolean: SwitchEditor,
  radio: RadioEditor,
  select: SelectEditor,
  'multi-select': MultiSelectEditor,
};

export const optionEditors: StandardEditorsRegistryItem[] = Object.entries(editors).map(([id, editor]) => ({
  id,
  name: id,
  description: id,
  editor,
}));
