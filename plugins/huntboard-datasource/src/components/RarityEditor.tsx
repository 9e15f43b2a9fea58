// The long tail of a field: what few hosts have, what is new.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { Combobox, InlineField, InlineFieldRow, InlineSwitch, RadioButtonGroup } from '@grafana/ui';
import { SEEN_KINDS } from '@huntboard/query';
import type { RarityQuery } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import { EventConditions } from './EventConditions';
import { FieldPicker } from './FieldPicker';
import { NumberInput } from './NumberInput';

export interface RarityEditorProps {
  readonly datasource: HuntboardDataSource;
  readonly query: RarityQuery;
  readonly range: TimeRange | undefined;
  readonly onChange: (query: RarityQuery) => void;
}

const sources: { value: RarityQuery['from']; label: string; description: string }[] = [
  { value: 'events', label: 'Events', description: 'Any field, within the time range' },
  { value: 'seen', label: 'Memory', description: 'What was ever seen, also of events that are gone' },
];
const words: Readonly<Record<RarityQuery['seenKind'], string>> = {
  image: 'Executables',
  parent_child: 'Parent and child',
  hash: 'Hashes',
  dns: 'Names asked for',
  destination: 'Addresses connected to',
};
const seenKinds = SEEN_KINDS.map((value) => ({ value, label: words[value] }));

export function RarityEditor({ datasource, query, range, onChange }: RarityEditorProps): React.ReactElement {
  const { hosts, search } = query;
  return (
    <div>
      <InlineFieldRow>
        <InlineField label="From" labelWidth={11}>
          <RadioButtonGroup
            options={sources}
            value={query.from}
            onChange={(from) =>
              // The memory knows nothing of these: kept, they would only be refused.
              onChange(from === 'seen' ? { ...query, from, categories: [], filters: [] } : { ...query, from })
            }
          />
        </InlineField>
        <InlineField label="Values of">
          {query.from === 'events' ? (
            <FieldPicker
              label="Field"
              value={query.field}
              onChange={(field) => field !== '' && onChange({ ...query, field })}
            />
          ) : (
            <Combobox
              aria-label="Kind of value"
              width={24}
              options={seenKinds}
              value={query.seenKind}
              onChange={({ value }) => onChange({ ...query, seenKind: value })}
            />
          )}
        </InlineField>
      </InlineFieldRow>
      <EventConditions
        datasource={datasource}
        conditions={query.from === 'events' ? query : { hosts, search }}
        range={range}
        onChange={(change) => onChange({ ...query, ...change })}
      />
      <InlineFieldRow>
        <InlineField label="At most on" labelWidth={11} tooltip="Only values that so many hosts have; 0 shows all">
          <NumberInput
            label="Most hosts"
            min={0}
            max={1_000_000}
            suffix="hosts"
            value={query.maxHosts}
            onChange={(maxHosts) => onChange({ ...query, maxHosts })}
          />
        </InlineField>
        <InlineField label="New only" tooltip="Only values that were never seen before the time range">
          <InlineSwitch
            aria-label="New only"
            value={query.newOnly}
            onChange={(event) => onChange({ ...query, newOnly: event.currentTarget.checked })}
          />
        </InlineField>
        <InlineField label="Limit">
          <NumberInput
            label="Limit"
            min={1}
            max={100_000}
            value={query.limit}
            onChange={(limit) => onChange({ ...query, limit })}
          />
        </InlineField>
      </InlineFieldRow>
    </div>
  );
}
