// What an annotation asks: alerts of some levels and hosts, or SQL.
import React from 'react';
import type { AnnotationQuery } from '@grafana/data';
import { t } from '@grafana/i18n';
import { InlineField, InlineFieldRow, RadioButtonGroup } from '@grafana/ui';
import { LEVELS } from '@huntboard/query';
import { defaultAnnotation } from '../default-annotation';
import { migrateQuery, withModel } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';
import type { QueryModel } from '../query-models';
import type { HuntboardEditorProps } from './QueryEditor';
import { SqlEditor } from './SqlEditor';
import { ValuePicker } from './ValuePicker';

export interface AnnotationEditorProps extends HuntboardEditorProps {
  readonly annotation?: AnnotationQuery<HuntboardQuery>;
  readonly onAnnotationChange?: (annotation: AnnotationQuery<HuntboardQuery>) => void;
}

const kinds = (): { value: 'annotations' | 'sql'; label: string }[] => [
  { value: 'annotations', label: t('annotation.alerts', 'Alerts') },
  { value: 'sql', label: 'SQL' },
];
const sqlModel: QueryModel = {
  kind: 'sql',
  version: 1,
  sql: 'SELECT ts AS time, rule_title AS title, summary AS text, host AS tags\nFROM alerts FINAL\nWHERE $__timeFilter(ts)',
  format: 'annotations',
};

export function AnnotationEditor(props: AnnotationEditorProps): React.ReactElement {
  const { datasource, annotation, onAnnotationChange, range } = props;
  const saved = annotation?.target ?? props.query ?? defaultAnnotation;
  const query = migrateQuery(saved);
  const change = (model: QueryModel): void => {
    const target = withModel(saved, model);
    if (annotation && onAnnotationChange) onAnnotationChange({ ...annotation, target });
    else props.onChange(target);
  };
  return (
    <div>
      <InlineField label={t('annotation.from', 'From')} labelWidth={11}>
        <RadioButtonGroup
          options={kinds()}
          value={query.kind === 'sql' ? 'sql' : 'annotations'}
          onChange={(kind) => change(kind === 'sql' ? sqlModel : defaultAnnotation)}
        />
      </InlineField>
      {query.kind === 'sql' && (
        <SqlEditor
          datasource={datasource}
          query={{ ...query, format: 'annotations' }}
          range={range}
          formats={[]}
          onChange={change}
          onRun={props.onRunQuery}
        />
      )}
      {query.kind === 'annotations' && (
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
              onChange={(levels) => change({ ...query, levels })}
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
              onChange={(hosts) => change({ ...query, hosts })}
            />
          </InlineField>
        </InlineFieldRow>
      )}
    </div>
  );
}
