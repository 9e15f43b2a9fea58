// Processes as a tree: of hosts in the time range, or around a process or an alert; and the parts that a panel loads on demand.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { InlineField, InlineFieldRow, RadioButtonGroup } from '@grafana/ui';
import type { LineageQuery } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import { findAlerts, findProcesses } from '../lineage-suggestions';
import { IdPicker } from './IdPicker';
import { LineagePage } from './LineagePage';
import { NumberInput } from './NumberInput';
import { ValuePicker } from './ValuePicker';

export interface LineageEditorProps {
  readonly datasource: HuntboardDataSource;
  readonly query: LineageQuery;
  readonly range: TimeRange | undefined;
  readonly onChange: (query: LineageQuery) => void;
}

const parts: { value: LineageQuery['part']; label: string; description: string }[] = [
  { value: 'tree', label: 'Tree', description: 'Processes with their alerts and what connects them' },
  { value: 'children', label: 'Children', description: 'One page of the children of a process' },
  { value: 'events', label: 'Activity', description: 'What processes did besides starting others, counted by kind' },
  { value: 'edges', label: 'Connections', description: 'Injections, handles and remote starts between processes' },
];

export function LineageEditor({ datasource, query, range, onChange }: LineageEditorProps): React.ReactElement {
  const { part, hosts, procGuid, alertId } = query;
  const isAroundOne = procGuid !== '' || alertId !== '';
  return (
    <div>
      <InlineFieldRow>
        <InlineField label="Show" labelWidth={11}>
          <RadioButtonGroup
            aria-label="Show"
            options={parts}
            value={part}
            onChange={(chosen) => onChange({ ...query, part: chosen })}
          />
        </InlineField>
      </InlineFieldRow>
      <InlineFieldRow>
        <InlineField label="Host" labelWidth={11} tooltip="Empty shows all hosts, or the host of the process">
          <ValuePicker
            label="Host"
            datasource={datasource}
            table="process"
            field="host"
            values={hosts}
            range={range}
            onChange={(value) => onChange({ ...query, hosts: value })}
          />
        </InlineField>
        <InlineField
          label="Process"
          tooltip="Shows its ancestors and descendants, whatever the time range. Type a program or a part of a command line, or paste a GUID."
        >
          <IdPicker
            label="Process"
            placeholder="All, or one to look at"
            value={procGuid}
            find={(typed) => findProcesses(datasource, { hosts, typed, range })}
            onChange={(value) => onChange({ ...query, procGuid: value, after: null })}
          />
        </InlineField>
        <InlineField label="Alert" tooltip="Shows the process of an alert; a process that is chosen goes before it.">
          <IdPicker
            label="Alert"
            placeholder="None, or one to look at"
            value={alertId}
            find={(typed) => findAlerts(datasource, { hosts, typed, range })}
            onChange={(value) => onChange({ ...query, alertId: value, after: null })}
          />
        </InlineField>
      </InlineFieldRow>
      <InlineFieldRow>
        {isAroundOne && part !== 'children' && (
          <InlineField label="Generations" labelWidth={11} tooltip="Descendants down to this many generations">
            <NumberInput
              label="Generations"
              min={0}
              max={64}
              value={query.depth}
              onChange={(depth) => onChange({ ...query, depth })}
            />
          </InlineField>
        )}
        {part === 'children' && <LineagePage query={query} onChange={onChange} />}
        <InlineField
          label="Limit"
          {...(isAroundOne || part === 'children' ? {} : { labelWidth: 11 })}
          tooltip={
            part === 'children' ? 'Children on a page' : 'Most processes; the newest are kept, with their ancestors'
          }
        >
          <NumberInput
            label="Limit"
            min={1}
            max={200_000}
            value={query.limit}
            onChange={(limit) => onChange({ ...query, limit })}
          />
        </InlineField>
      </InlineFieldRow>
      {part === 'children' && !isAroundOne && <p role="note">Children need a process or an alert.</p>}
    </div>
  );
}
