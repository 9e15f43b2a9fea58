// Processes as a tree: of hosts in the time range, or around one process.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { InlineField, InlineFieldRow } from '@grafana/ui';
import type { LineageQuery } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import { NumberInput } from './NumberInput';
import { TextInput } from './TextInput';
import { ValuePicker } from './ValuePicker';

export interface LineageEditorProps {
  readonly datasource: HuntboardDataSource;
  readonly query: LineageQuery;
  readonly range: TimeRange | undefined;
  readonly onChange: (query: LineageQuery) => void;
}

export function LineageEditor({ datasource, query, range, onChange }: LineageEditorProps): React.ReactElement {
  return (
    <InlineFieldRow>
      <InlineField label="Host" labelWidth={11}>
        <ValuePicker
          label="Host"
          datasource={datasource}
          table="process"
          field="host"
          values={query.hosts}
          range={range}
          onChange={(hosts) => onChange({ ...query, hosts })}
        />
      </InlineField>
      <InlineField
        label="Process"
        tooltip="GUID of a process: shows its ancestors and descendants, whatever the time range. Empty shows all processes of the range."
      >
        <TextInput
          label="Process"
          width={42}
          placeholder="All, or a GUID, or $proc_guid"
          value={query.procGuid}
          onChange={(procGuid) => onChange({ ...query, procGuid })}
        />
      </InlineField>
      {query.procGuid !== '' && (
        <InlineField label="Generations" tooltip="Descendants down to this many generations">
          <NumberInput
            label="Generations"
            min={0}
            max={64}
            value={query.depth}
            onChange={(depth) => onChange({ ...query, depth })}
          />
        </InlineField>
      )}
      <InlineField label="Limit" tooltip="Most processes; the newest are kept, with their ancestors">
        <NumberInput
          label="Limit"
          min={1}
          max={200_000}
          value={query.limit}
          onChange={(limit) => onChange({ ...query, limit })}
        />
      </InlineField>
    </InlineFieldRow>
  );
}
