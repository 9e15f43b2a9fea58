// What a new annotation asks.
import type { AnnotationsQuery } from '@huntboard/query';
import type { HuntboardQuery } from '../huntboard-query';
import { parseQuery } from '../query-models';

/** A query of kind `annotations`, what is not given as it is by default. */
export function annotationModel(change: Partial<AnnotationsQuery>): AnnotationsQuery {
  const parsed = parseQuery({ ...change, kind: 'annotations' });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value as AnnotationsQuery;
}

/** Alerts that are high or worse, on any host. */
export const defaultAnnotation: HuntboardQuery = {
  refId: 'annotation',
  ...annotationModel({ levels: ['critical', 'high'] }),
};
