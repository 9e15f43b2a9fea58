// Runs one statement and brings its rows: as Arrow that is passed through, or as JSON where ClickHouse cannot describe them.
import { randomUUID } from 'node:crypto';
import type { ArrowStreamContent, Frame } from '@huntboard/grafana-backend';
import { readArrowStream } from '@huntboard/grafana-backend';
import type { StatementOptions, Store } from '@huntboard/clickhouse';
import { StoreError } from '@huntboard/clickhouse';
import type { Statement } from '@huntboard/query';
import type { DescribedColumn } from './casts';
import { castList, jsonColumns } from './casts';
import { fetchJson } from './fetch-json';

export interface FetchLimits {
  readonly maxRows: number;
  readonly maxBytes: number;
  readonly timeoutSeconds: number;
}

export interface FetchCall {
  readonly store: Store;
  readonly limits: FetchLimits;
  readonly signal: AbortSignal;
  /** Shows in ClickHouse's query log. */
  readonly comment: string;
}

/** Rows as they came. `json` names the columns that hold JSON text. */
export type Fetched =
  | { readonly as: 'arrow'; readonly content: ArrowStreamContent; readonly json: readonly string[] }
  | { readonly as: 'rows'; readonly frame: Frame; readonly bytes: number };

const ARROW_SETTINGS = {
  output_format_arrow_compression_method: 'none',
  output_format_arrow_low_cardinality_as_dictionary: 0,
  output_format_arrow_string_as_string: 1,
} as const;

/** Guards of every request: nothing is written, nothing runs on when nobody waits, nothing runs for ever. */
function guards({ limits, comment }: FetchCall): Readonly<Record<string, string | number>> {
  return {
    readonly: '2',
    max_execution_time: limits.timeoutSeconds,
    cancel_http_readonly_queries_on_client_close: 1,
    log_comment: comment,
  };
}

const paramsOf = (statement: Statement): Record<string, unknown> =>
  Object.fromEntries(Object.entries(statement.params).map(([name, { value }]) => [name, value]));

/** Options of one request. A cancelled query is killed too: closing the connection alone may not stop it behind a proxy. */
export function requestOptions(
  statement: Statement,
  call: FetchCall,
  settings: Readonly<Record<string, string | number>> = {},
): StatementOptions {
  const queryId = randomUUID();
  call.signal.addEventListener(
    'abort',
    () => {
      call.store.command(`KILL QUERY WHERE query_id = '${queryId}' ASYNC`).catch(() => undefined);
    },
    { once: true },
  );
  return { params: paramsOf(statement), settings: { ...guards(call), ...settings }, queryId, signal: call.signal };
}

const DESCRIBE_HEAD = 'DESCRIBE TABLE (\n';
const SYNTAX_ERROR = '62';

/** A syntax error in the wrapped text, with its position in the text that was wrapped. */
function unwrapped(error: StoreError): StoreError {
  const message = error.message
    .replace(/at position (\d+)/, (_, position: string) => `at position ${Number(position) - DESCRIBE_HEAD.length}`)
    .replace(/\(line (\d+), col/, (_, line: string) => `(line ${Number(line) - 1}, col`);
  return new StoreError(error.code, error.type, message, { retryable: false, executed: 'maybe' }, error);
}

async function describe(statement: Statement, call: FetchCall): Promise<DescribedColumn[] | undefined> {
  try {
    const options = { params: paramsOf(statement), settings: guards(call), signal: call.signal };
    return await call.store.query<{ name: string; type: string }>(`${DESCRIBE_HEAD}${statement.text}\n)`, options);
  } catch (error) {
    if (error instanceof StoreError && error.code === SYNTAX_ERROR) throw unwrapped(error);
    // What cannot be described may still run (clashing aliases); and if not, its own error says more.
    if (error instanceof StoreError && /^\d+$/.test(error.code) && !error.retryable && !call.signal.aborted)
      return undefined;
    throw error;
  }
}

async function fetchArrow(
  statement: Statement,
  columns: readonly DescribedColumn[],
  call: FetchCall,
): Promise<ArrowStreamContent> {
  const text = `SELECT ${castList(columns, '_q')} FROM (\n${statement.text}\n) AS _q LIMIT ${call.limits.maxRows + 1} FORMAT ArrowStream`;
  const { stream } = await call.store.raw(text, requestOptions(statement, call, ARROW_SETTINGS));
  try {
    return await readArrowStream(stream as AsyncIterable<Uint8Array>, { maxBytes: call.limits.maxBytes });
  } catch (error) {
    if (call.signal.aborted)
      throw new StoreError('ABORTED', 'ABORTED', 'the request was aborted', { retryable: false, executed: 'maybe' });
    throw error;
  } finally {
    stream.destroy();
  }
}

/** Rejects with StoreError or one of the Arrow errors. */
export async function fetchStatement(
  statement: Statement,
  form: 'select' | 'other',
  call: FetchCall,
): Promise<Fetched> {
  const columns = form === 'select' ? await describe(statement, call) : undefined;
  if (columns === undefined || columns.length === 0)
    return { as: 'rows', ...(await fetchJson(statement, call, requestOptions(statement, call))) };
  const content = await fetchArrow(statement, columns, call);
  return { as: 'arrow', content, json: [...jsonColumns(columns), ...(statement.jsonColumns ?? [])] };
}
