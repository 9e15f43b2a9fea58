// Runs one statement for one request: fences, session, lane, answer, log, and its end when the client leaves or time is up.
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Input } from './input.ts';
import type { JobEnd } from '../lane/protocol.ts';
import type { ClickHouseException } from './exception.ts';
import { asException, frontException } from './exception.ts';
import type { Handle, Job } from './lanes.ts';
import type { QueryRequest } from './request.ts';
import type { ClickHouseResponse } from './response.ts';
import type { RunningQuery } from './query-log.ts';
import type { Server } from './server.ts';
import type { SessionLease } from './client-sessions.ts';
import { checkSettings, planSession, secondsOf } from './settings.ts';
import { watchProgress } from './progress.ts';
import type { EmbeddedUser } from '../options.ts';
import { guardStatement } from '../sql/guard.ts';
import { quoteString } from '../sql/quote.ts';
import { guardReader } from '../sql/reader-guard.ts';
import { readStatement } from '../sql/statement.ts';
import type { Statement, StatementKind } from '../sql/statement.ts';
import { takeTailSettings } from '../sql/tail-settings.ts';

/** Everything known about a request once it has been read. */
export interface Execution {
  readonly server: Server;
  readonly user: EmbeddedUser;
  readonly asked: QueryRequest;
  readonly database: string;
  readonly queryId: string;
  readonly input: Input;
  readonly response: ServerResponse;
  readonly out: ClickHouseResponse;
}

/** Seconds that the engine gets beyond its own time limit before it is killed from outside. */
const GRACE_SECONDS = 3;
const KILL_AGAIN_MS = 250;

const CLASSES: Readonly<Record<StatementKind, readonly number[]>> = {
  select: [0],
  show: [0],
  describe: [0],
  explain: [0],
  exists: [0],
  insert: [1, 2],
  'insert-data': [1, 2],
  set: [3],
  use: [3],
  kill: [3],
  system: [3],
  other: [0, 1, 2, 3],
};
/** Settings and clauses with which a result is one document even in a format whose documents concatenate. */
const WHOLE = [
  'output_format_json_array_of_rows',
  'output_format_arrow_low_cardinality_as_dictionary',
  'extremes',
  'totals',
];
/** Statements that are ended when their client leaves; the others change something and are carried through. */
const ENDS_WITH_CLIENT = new Set<StatementKind>(['select', 'show', 'describe', 'explain', 'exists']);

/** Runs the statement and answers. Rejects with what the client is to be told. */
export async function execute(execution: Execution): Promise<void> {
  const { server, user, asked, input, queryId } = execution;
  const { statement } = input;
  const stop = new AbortController();
  const query = server.log.begin({
    queryId,
    user: user.name,
    kind: statement.kind,
    query: statement.sql,
    kill: () => stop.abort(cancelled()),
  });
  let failure: ClickHouseException | undefined;
  const leave = (): void => query.kill();
  if (ENDS_WITH_CLIENT.has(statement.kind)) {
    execution.response.once('close', leave);
    if (execution.response.destroyed) leave();
  }
  try {
    guardStatement(statement, server.engine.tableFunctions);
    const free = await server.placesOf(user).take(stop.signal);
    let lease: SessionLease | undefined;
    let keep = true;
    try {
      // Readers cannot change a session, so theirs is a lock and nothing more.
      lease = asked.session === undefined ? undefined : server.sessions.lease(user.name, asked.session);
      await runJob(execution, query, stop.signal, user.role === 'writer' ? lease?.key : undefined);
    } catch (error) {
      keep = !query.killed;
      throw error;
    } finally {
      lease?.release({ keep });
      free();
    }
  } catch (error) {
    failure = asException(error);
    throw failure;
  } finally {
    execution.response.off('close', leave);
    if (statement.kind === 'other') server.engine.catalogChanged();
    server.log.end(query, failure);
  }
}

const cancelled = (): ClickHouseException => frontException('QUERY_WAS_CANCELLED', 'Query was cancelled');

