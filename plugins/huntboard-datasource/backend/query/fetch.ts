// Runs one statement and brings its rows: as Arrow that is passed through, or as JSON where ClickHouse cannot describe them.
import { randomUUID } from 'node:crypto';
import { addAbortSignal } from 'node:stream';
import type { ArrowStreamContent, Frame } from '@huntboard/grafana-backend';
import { ArrowStreamCutError, readArrowStream } from '@huntboard/grafana-backend';
import type { StatementOptions, Store } from '@huntboard/clickhouse';
import { StoreError } from '@huntboard/clickhouse';
import type { Statement } from '@huntboard/query';
import type { DescribedColumn } from './casts';
import { castList, jsonColumns } from './casts';
import { fetchJson } from './fetch-json';

export interface FetchLimits {
  readonly maxRows: number;
  /** Whose limit of rows it is. */
  readonly rowsBy: 'the data source' | 'Grafana';
  readonly maxBytes: number;
  readonly timeoutSeconds: number;
}

export interface FetchCall {
  readonly store: Store;
  readonly limits: FetchLimits;
  readonly signal: AbortSignal;
  /** Shows in ClickHouse's query log. */
  readonly comment: string;
  /** Further parameters of every request: who asks. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Rows as they came. `json` names the columns that hold JSON text. */
export type Fetched =
  | { readonly as: 'arrow'; readonly content: ArrowStreamContent; readonly json: readonly string[] }
  | { readonly as: 'rows'; readonly frame: Frame; readonly bytes: number };

/** LZ4 is ClickHouse's own default, so that a user who may not set it gets the same; it costs us less than more bytes would. */
const ARROW_SETTINGS = {
  output_format_arrow_compression_method: 'lz4_frame',
  output_format_arrow_low_cardinality_as_dictionary: 0,
  output_format_arrow_string_as_string: 1,
} as const;

/** Guards of every request: nothing is written, nothing runs on when nobody waits, nothing runs for ever. */
export function guards({ limits, comment, settings }: FetchCall): Readonly<Record<string, string | number>> {
  return {
    readonly: '2',
    max_execution_time: limits.timeoutSeconds,
    cancel_http_readonly_queries_on_client_close: 1,
    log_comment: comment,
    ...settings,
  };
}

export const paramsOf = ({ params }: Pick<Statement, 'params'>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).map(([name, { value }]) => [name, value]));

/** ClickHouse's own time limit comes first and says more; a user who may not set it has ours alone. */
const GRACE_MS = 1_000;

/** Codes of Node for a connection that ends before its answer. */
const CONNECTION = /^(ECONN|EPIPE|ETIMEDOUT|HPE_|ERR_STREAM_PREMATURE_CLOSE|Z_)/;

interface Request {
  readonly options: StatementOptions;
  /** Ends the query in the store. Closing the connection alone may not: behind a proxy, or where the user may not set that it does. */
  readonly kill: () => void;
  readonly timedOut: () => boolean;
  readonly done: () => void;
}

/** One request, killed in the store when Grafana gives up on it or it takes too long. */
function openRequest(
  statement: Statement,
  call: FetchCall,
  settings: Readonly<Record<string, string | number>> = {},
): Request {
  const queryId = randomUUID();
  const controller = new AbortController();
  let timedOut = false;
  const kill = (): void => {
    call.store.command(`KILL QUERY WHERE query_id = '${queryId}' ASYNC`).catch(() => undefined);
  };
  const stop = (): void => {
    controller.abort();
    kill();
  };
  const timer = setTimeout(
    () => {
      timedOut = true;
      stop();
    },
    call.limits.timeoutSeconds * 1000 + GRACE_MS,
  );
  call.signal.addEventListener('abort', stop, { once: true });
  if (call.signal.aborted) controller.abort();
  return {
    options: {
      params: paramsOf(statement),
      settings: { ...guards(call), ...settings },
      queryId,
      signal: controller.signal,
    },
    kill,
    timedOut: () => timedOut,
    done: () => {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', stop);
    },
  };
}

/** Runs a request to its end, or kills it; what is thrown says whose end it was. */
async function finish<T>(
  request: Request,
  call: FetchCall,
  work: (options: StatementOptions) => Promise<T>,
): Promise<T> {
  try {
    return await work(request.options);
  } catch (error) {
    const ended = (code: string, text: string): StoreError =>
      new StoreError(code, code, text, { retryable: false, executed: 'maybe' }, error);
    if (request.timedOut())
      throw ended('TIMEOUT', `the answer was not whole after ${call.limits.timeoutSeconds} seconds`);
    if (call.signal.aborted) throw ended('ABORTED', 'the request was aborted');
    if (error instanceof StoreError) throw error;
    // A failure of ours in the middle of the answer (too large, not readable) leaves the query running.
    request.kill();
    // Node's own errors come from the connection: the answer had begun.
    if (error instanceof Error && 'code' in error && CONNECTION.test(String(error.code)))
      throw new ArrowStreamCutError(
        `The connection to ClickHouse was cut in the middle of the answer (${String(error.code)}).`,
        '',
      );
    throw error;
  } finally {
    request.done();
  }
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
  const text = `SELECT ${castList(columns, '_q', statement.blankEmpties === true)} FROM (\n${statement.text}\n) AS _q LIMIT ${call.limits.maxRows + 1} FORMAT ArrowStream`;
  return finish(openRequest(statement, call, ARROW_SETTINGS), call, async (options) => {
    const { stream } = await call.store.raw(text, options);
    try {
      // The store's signal covers the start of an answer alone.
      addAbortSignal(options.signal ?? call.signal, stream);
      return await readArrowStream(stream as AsyncIterable<Uint8Array>, { maxBytes: call.limits.maxBytes });
    } finally {
      stream.destroy();
    }
  });
}

/** Rejects with StoreError or one of the Arrow errors. */
export async function fetchStatement(
  statement: Statement,
  form: 'select' | 'other',
  call: FetchCall,
): Promise<Fetched> {
  const columns = form === 'select' ? await describe(statement, call) : undefined;
  if (columns === undefined || columns.length === 0)
    return {
      as: 'rows',
      ...(await finish(openRequest(statement, call), call, (options) => fetchJson(statement, call, options))),
    };
  const content = await fetchArrow(statement, columns, call);
  return { as: 'arrow', content, json: [...jsonColumns(columns), ...(statement.jsonColumns ?? [])] };
}
