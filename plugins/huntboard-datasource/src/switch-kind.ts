// What becomes of a query when another kind is chosen: SQL that means the same, else a model that keeps what both kinds know.
import type { EventView, EventsQuery, SequenceQuery } from '@huntboard/query';
import type { SigmaQuery } from '@huntboard/sigma';
import { emptyModel } from './huntboard-query';
import type { EditableKind } from './huntboard-query';
import { ABOUT_EVENTS } from './query-models';
import type { QueryModel } from './query-models';

/** Kinds whose SQL a person can go on with. */
const READABLE_AS_SQL: ReadonlySet<string> = new Set([...ABOUT_EVENTS, 'sequence', 'lineage', 'alerts', 'sigma']);

type Conditions = Pick<EventsQuery, 'categories' | 'search' | 'filters'>;

/** Which events a query is about; of a sequence, its first step's. */
function conditionsOf(query: QueryModel): Conditions | undefined {
  const from =
    query.kind === 'sequence' ? query.steps[0] : ABOUT_EVENTS.has(query.kind) ? (query as EventsQuery) : null;
  if (from === null || from === undefined) return undefined;
  const { categories, search, filters } = from;
  return { categories, search, filters };
}

function withConditions(model: QueryModel, conditions: Conditions | undefined): QueryModel {
  if (conditions === undefined) return model;
  if (ABOUT_EVENTS.has(model.kind)) return { ...model, ...conditions } as QueryModel;
  if (model.kind !== 'sequence') return model;
  const [first, ...more] = model.steps;
  return { ...model, steps: [{ ...first, ...conditions }, ...more] } as SequenceQuery;
}

/** How events are shown: what the kinds that answer with events have in common. */
function viewOf(query: QueryModel): Partial<EventView> {
  if (query.kind !== 'events' && query.kind !== 'sigma') return {};
  const { format, columns, groupBy, limit } = query;
  return { format, columns, limit, ...(groupBy === undefined ? {} : { groupBy }) };
}

const showsEvents = (model: QueryModel): model is EventsQuery | SigmaQuery =>
  model.kind === 'events' || model.kind === 'sigma';

/** `model` with the hosts, the conditions and the view of `query`, as far as both have them. */
function keep(query: QueryModel, model: QueryModel): QueryModel {
  const withHosts = 'hosts' in query && 'hosts' in model ? { ...model, hosts: query.hosts } : model;
  const asked = withConditions(withHosts, conditionsOf(query));
  return showsEvents(asked) ? { ...asked, ...viewOf(query) } : asked;
}

/**
 * The model after a change of kind. `remembered` is what was there before in that kind. Kinds that become SQL are compiled, which is
 * loaded for it.
 */
export function switchKind(
  query: QueryModel,
  kind: EditableKind,
  remembered: QueryModel | undefined,
): QueryModel | Promise<QueryModel> {
  const before = remembered ?? emptyModel(kind);
  if (kind !== 'sql') return keep(query, before);
  if (!READABLE_AS_SQL.has(query.kind)) return before;
  return import(/* webpackChunkName: "model-to-sql" */ './model-to-sql').then(
    ({ modelToSql }) => modelToSql(query) ?? before,
  );
}
