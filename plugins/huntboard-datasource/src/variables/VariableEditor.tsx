// The query of a dashboard variable: the values of a field, or SQL.
import React from 'react';
import { t } from '@grafana/i18n';
import { Combobox, InlineField, InlineFieldRow, RadioButtonGroup } from '@grafana/ui';
import type { ValuesQuery } from '@huntboard/query';
import { alerts, process, seen } from '@huntboard/schema';
import { FilterRows } from '../components/FilterRows';
import { NumberInput } from '../components/NumberInput';
import type { HuntboardEditorProps } from '../components/QueryEditor';
import { SqlEditor } from '../components/SqlEditor';
import { eventFields } from '../event-fields';
import type { EventField } from '../event-fields';
import { withModel } from '../huntboard-query';
import type { QueryModel } from '../query-models';
import { variableQuery } from './variable-query';

const kinds = (): { value: 'values' | 'sql'; label: string }[] => [
  { value: 'values', label: t('variable.valuesOfAField', 'Values of a field') },
  { value: 'sql', label: 'SQL' },
];
const tableOptions: { value: ValuesQuery['table']; label: string }[] = [
  { value: 'events', label: 'events' },
  { value: 'process', label: 'process' },
  { value: 'alerts', label: 'alerts' },
  { value: 'seen', label: 'seen' },
];
const orders = (): { value: ValuesQuery['order']; label: string }[] => [
  { value: 'value', label: t('variable.byName', 'By name') },
  { value: 'count', label: t('variable.mostFrequentFirst', 'Most frequent first') },
];
const fieldsOf = (columns: readonly EventField[]): readonly EventField[] =>
  columns.map(({ name, type, doc }) => ({ name, type, doc }));
const fields: Readonly<Record<ValuesQuery['table'], readonly EventField[]>> = {
  events: eventFields,
  process: fieldsOf(process.columns),
  alerts: fieldsOf(alerts.columns),
  seen: fieldsOf(seen.columns),
};

/** A variable that was never edited: the hosts. */
export const defaultVariable: ValuesQuery = {
  kind: 'values',
  version: 1,
  table: 'events',
  field: 'host',
  filters: [],
  search: '',
  limit: 1000,
  order: 'value',
};
const defaultSql: QueryModel = {
  kind: 'sql',
  version: 1,
  sql: 'SELECT DISTINCT host FROM events WHERE $__timeFilter(ts) ORDER BY host LIMIT 1000',
  format: 'table',
};

export function VariableEditor({
  datasource,
  query: saved,
  range,
  onChange,
  onRunQuery,
}: HuntboardEditorProps): React.ReactElement {
  const read = variableQuery(saved);
  const isNew = read.kind === 'sql' && read.sql === '';
  const query = isNew ? { ...read, ...defaultVariable } : read;
  const change = (model: QueryModel): void => onChange(withModel({ refId: 'variable' }, model));
  return (
    <div>
      <InlineField label={t('variable.from', 'From')} labelWidth={11}>
        <RadioButtonGroup
          options={kinds()}
          value={query.kind === 'sql' ? 'sql' : 'values'}
          onChange={(kind) => change(kind === 'sql' ? defaultSql : defaultVariable)}
        />
      </InlineField>
      {query.kind === 'sql' && (
        <>
          <SqlEditor
            datasource={datasource}
            query={query}
            range={range}
            formats={[]}
            onChange={change}
            onRun={onRunQuery}
          />
          <p>
            {t(
              'variable.theFirstColumnIsThe',
              'The first column is the values; columns named text and value make them differ.',
            )}
          </p>
        </>
      )}
      {query.kind === 'values' && (
        <>
          <InlineFieldRow>
            <InlineField label={t('variable.table', 'Table')} labelWidth={11}>
              <Combobox
                aria-label={t('variable.table', 'Table')}
                width={16}
                options={tableOptions}
                value={query.table}
                onChange={({ value }) => change({ ...query, table: value, filters: [] })}
              />
            </InlineField>
            <InlineField label={t('variable.field', 'Field')}>
              <Combobox
                aria-label={t('variable.field', 'Field')}
                width={28}
                options={fields[query.table].map(({ name, doc }) => ({ value: name, label: name, description: doc }))}
                value={query.field}
                createCustomValue
                onChange={({ value }) => change({ ...query, field: value })}
              />
            </InlineField>
            <InlineField label={t('variable.order', 'Order')}>
              <Combobox
                aria-label={t('variable.order', 'Order')}
                width={24}
                options={orders()}
                value={query.order}
                onChange={({ value }) => change({ ...query, order: value })}
              />
            </InlineField>
            <InlineField label={t('variable.limit', 'Limit')}>
              <NumberInput
                label={t('variable.limit', 'Limit')}
                min={1}
                max={10_000}
                value={query.limit}
                onChange={(limit) => change({ ...query, limit })}
              />
            </InlineField>
          </InlineFieldRow>
          {query.table !== 'process' && (
            <InlineField label={t('variable.filters', 'Filters')} labelWidth={11} transparent>
              <FilterRows
                datasource={datasource}
                table={query.table}
                fields={fields[query.table]}
                filters={query.filters}
                range={range}
                onChange={(filters) => change({ ...query, filters })}
              />
            </InlineField>
          )}
        </>
      )}
    </div>
  );
}
