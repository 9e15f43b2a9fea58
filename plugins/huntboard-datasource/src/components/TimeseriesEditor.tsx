// A measure of events over time.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { Combobox, InlineField, InlineFieldRow, RadioButtonGroup } from '@grafana/ui';
import { MEASURES } from '@huntboard/query';
import type { TimeseriesQuery } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import { eventFields } from '../event-fields';
import { EventConditions } from './EventConditions';
import { FieldPicker } from './FieldPicker';
import { FieldsPicker } from './FieldsPicker';
import { NumberInput } from './NumberInput';

export interface TimeseriesEditorProps {
  readonly datasource: HuntboardDataSource;
  readonly query: TimeseriesQuery;
  readonly range: TimeRange | undefined;
  readonly onChange: (query: TimeseriesQuery) => void;
}

const words: Readonly<Record<TimeseriesQuery['measure'], string>> = {
  count: 'Number of events',
  rate: 'Events a second',
  uniq: 'Different values',
  sum: 'Sum',
  avg: 'Average',
  min: 'Least',
  max: 'Most',
  quantile: 'Quantile',
};
const measures = MEASURES.map((value) => ({ value, label: words[value] }));
const rests: { value: TimeseriesQuery['rest']; label: string; description: string }[] = [
  { value: 'other', label: 'Other', description: 'The rest together in one series' },
  { value: 'drop', label: 'Drop', description: 'Nothing of the rest' },
];
const fills: { value: TimeseriesQuery['fill']; label: string; description: string }[] = [
  { value: 'zero', label: 'Zero', description: '0 where there are no events' },
  { value: 'null', label: 'Empty', description: 'No value where there are no events' },
  { value: 'none', label: 'Leave out', description: 'No point where there are no events' },
];

export function TimeseriesEditor({ datasource, query, range, onChange }: TimeseriesEditorProps): React.ReactElement {
  return (
    <div>
      <EventConditions
        datasource={datasource}
        conditions={query}
        range={range}
        onChange={(change) => onChange({ ...query, ...change })}
      />
      <InlineFieldRow>
        <InlineField label="Measure" labelWidth={11}>
          <Combobox
            aria-label="Measure"
            width={24}
            options={measures}
            value={query.measure}
            onChange={({ value }) => onChange({ ...query, measure: value })}
          />
        </InlineField>
        {query.measure !== 'count' && query.measure !== 'rate' && (
          <InlineField label="Of" tooltip="Numbers in text count too">
            <FieldPicker
              label="Measured field"
              value={query.field}
              onChange={(field) => onChange({ ...query, field })}
            />
          </InlineField>
        )}
        {query.measure === 'quantile' && (
          <InlineField label="Percent">
            <NumberInput
              label="Percent"
              min={0}
              max={100}
              value={query.quantile * 100}
              onChange={(percent) => onChange({ ...query, quantile: percent / 100 })}
            />
          </InlineField>
        )}
        <InlineField label="By" tooltip="One series for each of the largest combinations of values, up to three fields">
          <FieldsPicker
            label="By"
            width={32}
            fields={eventFields}
            values={query.groupBy}
            placeholder="All together"
            onChange={(groupBy) => onChange({ ...query, groupBy: groupBy.slice(0, 3) })}
          />
        </InlineField>
      </InlineFieldRow>
      <InlineFieldRow>
        {query.groupBy.length > 0 && (
          <>
            <InlineField label="Series" labelWidth={11}>
              <NumberInput
                label="Series"
                min={1}
                max={50}
                value={query.top}
                onChange={(top) => onChange({ ...query, top })}
              />
            </InlineField>
            <InlineField label="Rest">
              <RadioButtonGroup options={rests} value={query.rest} onChange={(rest) => onChange({ ...query, rest })} />
            </InlineField>
          </>
        )}
        <InlineField label="Gaps" {...(query.groupBy.length > 0 ? {} : { labelWidth: 11 })}>
          <RadioButtonGroup options={fills} value={query.fill} onChange={(fill) => onChange({ ...query, fill })} />
        </InlineField>
      </InlineFieldRow>
    </div>
  );
}
