// What an annotation asks: alerts, values that are seen for the first time, or SQL.
import React from 'react';
import type { AnnotationQuery } from '@grafana/data';
import { t } from '@grafana/i18n';
import { InlineField, RadioButtonGroup } from '@grafana/ui';
import { annotationModel, defaultAnnotation } from '../annotations/default-annotation';
import { migrateQuery, withModel } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';
import type { QueryModel } from '../query-models';
import { AlertMarkFields } from './AlertMarkFields';
import { FirstSeenFields } from './FirstSeenFields';
import type { HuntboardEditorProps } from './QueryEditor';
import { SqlEditor } from './SqlEditor';

export interface AnnotationEditorProps extends HuntboardEditorProps {
  readonly annotation?: AnnotationQuery<HuntboardQuery>;
  readonly onAnnotationChange?: (annotation: AnnotationQuery<HuntboardQuery>) => void;
}

type Choice = 'alerts' | 'first' | 'sql';

const choices = (): { value: Choice; label: string }[] => [
  { value: 'alerts', label: t('annotation.alerts', 'Alerts') },
  { value: 'first', label: t('annotation.firstSeen', 'First seen') },
  { value: 'sql', label: 'SQL' },
];
const sqlModel: QueryModel = {
  kind: 'sql',
  version: 1,
  sql: 'SELECT ts AS time, rule_title AS title, summary AS text, host AS tags\nFROM alerts FINAL\nWHERE $__timeFilter(ts)',
  format: 'annotations',
};

/** What is asked after a choice; the hosts stay. */
function chosen(choice: Choice, before: HuntboardQuery): QueryModel {
  if (choice === 'sql') return sqlModel;
  const hosts = before.kind === 'annotations' ? before.hosts : [];
  return choice === 'alerts'
    ? annotationModel({ levels: ['critical', 'high'], hosts })
    : annotationModel({ from: 'seen', hosts });
}

export function AnnotationEditor(props: AnnotationEditorProps): React.ReactElement {
  const { datasource, annotation, onAnnotationChange, range } = props;
  const saved = annotation?.target ?? props.query ?? defaultAnnotation;
  const query = migrateQuery(saved);
  const change = (model: QueryModel): void => {
    const target = withModel(saved, model);
    if (annotation && onAnnotationChange) onAnnotationChange({ ...annotation, target });
    else props.onChange(target);
  };
  const choice: Choice = query.kind !== 'annotations' ? 'sql' : query.from === 'alerts' ? 'alerts' : 'first';
  const Fields = choice === 'alerts' ? AlertMarkFields : FirstSeenFields;
  return (
    <div>
      <InlineField label={t('annotation.from', 'From')} labelWidth={11}>
        <RadioButtonGroup options={choices()} value={choice} onChange={(next) => change(chosen(next, query))} />
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
      {query.kind === 'annotations' && <Fields datasource={datasource} query={query} range={range} onChange={change} />}
    </div>
  );
}
