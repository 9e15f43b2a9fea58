// Kind `annotations` -> SQL with the field names that Grafana's annotations read.
import type { QueryContext } from '../../context';
import type { QueryError, Result } from '../../result';
import { ok } from '../../result';
import { Params } from '../../sql';
import type { QueryKind } from '../kind';
import { alertMarks } from './alert-marks';
import { firstInEvents, firstInMemory } from './first-seen';
import type { AnnotationsQuery } from './model';
import { annotationsQuerySchema } from './model';

/** SELECT of marks (time, title, text, tags and what links need), without order and limit. */
export type Marks = (query: AnnotationsQuery, context: QueryContext, params: Params) => Result<string, QueryError>;

const MARKS: Readonly<Record<AnnotationsQuery['from'], Marks>> = {
  alerts: alertMarks,
  seen: firstInMemory,
  events: firstInEvents,
};

export const annotationsKind: QueryKind<AnnotationsQuery> = {
  kind: 'annotations',
  title: 'Annotations',
  model: annotationsQuerySchema,
  toSql: (query, context) => {
    const params = new Params();
    const marks = MARKS[query.from](query, context, params);
    if (!marks.ok) return marks;
    const limit = Math.min(query.limit, context.maxRows);
    // The newest are kept when there are too many.
    const text = `${marks.value} ORDER BY time DESC, title LIMIT ${limit}`;
    return ok({ statements: [{ text, params: params.all, shape: 'annotations', limit }] });
  },
};
