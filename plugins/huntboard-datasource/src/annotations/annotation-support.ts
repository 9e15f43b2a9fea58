// Annotations: alerts and first times as marks on the time axis, or SQL with the columns that annotations need.
import type { AnnotationQuery, AnnotationSupport } from '@grafana/data';
import { defaultAnnotation } from './default-annotation';
import { migrateQuery } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';
import { AnnotationEditor } from '../lazy-editors';

type Support = AnnotationSupport<HuntboardQuery, AnnotationQuery<HuntboardQuery>>;

export const annotationSupport: Support = {
  QueryEditor: AnnotationEditor as Support['QueryEditor'],
  getDefaultQuery: () => defaultAnnotation,
  prepareAnnotation: (json: AnnotationQuery<HuntboardQuery>) => ({
    ...json,
    target: json.target === undefined ? defaultAnnotation : migrateQuery(json.target),
  }),
  prepareQuery: (annotation) => ({
    ...migrateQuery(annotation.target ?? defaultAnnotation),
    refId: `annotation-${annotation.name}`,
  }),
};
