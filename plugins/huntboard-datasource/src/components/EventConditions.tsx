// Which events: category, host, text and filters. Part of the editor of every kind that asks about events.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { InlineField, InlineFieldRow } from '@grafana/ui';
import type { EventsQuery } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import { categories, eventFields } from '../event-fields';
import { FilterRows } from './FilterRows';
import { TextInput } from './TextInput';
import { ValuePicker } from './ValuePicker';

export type Conditions = Pick<EventsQuery, 'categories' | 'hosts' | 'search' | 'filters'>;

export interface EventConditionsProps<C extends Partial<Conditions>> {
  readonly datasource: HuntboardDataSource;
  readonly conditions: C;
  readonly range: TimeRange | undefined;
  /** Before the names of the inputs, where one editor has several of these. */
  readonly prefix?: string;
  readonly onChange: (change: Partial<Conditions>) => void;
}

/** Shows the conditions that the object has. */
export function EventConditions<C extends Partial<Conditions>>(props: EventConditionsProps<C>): React.ReactElement {
  const { datasource, conditions, range, prefix = '', onChange } = props;
  return (
    <>
      <InlineFieldRow>
        {conditions.categories !== undefined && (
          <InlineField label={t('conditions.category', 'Category')} labelWidth={11}>
            <ValuePicker
              label={`${prefix}Category`}
              datasource={datasource}
              table="events"
              field="category"
              known={categories}
              values={conditions.categories}
              range={range}
              onChange={(value) => onChange({ categories: value })}
            />
          </InlineField>
        )}
        {conditions.hosts !== undefined && (
          <InlineField label={t('conditions.host', 'Host')}>
            <ValuePicker
              label={`${prefix}Host`}
              datasource={datasource}
              table="events"
              field="host"
              values={conditions.hosts}
              range={range}
              onChange={(hosts) => onChange({ hosts })}
            />
          </InlineField>
        )}
        {conditions.search !== undefined && (
          <InlineField
            label={t('conditions.contains', 'Contains')}
            tooltip={t(
              'conditions.textInCommandLineImage',
              'Text in command line, image, path, script, registry, name or address',
            )}
          >
            <TextInput
              label={`${prefix}Contains`}
              width={30}
              placeholder={t('conditions.anyText', 'Any text')}
              value={conditions.search}
              onChange={(search) => onChange({ search })}
            />
          </InlineField>
        )}
      </InlineFieldRow>
      {conditions.filters !== undefined && (
        <InlineField label={t('conditions.filters', 'Filters')} labelWidth={11} transparent>
          <FilterRows
            datasource={datasource}
            table="events"
            fields={eventFields}
            filters={conditions.filters}
            range={range}
            onChange={(filters) => onChange({ filters })}
          />
        </InlineField>
      )}
    </>
  );
}
