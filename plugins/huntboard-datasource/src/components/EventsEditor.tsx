// Events without SQL.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { Combobox, InlineField, InlineFieldRow, Input, MultiCombobox, RadioButtonGroup } from '@grafana/ui';
import type { EventsQuery } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import { categories, eventFields, shownFields } from '../event-fields';
import { FilterRows } from './FilterRows';
import { NumberInput } from './NumberInput';
import { TextInput } from './TextInput';
import { ValuePicker } from './ValuePicker';

export interface EventsEditorProps {
  readonly datasource: HuntboardDataSource;
  readonly query: EventsQuery;
  readonly range: TimeRange | undefined;
  readonly onChange: (query: EventsQuery) => void;
}

const formats: { value: EventsQuery['format']; label: string; description: string }[] = [
  { value: 'table', label: 'Table', description: 'One row an event' },
  { value: 'logs', label: 'Logs', description: 'One line an event' },
  { value: 'histogram', label: 'Histogram', description: 'Number of events over time' },
];
const fieldOptions = eventFields.map(({ name, doc }) => ({ value: name, label: name, description: doc }));
const columnOptions = shownFields.map(({ name, doc }) => ({ value: name, label: name, description: doc }));

export function EventsEditor({ datasource, query, range, onChange }: EventsEditorProps): React.ReactElement {
  return (
    <div>
      <InlineFieldRow>
        <InlineField label="Time" labelWidth={11} tooltip="Events are found by the time at which they happened">
          <Input value="ts" disabled width={8} aria-label="Time field" />
        </InlineField>
        <InlineField label="Category">
          <ValuePicker
            label="Category"
            datasource={datasource}
            table="events"
            field="category"
            known={categories}
            values={query.categories}
            range={range}
            onChange={(value) => onChange({ ...query, categories: value })}
          />
        </InlineField>
        <InlineField label="Host">
          <ValuePicker
            label="Host"
            datasource={datasource}
            table="events"
            field="host"
            values={query.hosts}
            range={range}
            onChange={(hosts) => onChange({ ...query, hosts })}
          />
        </InlineField>
        <InlineField label="Contains" tooltip="Text in command line, image, path, script, registry, name or address">
          <TextInput
            label="Contains"
            width={30}
            placeholder="Any text"
            value={query.search}
            onChange={(search) => onChange({ ...query, search })}
          />
        </InlineField>
      </InlineFieldRow>
      <InlineField label="Filters" labelWidth={11} transparent>
        <FilterRows
          datasource={datasource}
          table="events"
          fields={eventFields}
          filters={query.filters}
          range={range}
          onChange={(filters) => onChange({ ...query, filters })}
        />
      </InlineField>
      <InlineFieldRow>
        <InlineField label="Show as" labelWidth={11}>
          <RadioButtonGroup
            options={formats}
            value={query.format}
            onChange={(format) => onChange({ ...query, format })}
          />
        </InlineField>
        {query.format === 'table' && (
          <InlineField label="Columns" tooltip="Empty shows a telling choice">
            <MultiCombobox
              aria-label="Columns"
              width={48}
              options={columnOptions}
              value={query.columns.map((column) => ({ value: column, label: column }))}
              placeholder="Usual columns"
              createCustomValue
              isClearable
              onChange={(chosen) => onChange({ ...query, columns: chosen.map(({ value }) => value) })}
            />
          </InlineField>
        )}
        {query.format === 'histogram' ? (
          <InlineField label="By" tooltip="One series for each of its most frequent values">
            <Combobox
              aria-label="By"
              width={24}
              options={fieldOptions}
              value={query.groupBy ?? null}
              placeholder="All together"
              createCustomValue
              isClearable
              onChange={(chosen) => {
                const { groupBy: _groupBy, ...rest } = query;
                onChange(chosen === null ? rest : { ...rest, groupBy: chosen.value });
              }}
            />
          </InlineField>
        ) : (
          <InlineField label="Limit">
            <NumberInput
              label="Limit"
              min={1}
              max={1_000_000}
              value={query.limit}
              onChange={(limit) => onChange({ ...query, limit })}
            />
          </InlineField>
        )}
      </InlineFieldRow>
    </div>
  );
}
