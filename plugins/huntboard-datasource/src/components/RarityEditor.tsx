// The long tail of a field: what few hosts have, what is new.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Combobox, InlineField, InlineFieldRow, InlineSwitch, RadioButtonGroup } from '@grafana/ui';
import type { RarityQuery } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import { EventConditions } from './EventConditions';
import { FieldPicker } from './FieldPicker';
import { NumberInput } from './NumberInput';
import { seenKinds, valueSources } from './seen-kinds';

export interface RarityEditorProps {
  readonly datasource: HuntboardDataSource;
  readonly query: RarityQuery;
  readonly range: TimeRange | undefined;
  readonly onChange: (query: RarityQuery) => void;
}

export function RarityEditor({ datasource, query, range, onChange }: RarityEditorProps): React.ReactElement {
  const { hosts, search } = query;
  return (
    <div>
      <InlineFieldRow>
        <InlineField label={t('rarity.from', 'From')} labelWidth={11}>
          <RadioButtonGroup
            options={valueSources()}
            value={query.from}
            onChange={(from) =>
              // The memory knows nothing of these: kept, they would only be refused.
              onChange(from === 'seen' ? { ...query, from, categories: [], filters: [] } : { ...query, from })
            }
          />
        </InlineField>
        <InlineField label={t('rarity.valuesOf', 'Values of')}>
          {query.from === 'events' ? (
            <FieldPicker
              label={t('rarity.field', 'Field')}
              value={query.field}
              onChange={(field) => field !== '' && onChange({ ...query, field })}
            />
          ) : (
            <Combobox
              aria-label={t('rarity.kindOfValue', 'Kind of value')}
              width={24}
              options={seenKinds()}
              value={query.seenKind}
              onChange={({ value }) => onChange({ ...query, seenKind: value })}
            />
          )}
        </InlineField>
      </InlineFieldRow>
      <EventConditions
        datasource={datasource}
        conditions={query.from === 'events' ? query : { hosts, search }}
        range={range}
        onChange={(change) => onChange({ ...query, ...change })}
      />
      <InlineFieldRow>
        <InlineField
          label={t('rarity.atMostOn', 'At most on')}
          labelWidth={11}
          tooltip={t('rarity.onlyValuesThatSoMany', 'Only values that so many hosts have; 0 shows all')}
        >
          <NumberInput
            label={t('rarity.mostHosts', 'Most hosts')}
            min={0}
            max={1_000_000}
            suffix={t('rarity.hosts', 'hosts')}
            value={query.maxHosts}
            onChange={(maxHosts) => onChange({ ...query, maxHosts })}
          />
        </InlineField>
        <InlineField
          label={t('rarity.newOnly', 'New only')}
          tooltip={t('rarity.onlyValuesThatWereNever', 'Only values that were never seen before the time range')}
        >
          <InlineSwitch
            aria-label={t('rarity.newOnly', 'New only')}
            value={query.newOnly}
            onChange={(event) => onChange({ ...query, newOnly: event.currentTarget.checked })}
          />
        </InlineField>
        <InlineField label={t('rarity.limit', 'Limit')}>
          <NumberInput
            label={t('rarity.limit', 'Limit')}
            min={1}
            max={100_000}
            value={query.limit}
            onChange={(limit) => onChange({ ...query, limit })}
          />
        </InlineField>
      </InlineFieldRow>
    </div>
  );
}
