// How events are shown: part of the editor of every kind that answers with events.
import React from 'react';
import { t } from '@grafana/i18n';
import { InlineField, InlineFieldRow, RadioButtonGroup } from '@grafana/ui';
import type { EventView } from '@huntboard/query';
import { shownFields } from '../event-fields';
import { FieldPicker } from './FieldPicker';
import { FieldsPicker } from './FieldsPicker';
import { NumberInput } from './NumberInput';

export interface EventViewRowProps<V extends EventView> {
  readonly view: V;
  readonly onChange: (view: V) => void;
}

const formats = (): { value: EventView['format']; label: string; description: string }[] => [
  { value: 'table', label: t('view.table', 'Table'), description: t('view.oneRowAnEvent', 'One row an event') },
  { value: 'logs', label: t('view.logs', 'Logs'), description: t('view.oneLineAnEvent', 'One line an event') },
  {
    value: 'histogram',
    label: t('view.histogram', 'Histogram'),
    description: t('view.numberOfEventsOverTime', 'Number of events over time'),
  },
];

export function EventViewRow<V extends EventView>({ view, onChange }: EventViewRowProps<V>): React.ReactElement {
  return (
    <InlineFieldRow>
      <InlineField label={t('view.showAs', 'Show as')} labelWidth={11}>
        <RadioButtonGroup
          options={formats()}
          value={view.format}
          onChange={(format) => onChange({ ...view, format })}
        />
      </InlineField>
      {view.format === 'table' && (
        <InlineField
          label={t('view.columns', 'Columns')}
          tooltip={t('view.emptyShowsATellingChoice', 'Empty shows a telling choice')}
        >
          <FieldsPicker
            label={t('view.columns', 'Columns')}
            fields={shownFields}
            values={view.columns}
            placeholder={t('view.usualColumns', 'Usual columns')}
            onChange={(columns) => onChange({ ...view, columns })}
          />
        </InlineField>
      )}
      {view.format === 'histogram' ? (
        <InlineField
          label={t('view.by', 'By')}
          tooltip={t('view.oneSeriesForEachOf', 'One series for each of its most frequent values')}
        >
          <FieldPicker
            label={t('view.by', 'By')}
            value={view.groupBy ?? ''}
            placeholder={t('view.allTogether', 'All together')}
            onChange={(field) => {
              const { groupBy: _groupBy, ...rest } = view;
              onChange((field === '' ? rest : { ...rest, groupBy: field }) as V);
            }}
          />
        </InlineField>
      ) : (
        <InlineField label={t('view.limit', 'Limit')}>
          <NumberInput
            label={t('view.limit', 'Limit')}
            min={1}
            max={1_000_000}
            value={view.limit}
            onChange={(limit) => onChange({ ...view, limit })}
          />
        </InlineField>
      )}
    </InlineFieldRow>
  );
}
