// How events are shown: part of the editor of every kind that answers with events.
import React from 'react';
import { InlineField, InlineFieldRow, RadioButtonGroup } from '@grafana/ui';
import type { EventView } from '@huntboard/query';
import { shownFields } from '../event-fields';
import { FieldPicker } from './FieldPicker';
import { FieldsPicker } from './FieldsPicker';
import { NumberInput } from './NumberInput';

export interface EventViewRowProps<V extends EventView> {
  readonly view: V;
  readonly onChange: (view: V) => void;
}

const formats: { value: EventView['format']; label: string; description: string }[] = [
  { value: 'table', label: 'Table', description: 'One row an event' },
  { value: 'logs', label: 'Logs', description: 'One line an event' },
  { value: 'histogram', label: 'Histogram', description: 'Number of events over time' },
];

export function EventViewRow<V extends EventView>({ view, onChange }: EventViewRowProps<V>): React.ReactElement {
  return (
    <InlineFieldRow>
      <InlineField label="Show as" labelWidth={11}>
        <RadioButtonGroup options={formats} value={view.format} onChange={(format) => onChange({ ...view, format })} />
      </InlineField>
      {view.format === 'table' && (
        <InlineField label="Columns" tooltip="Empty shows a telling choice">
          <FieldsPicker
            label="Columns"
            fields={shownFields}
            values={view.columns}
            placeholder="Usual columns"
            onChange={(columns) => onChange({ ...view, columns })}
          />
        </InlineField>
      )}
      {view.format === 'histogram' ? (
        <InlineField label="By" tooltip="One series for each of its most frequent values">
          <FieldPicker
            label="By"
            value={view.groupBy ?? ''}
            placeholder="All together"
            onChange={(field) => {
              const { groupBy: _groupBy, ...rest } = view;
              onChange((field === '' ? rest : { ...rest, groupBy: field }) as V);
            }}
          />
        </InlineField>
      ) : (
        <InlineField label="Limit">
          <NumberInput
            label="Limit"
            min={1}
            max={1_000_000}
            value={view.limit}
            onChange={(limit) => onChange({ ...view, limit })}
          />
        </InlineField>
      )}
    </InlineFieldRow>
  );
}
