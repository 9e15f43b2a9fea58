// Resource calls of the editor: /schema, /values, /health, POST /explain and /tail. All answer JSON; what is wrong answers {error, code}.
import type { Call, ResourceRequest, ResourceResponse } from '@huntboard/grafana-backend';
import type { Store } from '@huntboard/clickhouse';
import { StoreError } from '@huntboard/clickhouse';
import { compileQuery, parseQuery } from '@huntboard/query';
import { completionTables } from '@huntboard/schema';
import { z } from 'zod';
import { checkStore } from '../health/check-health';
import { toFault } from '../query/faults';
import type { Settings } from '../settings';
import type { UserSettings } from '../store-connection';
import type { Tail } from '../tail/tail';
import { accessOf } from '../access';
import { callAction } from '../actions/action-resources';
import type { ControlClient } from '../actions/control-client';
import { explain, explainRequest } from './explain';
import { SAMPLED_ROWS, frequentValues } from './frequent-values';

/** What an instance of the data source answers with. */
export interface Instance {
  readonly store: Store;
  readonly userSettings: UserSettings;
  readonly settings: Settings;
  readonly tail: Tail;
  readonly control: ControlClient;
}

interface Route {
  readonly method?: 'POST';
  readonly answer: (request: ResourceRequest, call: Call, instance: Instance) => Promise<unknown>;
}

/** A request that cannot be answered as asked. */
class ResourceError extends Error {
  override readonly name = 'ResourceError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const docs: ReadonlyMap<string, { readonly doc: string; readonly columns: ReadonlyMap<string, string> }> = new Map(
  completionTables.map(({ name: table, doc: tableDoc, columns }) => [
    table,
    { doc: tableDoc, columns: new Map(columns.map(({ name, doc }) => [name, doc])) },
  ]),
);

/** Tables and columns of the default database, with their docs: what completion offers. */
async function schema(_request: ResourceRequest, call: Call, { store }: Instance): Promise<unknown> {
  const sql =
    'SELECT table, name, type, comment FROM system.columns WHERE database = currentDatabase() ORDER BY table, position LIMIT 20000';
  const rows = await store.query<{ table: string; name: string; type: string; comment: string }>(sql, {
    signal: call.signal,
  });
  const byTable = new Map<string, { name: string; type: string; doc: string }[]>();
  for (const { table, name, type, comment } of rows) {
    if (table.startsWith('.inner')) continue;
    const columns = byTable.get(table) ?? [];
    columns.push({ name, type, doc: comment !== '' ? comment : (docs.get(table)?.columns.get(name) ?? '') });
    byTable.set(table, columns);
  }
  return {
    database: store.database,
    tables: [...byTable].map(([name, columns]) => ({ name, doc: docs.get(name)?.doc ?? '', columns })),
  };
}

const valuesParams = z.object({
  table: z.enum(['events', 'process', 'alerts', 'seen']).default('events'),
  field: z.string().min(1),
  search: z.string().max(500).default(''),
  from: z.coerce.number(),
  to: z.coerce.number(),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
});

/** The most frequent values of a field in a time range: ?table&field&from&to&search&limit. */
async function values({ query }: ResourceRequest, call: Call, { store, settings: own }: Instance): Promise<unknown> {
  const params = valuesParams.safeParse(Object.fromEntries(query));
  if (!params.success)
    throw new ResourceError(
      400,
      `${params.error.issues[0]?.path.join('.') ?? ''}: ${params.error.issues[0]?.message ?? 'not valid'}`,
    );
  const { from, to, ...model } = params.data;
  const parsed = parseQuery({ kind: 'values', order: 'count', sample: SAMPLED_ROWS, ...model });
  if (!parsed.ok) throw new ResourceError(400, parsed.error.message);
  const access = accessOf(own, call);
  if (!access.ok) throw new ResourceError(403, access.error);
  const compiled = compileQuery(parsed.value, {
    filters: access.value.filters,
    timeRange: { from, to },
    intervalMs: 1000,
    maxDataPoints: 1,
    maxRows: 1000,
  });
  if (!compiled.ok) throw new ResourceError(400, compiled.error.message);
  const [statement] = compiled.value.statements;
  return { values: await frequentValues(statement, store, { signal: call.signal }) };
}

/** The body of a POST as JSON. */
function bodyOf({ body }: ResourceRequest): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new ResourceError(400, 'The body is no JSON.');
  }
}

async function explainQuery(request: ResourceRequest, call: Call, { store, settings }: Instance): Promise<unknown> {
  const asked = explainRequest.safeParse(bodyOf(request));
  if (!asked.success) throw new ResourceError(400, `${asked.error.issues[0]?.path.join('.') ?? ''}: not valid`);
  const access = accessOf(settings, call);
  if (!access.ok) throw new ResourceError(403, access.error);
  if (access.value.restricted)
    throw new ResourceError(403, 'What a query will read is not told where row filters hold.');
  return explain(asked.data, call, store);
}

const tailRequest = z.object({ query: z.record(z.string(), z.unknown()) });

async function openTail(request: ResourceRequest, call: Call, { tail }: Instance): Promise<unknown> {
  const asked = tailRequest.safeParse(bodyOf(request));
  if (!asked.success) throw new ResourceError(400, 'The body is { "query": … }.');
  const opened = tail.open(asked.data.query, call);
  if (!opened.ok) throw new ResourceError(opened.error.status, opened.error.message);
  return opened.value;
}

const ROUTES: Readonly<Record<string, Route>> = {
  schema: { answer: schema },
  values: { answer: values },
  explain: { method: 'POST', answer: explainQuery },
  tail: { method: 'POST', answer: openTail },
  health: { answer: (_request, call, instance) => checkStore(instance, instance.settings, call.signal) },
};

const json = (status: number, body: unknown): ResourceResponse => ({
  status,
  headers: { 'Content-Type': ['application/json'] },
  body: JSON.stringify(body),
});

async function actionOrUnknown(
  request: ResourceRequest,
  call: Call,
  { store, settings, control }: Instance,
  name: string,
): Promise<ResourceResponse> {
  const access = accessOf(settings, call);
  if (!access.ok) return json(403, { error: access.error, code: 'action_forbidden' });
  const answer = await callAction({ request, call, store, control, filters: access.value.filters });
  return answer ?? json(404, { error: `There is no resource "${name}". Known: ${Object.keys(ROUTES).join(', ')}.` });
}

/** Answers a resource request. Only a bug rejects. */
export async function callResource(
  request: ResourceRequest,
  call: Call,
  instance: Instance,
): Promise<ResourceResponse> {
  const name = request.path.replace(/^\/+|\/+$/g, '');
  const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  const method = route?.method ?? 'GET';
  if (route !== undefined && request.method !== method) return json(405, { error: `Only ${method}.` });
  try {
    if (route === undefined) return await actionOrUnknown(request, call, instance, name);
    return json(200, await route.answer(request, call, instance));
  } catch (error) {
    if (error instanceof ResourceError) return json(error.status, { error: error.message });
    const found = error instanceof StoreError ? toFault(error) : undefined;
    if (found === undefined) throw error;
    return json(found.status, { error: found.message });
  }
}
