// Which alerts are marked.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { InlineField, InlineFieldRow } from '@grafana/ui';
import { LEVELS } from '@huntboard/query';
import type { AnnotationsQuery } from '@huntboard/query';
import { alerts } from '@huntboard/schema';
import type { HuntboardDataSource } from '../datasource';
import { FilterRows } from './FilterRows';
import { ValuePicker } from './ValuePicker';

export interface AlertMarkFieldsProps {
  readonly datasource: HuntboardDataSource;
  readonly query: AnnotationsQuery;
  readonly range: TimeRange | undefined;
  readonly onChange: (query: AnnotationsQuery) => void;
}

const fields = alerts.columns.map(({ name, type, doc }) => ({ name, type, doc }));

export function AlertMarkFields({ datasource, query, range, onChange }: AlertMarkFieldsProps): React.ReactElement {
  return (
    <div>
      <InlineFieldRow>
        <InlineField label={t('annotation.level', 'Level')} labelWidth={11}>
          <ValuePicker
            label={t('annotation.level', 'Level')}
            datasource={datasource}
            table="alerts"
            field="level"
            known={LEVELS}
            values={query.levels}
            range={range}
            onChange={(levels) => onChange({ ...query, levels })}
          />
        </InlineField>
        <InlineField label={t('annotation.host', 'Host')}>
          <ValuePicker
            label={t('annotation.host', 'Host')}
            datasource={datasource}
            table="alerts"
            field="host"
            values={query.hosts}
            range={range}
            onChange={(hosts) => onChange({ ...query, hosts })}
          />
        </InlineField>
      </InlineFieldRow>
      <InlineField label={t('annotation.filters', 'Filters')} labelWidth={11} transparent>
        <FilterRows
          datasource={datasource}
          table="alerts"
          fields={fields}
          filters={query.filters}
          range={range}
          onChange={(filters) => onChange({ ...query, filters })}
        />
      </InlineField>
    </div>
  );
}
