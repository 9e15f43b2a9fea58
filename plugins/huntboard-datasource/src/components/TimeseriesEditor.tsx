// A measure of events over time.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Combobox, InlineField, InlineFieldRow, RadioButtonGroup } from '@grafana/ui';
import { MEASURES } from '@huntboard/query';
import type { TimeseriesQuery } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import { eventFields } from '../event-fields';
import { EventConditions } from './EventConditions';
import { FieldPicker } from './FieldPicker';
import { FieldsPicker } from './FieldsPicker';
import { NumberInput } from './NumberInput';

export interface TimeseriesEditorProps {
  readonly datasource: HuntboardDataSource;
  readonly query: TimeseriesQuery;
  readonly range: TimeRange | undefined;
  readonly onChange: (query: TimeseriesQuery) => void;
}

const words = (): Readonly<Record<TimeseriesQuery['measure'], string>> => ({
  count: t('timeseries.numberOfEvents', 'Number of events'),
  rate: t('timeseries.eventsASecond', 'Events a second'),
  uniq: t('timeseries.differentValues', 'Different values'),
  sum: t('timeseries.sum', 'Sum'),
  avg: t('timeseries.average', 'Average'),
  min: t('timeseries.least', 'Least'),
  max: t('timeseries.most', 'Most'),
  quantile: t('timeseries.quantile', 'Quantile'),
});
const measures = (): { value: TimeseriesQuery['measure']; label: string }[] => {
  const names = words();
  return MEASURES.map((value) => ({ value, label: names[value] }));
};
const rests = (): { value: TimeseriesQuery['rest']; label: string; description: string }[] => [
  {
    value: 'other',
    label: t('timeseries.other', 'Other'),
    description: t('timeseries.theRestTogetherInOne', 'The rest together in one series'),
  },
  {
    value: 'drop',
    label: t('timeseries.drop', 'Drop'),
    description: t('timeseries.nothingOfTheRest', 'Nothing of the rest'),
  },
];
const fills = (): { value: TimeseriesQuery['fill']; label: string; description: string }[] => [
  {
    value: 'zero',
    label: t('timeseries.zero', 'Zero'),
    description: t('timeseries.0WhereThereAreNo', '0 where there are no events'),
  },
  {
    value: 'null',
    label: t('timeseries.empty', 'Empty'),
    description: t('timeseries.noValueWhereThereAre', 'No value where there are no events'),
  },
  {
    value: 'none',
    label: t('timeseries.leaveOut', 'Leave out'),
    description: t('timeseries.noPointWhereThereAre', 'No point where there are no events'),
  },
];

export function TimeseriesEditor({ datasource, query, range, onChange }: TimeseriesEditorProps): React.ReactElement {
  return (
    <div>
      <EventConditions
        datasource={datasource}
        conditions={query}
        range={range}
        onChange={(change) => onChange({ ...query, ...change })}
      />
      <InlineFieldRow>
        <InlineField label={t('timeseries.measure', 'Measure')} labelWidth={11}>
          <Combobox
            aria-label={t('timeseries.measure', 'Measure')}
            width={24}
            options={measures()}
            value={query.measure}
            onChange={({ value }) => onChange({ ...query, measure: value })}
          />
        </InlineField>
        {query.measure !== 'count' && query.measure !== 'rate' && (
          <InlineField
            label={t('timeseries.of', 'Of')}
            tooltip={t('timeseries.numbersInTextCountToo', 'Numbers in text count too')}
          >
            <FieldPicker
              label={t('timeseries.measuredField', 'Measured field')}
              value={query.field}
              onChange={(field) => onChange({ ...query, field })}
            />
          </InlineField>
        )}
        {query.measure === 'quantile' && (
          <InlineField label={t('timeseries.percent', 'Percent')}>
            <NumberInput
              label={t('timeseries.percent', 'Percent')}
              min={0}
              max={100}
              value={query.quantile * 100}
              onChange={(percent) => onChange({ ...query, quantile: percent / 100 })}
            />
          </InlineField>
        )}
        <InlineField
          label={t('timeseries.by', 'By')}
          tooltip={t(
            'timeseries.oneSeriesForEachOf',
            'One series for each of the largest combinations of values, up to three fields',
          )}
        >
          <FieldsPicker
            label={t('timeseries.by', 'By')}
            width={32}
            fields={eventFields}
            values={query.groupBy}
            placeholder={t('timeseries.allTogether', 'All together')}
            onChange={(groupBy) => onChange({ ...query, groupBy: groupBy.slice(0, 3) })}
          />
        </InlineField>
      </InlineFieldRow>
      <InlineFieldRow>
        {query.groupBy.length > 0 && (
          <>
            <InlineField label={t('timeseries.series', 'Series')} labelWidth={11}>
              <NumberInput
                label={t('timeseries.series', 'Series')}
                min={1}
                max={50}
                value={query.top}
                onChange={(top) => onChange({ ...query, top })}
              />
            </InlineField>
            <InlineField label={t('timeseries.rest', 'Rest')}>
              <RadioButtonGroup
                options={rests()}
                value={query.rest}
                onChange={(rest) => onChange({ ...query, rest })}
              />
            </InlineField>
          </>
        )}
        <InlineField label={t('timeseries.gaps', 'Gaps')} {...(query.groupBy.length > 0 ? {} : { labelWidth: 11 })}>
          <RadioButtonGroup options={fills()} value={query.fill} onChange={(fill) => onChange({ ...query, fill })} />
        </InlineField>
      </InlineFieldRow>
    </div>
  );
}
