// Which first times are marked: of what, where it must not have been before, on which hosts.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Combobox, InlineField, InlineFieldRow, RadioButtonGroup } from '@grafana/ui';
import type { AnnotationsQuery, RarityQuery } from '@huntboard/query';
import { seen } from '@huntboard/schema';
import type { HuntboardDataSource } from '../datasource';
import { eventFields } from '../event-fields';
import { FieldPicker } from './FieldPicker';
import { FilterRows } from './FilterRows';
import { ValuePicker } from './ValuePicker';
import { seenKinds, valueSources } from './seen-kinds';

export interface FirstSeenFieldsProps {
  readonly datasource: HuntboardDataSource;
  readonly query: AnnotationsQuery;
  readonly range: TimeRange | undefined;
  readonly onChange: (query: AnnotationsQuery) => void;
}

const places = (): { value: AnnotationsQuery['firstOn']; label: string; description: string }[] => [
  {
    value: 'estate',
    label: t('annotation.anywhere', 'Anywhere'),
    description: t('annotation.noHostHadItBefore', 'No host had it before'),
  },
  {
    value: 'host',
    label: t('annotation.onTheHost', 'On the host'),
    description: t('annotation.thisHostHadItNotBefore', 'This host did not have it before; others may have'),
  },
];

/** The kind is chosen by itself. */
const seenFields = seen.columns
  .filter(({ name }) => name !== 'kind')
  .map(({ name, type, doc }) => ({ name, type, doc }));

export function FirstSeenFields({ datasource, query, range, onChange }: FirstSeenFieldsProps): React.ReactElement {
  const table: RarityQuery['from'] = query.from === 'events' ? 'events' : 'seen';
  return (
    <div>
      <InlineFieldRow>
        <InlineField label={t('annotation.valuesOf', 'Values of')} labelWidth={11}>
          <RadioButtonGroup
            options={valueSources()}
            value={table}
            // The columns of the one are not those of the other.
            onChange={(from) => onChange({ ...query, from, filters: [] })}
          />
        </InlineField>
        {table === 'events' ? (
          <FieldPicker
            label={t('annotation.field', 'Field')}
            value={query.field}
            onChange={(field) => field !== '' && onChange({ ...query, field })}
          />
        ) : (
          <Combobox
            aria-label={t('annotation.kindOfValue', 'Kind of value')}
            width={24}
            options={seenKinds()}
            value={query.seenKind}
            onChange={({ value }) => onChange({ ...query, seenKind: value })}
          />
        )}
      </InlineFieldRow>
      <InlineFieldRow>
        <InlineField label={t('annotation.new', 'New')} labelWidth={11}>
          <RadioButtonGroup
            options={places()}
            value={query.firstOn}
            onChange={(firstOn) => onChange({ ...query, firstOn })}
          />
        </InlineField>
        <InlineField label={t('annotation.host', 'Host')}>
          <ValuePicker
            label={t('annotation.host', 'Host')}
            datasource={datasource}
            table={table}
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
          table={table}
          fields={table === 'events' ? eventFields : seenFields}
          filters={query.filters}
          range={range}
          onChange={(filters) => onChange({ ...query, filters })}
        />
      </InlineField>
    </div>
  );
}
