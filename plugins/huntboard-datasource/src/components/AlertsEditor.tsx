// The queue of alerts, or their number.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { InlineField, InlineFieldRow, RadioButtonGroup } from '@grafana/ui';
import { LEVELS } from '@huntboard/query';
import type { AlertsQuery } from '@huntboard/query';
import { alerts } from '@huntboard/schema';
import type { HuntboardDataSource } from '../datasource';
import { FilterRows } from './FilterRows';
import { NumberInput } from './NumberInput';
import { ValuePicker } from './ValuePicker';

export interface AlertsEditorProps {
  readonly datasource: HuntboardDataSource;
  readonly query: AlertsQuery;
  readonly range: TimeRange | undefined;
  readonly onChange: (query: AlertsQuery) => void;
}

const formats = (): { value: AlertsQuery['format']; label: string; description: string }[] => [
  { value: 'table', label: t('alerts.table', 'Table'), description: t('alerts.oneRowAnAlert', 'One row an alert') },
  {
    value: 'histogram',
    label: t('alerts.histogram', 'Histogram'),
    description: t('alerts.numberOfAlertsOverTime', 'Number of alerts over time, by level'),
  },
  {
    value: 'count',
    label: t('alerts.count', 'Count'),
    description: t('alerts.oneNumberALevelFor', 'One number a level: for stats and alert rules'),
  },
];
const fields = alerts.columns.map(({ name, type, doc }) => ({ name, type, doc }));

export function AlertsEditor({ datasource, query, range, onChange }: AlertsEditorProps): React.ReactElement {
  return (
    <div>
      <InlineFieldRow>
        <InlineField label={t('alerts.level', 'Level')} labelWidth={11}>
          <ValuePicker
            label={t('alerts.level', 'Level')}
            datasource={datasource}
            table="alerts"
            field="level"
            known={LEVELS}
            values={query.levels}
            range={range}
            onChange={(levels) => onChange({ ...query, levels })}
          />
        </InlineField>
        <InlineField label={t('alerts.host', 'Host')}>
          <ValuePicker
            label={t('alerts.host', 'Host')}
            datasource={datasource}
            table="alerts"
            field="host"
            values={query.hosts}
            range={range}
            onChange={(hosts) => onChange({ ...query, hosts })}
          />
        </InlineField>
      </InlineFieldRow>
      <InlineField label={t('alerts.filters', 'Filters')} labelWidth={11} transparent>
        <FilterRows
          datasource={datasource}
          table="alerts"
          fields={fields}
          filters={query.filters}
          range={range}
          onChange={(filters) => onChange({ ...query, filters })}
        />
      </InlineField>
      <InlineFieldRow>
        <InlineField label={t('alerts.showAs', 'Show as')} labelWidth={11}>
          <RadioButtonGroup
            options={formats()}
            value={query.format}
            onChange={(format) => onChange({ ...query, format })}
          />
        </InlineField>
        {query.format === 'table' && (
          <InlineField label={t('alerts.limit', 'Limit')}>
            <NumberInput
              label={t('alerts.limit', 'Limit')}
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
