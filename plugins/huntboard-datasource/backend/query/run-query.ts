// One query of a panel: model -> statements -> frames, or the fault to show.
import type { Call, DataQuery, DataResult } from '@huntboard/grafana-backend';
import type { Filter, QueryContext, Statement } from '@huntboard/query';
import { isCode, keyword, tokenize } from '@huntboard/query';
import { compileQuery, parseQuery } from '../../src/query-kinds';
import type { QueryModel } from '../../src/query-kinds';
import { accessOf } from '../access';
import type { Settings } from '../settings';
import type { Connection } from '../store-connection';
import { readAdHocFilters } from './ad-hoc-filters';
import { fault, queryFault, toFault } from './faults';
import { asNumbers, isEvaluated } from './as-numbers';
import { countRows } from './count-rows';
import type { RowTotal } from './count-rows';
import type { FetchCall, Fetched, FetchLimits } from './fetch';
import { fetchStatement } from './fetch';
import { cutByLimit, rowsOf, toFrame } from './to-frame';

/** Grafana's own limits, which administrators set, bound ours: rows of SQL data sources, bytes of any answer. */
export function limitsOf({ limits }: Settings, { context }: Call): FetchLimits {
  const lowest = (own: number, name: string): number => {
    const limit = Number(context.grafana[name] ?? '');
    return Number.isInteger(limit) && limit > 0 ? Math.min(limit, own) : own;
  };
  const maxRows = lowest(limits.maxRows, 'GF_SQL_ROW_LIMIT');
  return {
    ...limits,
    maxRows,
    rowsBy: maxRows < limits.maxRows ? 'Grafana' : 'the data source',
    maxBytes: lowest(limits.maxBytes, 'GF_RESPONSE_LIMIT'),
  };
}

/** Who asks, for ClickHouse's query log. */
export const commentOf = ({ context, fromAlert }: Call, about: string): string =>
  `grafana ${context.user?.login ?? (fromAlert ? 'alerting' : 'server')} ${about}`.slice(0, 200);

/** The first word decides: what may be wrapped in a subquery, what is asked as it is, and what is no question at all. */
export function statementForm(sql: string): 'select' | 'other' | 'refused' {
  const first = tokenize(sql).find((token) => isCode(token) && token.text !== '(');
  const word = keyword(first);
  if (word === 'SELECT' || word === 'WITH' || word === 'FROM') return 'select';
  return ['SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'EXISTS'].includes(word) ? 'other' : 'refused';
}

/** Whether a statement has a SETTINGS clause, anywhere. A column of that name counts too: better one refusal too many. */
const setsSettings = (sql: string): boolean =>
  tokenize(sql).some((token) => isCode(token) && keyword(token) === 'SETTINGS');

function contextOf(query: DataQuery, filters: readonly Filter[], rows: number): QueryContext {
  return {
    timeRange: query.timeRange,
    intervalMs: Math.max(1, query.intervalMs),
    maxDataPoints: query.maxDataPoints,
    maxRows: rows,
    filters,
  };
}

/** `fixed`: no setting can be sent, so that ClickHouse would not stop counting when time is up. */
type QueryCall = FetchCall & Pick<Connection, 'userSettings'>;

/** Answers a query. Only a bug rejects. */
export async function runQuery(
  query: DataQuery,
  call: Call,
  { store, userSettings }: Connection,
  settings: Settings,
): Promise<DataResult> {
  const parsed = parseQuery(query.model);
  if (!parsed.ok) return { error: queryFault(parsed.error) };
  const filters = readAdHocFilters(query.model);
  if (!filters.ok) return { error: fault('query.operator', filters.error, 400) };
  const access = accessOf(settings, call);
  if (!access.ok) return { error: fault('query.no_access', access.error, 403) };
  if (access.value.restricted && parsed.value.kind === 'sql')
    return {
      error: fault(
        'query.no_access',
        'Row filters hold for you here: use the other kinds of queries, SQL could look past them.',
        403,
      ),
    };
  const limits = limitsOf(settings, call);
  const forced = [...filters.value, ...access.value.filters];
  const compiled = compileQuery(parsed.value, contextOf(query, forced, limits.maxRows));
  if (!compiled.ok) return { error: queryFault(compiled.error) };
  // A setting in the statement would win over the one by which ClickHouse knows the user.
  if (settings.forwardUser.settings && compiled.value.statements.some(({ text }) => setsSettings(text)))
    return {
      error: fault(
        'query.no_access',
        'This data source tells ClickHouse by settings who asks: SETTINGS is closed.',
        403,
      ),
    };
  const fetchCall: QueryCall = {
    store,
    userSettings,
    limits,
    signal: call.signal,
    comment: commentOf(call, query.refId),
    settings: access.value.settings,
  };
  try {
    const frames = await Promise.all(
      compiled.value.statements.map((statement) =>
        runStatement(isEvaluated(call) ? asNumbers(statement) : statement, parsed.value, query, call, fetchCall),
      ),
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

/** Of how many rows the answer shows some, where a limit of rows cut it and somebody will read about it. */
async function totalOf(
  fetched: Fetched,
  statement: Statement,
  call: Call,
  fetchCall: QueryCall,
): Promise<RowTotal | undefined> {
  const { limits, userSettings } = fetchCall;
  const rows = rowsOf(fetched);
  if (call.fromAlert || !cutByLimit(rows, statement, limits.maxRows)) return undefined;
  // The slow way brings everything, and is cut here.
  if (fetched.as === 'rows') return rows > limits.maxRows ? { rows, exact: true } : undefined;
  return userSettings === 'free' ? countRows(statement, fetchCall) : undefined;
}

async function runStatement(
  statement: Statement,
  model: QueryModel,
  query: DataQuery,
  call: Call,
  fetchCall: QueryCall,
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
  const total = await totalOf(fetched, statement, call, fetchCall);
  return toFrame(fetched, {
    refId: query.refId,
    statement,
    limits: fetchCall.limits,
    elapsedMs,
    fromAlert: call.fromAlert,
    ...(total === undefined ? {} : { total }),
  });
}
