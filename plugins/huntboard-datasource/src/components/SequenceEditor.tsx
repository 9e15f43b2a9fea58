// A, then B, then C: steps in order, what their events share, and how long it may take.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, InlineField, InlineFieldRow, useStyles2 } from '@grafana/ui';
import type { SequenceQuery, SequenceStep } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import { eventFields } from '../event-fields';
import { EventConditions } from './EventConditions';
import { FieldsPicker } from './FieldsPicker';
import { NumberInput } from './NumberInput';
import { TextInput } from './TextInput';
import { ValuePicker } from './ValuePicker';

export interface SequenceEditorProps {
  readonly datasource: HuntboardDataSource;
  readonly query: SequenceQuery;
  readonly range: TimeRange | undefined;
  readonly onChange: (query: SequenceQuery) => void;
}

const MAX_STEPS = 8;
const newStep: SequenceStep = { name: '', categories: [], search: '', filters: [] };

export function SequenceEditor({ datasource, query, range, onChange }: SequenceEditorProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const setStep = (index: number, change: Partial<SequenceStep>): void =>
    onChange({ ...query, steps: query.steps.map((step, n) => (n === index ? { ...step, ...change } : step)) });
  return (
    <div>
      <InlineFieldRow>
        <InlineField
          label={t('sequence.same', 'Same')}
          labelWidth={11}
          tooltip={t('sequence.fieldsThatAllEventsOf', 'Fields that all events of a sequence share')}
        >
          <FieldsPicker
            label={t('sequence.same', 'Same')}
            width={32}
            fields={eventFields}
            values={query.by}
            placeholder="host"
            onChange={(by) => onChange({ ...query, by: by.length === 0 ? ['host'] : by.slice(0, 4) })}
          />
        </InlineField>
        <InlineField label={t('sequence.within', 'Within')}>
          <NumberInput
            label={t('sequence.within', 'Within')}
            min={1}
            max={366 * 86_400}
            suffix="s"
            value={query.windowMs / 1000}
            onChange={(seconds) => onChange({ ...query, windowMs: seconds * 1000 })}
          />
        </InlineField>
        <InlineField label={t('sequence.host', 'Host')}>
          <ValuePicker
            label={t('sequence.host', 'Host')}
            datasource={datasource}
            table="events"
            field="host"
            values={query.hosts}
            range={range}
            onChange={(hosts) => onChange({ ...query, hosts })}
          />
        </InlineField>
        <InlineField label={t('sequence.limit', 'Limit')}>
          <NumberInput
            label={t('sequence.limit', 'Limit')}
            min={1}
            max={100_000}
            value={query.limit}
            onChange={(limit) => onChange({ ...query, limit })}
          />
        </InlineField>
      </InlineFieldRow>
      <ol className={styles.steps}>
        {query.steps.map((step, index) => (
          <li
            key={index}
            className={styles.step}
            aria-label={t('sequence.stepNumber', 'Step {{number}}', { number: index + 1 })}
          >
            <InlineFieldRow>
              <InlineField
                label={index === 0 ? t('sequence.first', 'First') : t('sequence.then', 'Then')}
                labelWidth={11}
              >
                <TextInput
                  label={t('sequence.stepName', 'Step {{number}} name', { number: index + 1 })}
                  width={30}
                  placeholder={t('sequence.unnamedStep', 'step {{number}}', { number: index + 1 })}
                  value={step.name}
                  onChange={(name) => setStep(index, { name })}
                />
              </InlineField>
              {query.steps.length > 2 && (
                <Button
                  variant="secondary"
                  fill="text"
                  icon="trash-alt"
                  aria-label={t('sequence.removeStepNumber', 'Remove step {{number}}', { number: index + 1 })}
                  tooltip={t('sequence.removeStep', 'Remove step')}
                  onClick={() => onChange({ ...query, steps: query.steps.filter((_, n) => n !== index) })}
                />
              )}
            </InlineFieldRow>
            <EventConditions
              datasource={datasource}
              conditions={step}
              range={range}
              prefix={`${t('sequence.stepNumber', 'Step {{number}}', { number: index + 1 })} `}
              onChange={(change) => setStep(index, change)}
            />
          </li>
        ))}
      </ol>
      {query.steps.length < MAX_STEPS && (
        <Button
          variant="secondary"
          size="sm"
          icon="plus"
          onClick={() => onChange({ ...query, steps: [...query.steps, newStep] })}
        >
          {t('sequence.step', 'Step')}
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  steps: css({ listStyle: 'none', margin: 0, padding: 0 }),
  step: css({
    borderLeft: `2px solid ${theme.colors.border.medium}`,
    paddingLeft: theme.spacing(1),
    marginBottom: theme.spacing(1),
  }),
});
