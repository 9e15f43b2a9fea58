// Events without SQL.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { InlineField, InlineFieldRow, RadioButtonGroup } from '@grafana/ui';
import type { EventsQuery } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import { shownFields } from '../event-fields';
import { EventConditions } from './EventConditions';
import { FieldPicker } from './FieldPicker';
import { FieldsPicker } from './FieldsPicker';
import { NumberInput } from './NumberInput';

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

export function EventsEditor({ datasource, query, range, onChange }: EventsEditorProps): React.ReactElement {
  return (
    <div>
      <EventConditions
        datasource={datasource}
        conditions={query}
        range={range}
        onChange={(change) => onChange({ ...query, ...change })}
      />
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
            <FieldsPicker
              label="Columns"
              fields={shownFields}
              values={query.columns}
              placeholder="Usual columns"
              onChange={(columns) => onChange({ ...query, columns })}
            />
          </InlineField>
        )}
        {query.format === 'histogram' ? (
          <InlineField label="By" tooltip="One series for each of its most frequent values">
            <FieldPicker
              label="By"
              value={query.groupBy ?? ''}
              placeholder="All together"
              onChange={(field) => {
                const { groupBy: _groupBy, ...rest } = query;
                onChange(field === '' ? rest : { ...rest, groupBy: field });
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
