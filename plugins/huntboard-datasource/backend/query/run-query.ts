// One query of a panel: model -> statements -> frames, or the fault to show.
import type { Call, DataQuery, DataResult } from '@huntboard/grafana-backend';
import type { Store } from '@huntboard/clickhouse';
import type { Filter, QueryContext, QueryModel, Statement } from '@huntboard/query';
import { compileQuery, fromAdHoc, isCode, keyword, parseQuery, tokenize } from '@huntboard/query';
import { z } from 'zod';
import type { Settings } from '../settings';
import { fault, queryFault, toFault } from './faults';
import type { FetchCall } from './fetch';
import { fetchStatement } from './fetch';
import { toFrame } from './to-frame';

const adHocSchema = z
  .array(
    z.object({
      key: z.string(),
      operator: z.string(),
      value: z.string().default(''),
      values: z.array(z.string()).optional(),
    }),
  )
  .max(100);
const modelExtrasSchema = z.object({ adHocFilters: adHocSchema.optional() });

/** Grafana's own row limit for SQL data sources (administrators set it) bounds ours. */
function maxRows(settings: Settings, call: Call): number {
  const limit = Number(call.context.grafana['GF_SQL_ROW_LIMIT'] ?? '');
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, settings.limits.maxRows) : settings.limits.maxRows;
}

/** The first word decides: what may be wrapped in a subquery, what is asked as it is, and what is no question at all. */
export function statementForm(sql: string): 'select' | 'other' | 'refused' {
  const first = tokenize(sql).find((token) => isCode(token) && token.text !== '(');
  const word = keyword(first);
  if (word === 'SELECT' || word === 'WITH' || word === 'FROM') return 'select';
  return ['SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'EXISTS'].includes(word) ? 'other' : 'refused';
}

function contextOf(query: DataQuery, filters: readonly Filter[], rows: number): QueryContext {
  return {
    timeRange: query.timeRange,
    intervalMs: Math.max(1, query.intervalMs),
    maxDataPoints: query.maxDataPoints,
    maxRows: rows,
    filters,
  };
}

function readFilters(model: unknown): { readonly filters: readonly Filter[]; readonly unknown?: string } {
  const extras = modelExtrasSchema.safeParse(model);
  const filters: Filter[] = [];
  for (const item of extras.data?.adHocFilters ?? []) {
    const filter = fromAdHoc(item);
    if (filter === undefined) return { filters, unknown: item.operator };
    filters.push(filter);
  }
  return { filters };
}

/** Answers a query. Only a bug rejects. */
export async function runQuery(query: DataQuery, call: Call, store: Store, settings: Settings): Promise<DataResult> {
  const parsed = parseQuery(query.model);
  if (!parsed.ok) return { error: queryFault(parsed.error) };
  const { filters, unknown } = readFilters(query.model);
  if (unknown !== undefined)
    return { error: fault('query.operator', `The ad-hoc filter operator "${unknown}" is not known here.`, 400) };
  const rows = maxRows(settings, call);
  const compiled = compileQuery(parsed.value, contextOf(query, filters, rows));
  if (!compiled.ok) return { error: queryFault(compiled.error) };
  const fetchCall: FetchCall = {
    store,
    limits: { ...settings.limits, maxRows: rows },
    signal: call.signal,
    comment: `grafana ${call.context.user?.login ?? (call.fromAlert ? 'alerting' : 'server')} ${query.refId}`.slice(
      0,
      200,
    ),
  };
  try {
    const frames = await Promise.all(
      compiled.value.statements.map((statement) => runStatement(statement, parsed.value, query, call, fetchCall)),
    );
    return { frames };
  } catch (error) {
    const found = error instanceof RefusedError ? fault('query.not_readonly', error.message, 400) : toFault(error);
    if (found === undefined) throw error;
    if (found.status >= 500) call.log.warn('A query failed in the store', { refId: query.refId, error: found.message });
    return { error: found };
  }
}

class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

async function runStatement(
  statement: Statement,
  model: QueryModel,
  query: DataQuery,
  call: Call,
  fetchCall: FetchCall,
): Promise<ReturnType<typeof toFrame>> {
  const form = statementForm(statement.text);
  if (form === 'refused')
    throw new RefusedError(
      `This data source only reads: a query starts with SELECT, WITH, SHOW, DESCRIBE, EXPLAIN or EXISTS, not with "${statement.text.slice(0, 20)}".`,
    );
  const started = performance.now();
  const fetched = await fetchStatement(statement, form, fetchCall);
  const elapsedMs = performance.now() - started;
  call.log.debug('Query answered', {
    refId: query.refId,
    kind: model.kind,
    rows: fetched.as === 'arrow' ? fetched.content.rows : -1,
    ms: Math.round(elapsedMs),
  });
  return toFrame(fetched, {
    refId: query.refId,
    statement,
    maxRows: fetchCall.limits.maxRows,
    elapsedMs,
    fromAlert: call.fromAlert,
  });
}