async function runJob(
  execution: Execution,
  query: RunningQuery,
  signal: AbortSignal,
  sessionKey: string | undefined,
): Promise<void> {
  const { server, user, asked, input, out } = execution;
  const { engine } = server;
  const tag = `/*hb:${randomUUID()}*/`;
  const { job, contentType } = await planJob(execution, tag, sessionKey);
  out.contentType = contentType;
  out.header('X-ClickHouse-Format', job.format);
  let handle: Handle | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  // A kill that comes before the engine has begun finds nothing, so it is repeated until the end has come.
  const stopRunning = (): void => {
    handle?.cancel();
    if (query.state === 'running') void engine.kill(tag).catch(() => undefined);
    again = setTimeout(stopRunning, KILL_AGAIN_MS);
  };
  signal.addEventListener('abort', stopRunning, { once: true });
  const seconds = secondsOf(server.options, user, asked.settings);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const progress =
    asked.front.get('send_progress_in_http_headers') === '1' ? watchProgress(engine, tag, asked.front) : undefined;
  try {
    // A client's session lives on a query lane, whatever runs in it.
    const lanes = input.file === undefined || sessionKey !== undefined ? engine.queries : engine.inserts;
    handle = lanes.run(job, {
      onStart: () => {
        query.state = 'running';
        if (seconds > 0) timer = setTimeout(() => query.kill(), (seconds + GRACE_SECONDS) * 1000);
      },
      onChunk: async (bytes, rows) => {
        query.resultRows += rows;
        query.resultBytes += bytes.byteLength;
        await out.write(bytes);
      },
    });
    if (signal.aborted) handle.cancel();
    const end = await handle.end;
    if (input.statement.kind === 'insert' || input.statement.kind === 'insert-data') query.writtenRows = end.rows;
    out.header('X-ClickHouse-Summary', summaryOf(input.statement, end));
    if (progress !== undefined) out.header('X-ClickHouse-Progress', progress.headers());
    await out.end();
  } finally {
    progress?.stop();
    clearTimeout(timer);
    signal.removeEventListener('abort', stopRunning);
    clearTimeout(again);
  }
}

async function planJob(
  { server, user, asked, database, input }: Execution,
  tag: string,
  sessionKey: string | undefined,
): Promise<{ readonly job: Job; readonly contentType: string }> {
  const { engine, options } = server;
  const { statement, file } = input;
  const reads = user.role === 'reader';
  let text = file === undefined ? statement.sql : fromFile(statement, file.path);
  const settings = new Map(asked.settings);
  if (reads) {
    const catalog = await engine.catalog();
    const { params } = asked;
    const tail = takeTailSettings(statement);
    // What is judged is what runs: the text without the settings that were taken off.
    const rest = readStatement(tail.sql);
    if (!rest.ok) throw frontException(rest.error.name, rest.error.message);
    guardReader(rest.value, {
      user,
      params,
      databases: catalog.databases,
      tableFunctions: engine.tableFunctions,
      copies: catalog.copiesOf.get(user.database) ?? new Set(),
    });
    text = tail.sql;
    for (const [name, value] of tail.settings) settings.set(name, value);
  }
  checkSettings(user, options.limits, settings);
  const unset = statement.parameters.filter((name) => !asked.params.has(name));
  // Only a view that is being made may leave its placeholders open.
  if (unset.length > 0 && statement.kind !== 'other') {
    throw frontException('UNKNOWN_QUERY_PARAMETER', `Substitution \`${unset[0]}\` is not set`);
  }
  const formatName = statement.format ?? asked.defaultFormat ?? 'TabSeparated';
  const format = engine.formats.get(formatName.toLowerCase());
  if (format === undefined) throw frontException('UNKNOWN_FORMAT', `Unknown format ${formatName}`);
  const keep = sessionKey !== undefined ? 'pinned' : statement.stateful || unset.length > 0 ? 'discard' : 'pool';
  const plan = planSession(options, {
    user,
    database,
    settings,
    params: asked.params,
    readonly: asked.isGet,
    keep,
    sessionKey,
    namesDatabase: asked.database !== undefined,
  });
  const wholeDocument = WHOLE.some(
    (name) => settings.has(name) || statement.tokens.some((t) => t.kind === 'word' && t.text.toLowerCase() === name),
  );
  const streams = statement.kind === 'select' && format.concatenates && !wholeDocument;
  const job: Job = {
    ...plan,
    sql: `${text}\n${tag}`,
    format: format.name,
    mode: streams ? 'stream' : 'buffer',
    classes: reads ? [0] : CLASSES[statement.kind],
    database,
    maxBytes: options.limits.bufferedResultBytes,
  };
  return { job, contentType: format.contentType };
}

function fromFile(statement: Statement, path: string): string {
  const { insert } = statement;
  if (insert === undefined) throw new Error('a spool file without an INSERT');
  return `${insert.head} FROM INFILE ${quoteString(path)} COMPRESSION 'none' ${insert.settings} FORMAT ${insert.format}`;
}

// What the engine reports: rows of the result for reads, rows of the data for inserts. It does not say how many rows were read to get there.
function summaryOf(statement: Statement, end: JobEnd): string {
  const isWrite = statement.kind === 'insert' || statement.kind === 'insert-data';
  const rows = String(end.rows);
  const bytes = String(end.bytes);
  return JSON.stringify({
    read_rows: rows,
    read_bytes: bytes,
    written_rows: isWrite ? rows : '0',
    written_bytes: isWrite ? bytes : '0',
    total_rows_to_read: '0',
    result_rows: rows,
    result_bytes: bytes,
    elapsed_ns: String(Math.round(end.elapsed * 1e9)),
  });
}
