// Processes as a tree: of hosts in the time range, or around a process or an alert; and the parts that a panel loads on demand.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
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

const parts = (): { value: LineageQuery['part']; label: string; description: string }[] => [
  {
    value: 'tree',
    label: t('lineage.tree', 'Tree'),
    description: t('lineage.processesWithTheirAlertsAnd', 'Processes with their alerts and what connects them'),
  },
  {
    value: 'children',
    label: t('lineage.children', 'Children'),
    description: t('lineage.onePageOfTheChildren', 'One page of the children of a process'),
  },
  {
    value: 'events',
    label: t('lineage.activity', 'Activity'),
    description: t(
      'lineage.whatProcessesDidBesidesStarting',
      'What processes did besides starting others, counted by kind',
    ),
  },
  {
    value: 'edges',
    label: t('lineage.connections', 'Connections'),
    description: t(
      'lineage.injectionsHandlesAndRemoteStarts',
      'Injections, handles and remote starts between processes',
    ),
  },
];

export function LineageEditor({ datasource, query, range, onChange }: LineageEditorProps): React.ReactElement {
  const { part, hosts, procGuid, alertId } = query;
  const isAroundOne = procGuid !== '' || alertId !== '';
  return (
    <div>
      <InlineFieldRow>
        <InlineField label={t('lineage.show', 'Show')} labelWidth={11}>
          <RadioButtonGroup
            aria-label={t('lineage.show', 'Show')}
            options={parts()}
            value={part}
            onChange={(chosen) => onChange({ ...query, part: chosen })}
          />
        </InlineField>
      </InlineFieldRow>
      <InlineFieldRow>
        <InlineField
          label={t('lineage.host', 'Host')}
          labelWidth={11}
          tooltip={t('lineage.emptyShowsAllHostsOr', 'Empty shows all hosts, or the host of the process')}
        >
          <ValuePicker
            label={t('lineage.host', 'Host')}
            datasource={datasource}
            table="process"
            field="host"
            values={hosts}
            range={range}
            onChange={(value) => onChange({ ...query, hosts: value })}
          />
        </InlineField>
        <InlineField
          label={t('lineage.process', 'Process')}
          tooltip={t(
            'lineage.showsItsAncestorsAndDescendants',
            'Shows its ancestors and descendants, whatever the time range. Type a program or a part of a command line, or paste a GUID.',
          )}
        >
          <IdPicker
            label={t('lineage.process', 'Process')}
            placeholder={t('lineage.allOrOneToLook', 'All, or one to look at')}
            value={procGuid}
            find={(typed) => findProcesses(datasource, { hosts, typed, range })}
            onChange={(value) => onChange({ ...query, procGuid: value, after: null })}
          />
        </InlineField>
        <InlineField
          label={t('lineage.alert', 'Alert')}
          tooltip={t(
            'lineage.showsTheProcessOfAn',
            'Shows the process of an alert; a process that is chosen goes before it.',
          )}
        >
          <IdPicker
            label={t('lineage.alert', 'Alert')}
            placeholder={t('lineage.noneOrOneToLook', 'None, or one to look at')}
            value={alertId}
            find={(typed) => findAlerts(datasource, { hosts, typed, range })}
            onChange={(value) => onChange({ ...query, alertId: value, after: null })}
          />
        </InlineField>
      </InlineFieldRow>
      <InlineFieldRow>
        {isAroundOne && part !== 'children' && (
          <InlineField
            label={t('lineage.generations', 'Generations')}
            tooltip={t('lineage.descendantsDownToThisMany', 'Descendants down to this many generations')}
          >
            <NumberInput
              label={t('lineage.generations', 'Generations')}
              min={0}
              max={64}
              value={query.depth}
              onChange={(depth) => onChange({ ...query, depth })}
            />
          </InlineField>
        )}
        {part === 'children' && (
          // Of another process or alert the page begins at the first child: what was half typed goes.
          <LineagePage key={`${procGuid} ${alertId}`} query={query} onChange={onChange} />
        )}
        <InlineField
          label={t('lineage.limit', 'Limit')}
          {...(isAroundOne || part === 'children' ? {} : { labelWidth: 11 })}
          tooltip={
            part === 'children'
              ? t('lineage.childrenOnAPage', 'Children on a page')
              : t('lineage.mostProcesses', 'Most processes; the newest are kept, with their ancestors')
          }
        >
          <NumberInput
            label={t('lineage.limit', 'Limit')}
            min={1}
            max={200_000}
            value={query.limit}
            onChange={(limit) => onChange({ ...query, limit })}
          />
        </InlineField>
      </InlineFieldRow>
      {part === 'children' && !isAroundOne && (
        <p role="note">{t('lineage.childrenNeedAProcessOr', 'Children need a process or an alert.')}</p>
      )}
    </div>
  );
}
