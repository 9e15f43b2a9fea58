// One HTTP request from its first byte to its last: route, authenticate, read, check, run, answer.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { authenticate } from './auth.ts';
import { readBody, spool } from './body.ts';
import type { SpoolFile } from './body.ts';
import type { Engine } from './engine.ts';
import { ClickHouseException, fromEngineText } from './exception.ts';
import type { OutputFormat } from './formats.ts';
import type { Handle, Job } from './lanes.ts';
import { readRequest } from './request.ts';
import type { QueryRequest } from './request.ts';
import { ClickHouseResponse } from './response.ts';
import { checkSettings, planSession } from './settings.ts';
import type { EmbeddedUser, ServerOptions } from '../options.ts';
import { guardReader } from '../sql/reader-guard.ts';
import { quoteString } from '../sql/quote.ts';
import { readStatement } from '../sql/statement.ts';
import type { Statement } from '../sql/statement.ts';

interface Context {
  readonly options: ServerOptions;
  readonly engine: Engine;
}

/** A text to run and, for an INSERT, its data. */
interface Input {
  readonly statement: Statement;
  readonly file: SpoolFile | undefined;
}

/** Answers one request. Never rejects. */
export async function handle(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { engine } = context;
  const url = new URL(request.url ?? '/', 'http://localhost');
  response.setHeader('X-ClickHouse-Server-Display-Name', hostname());
  if (url.pathname === '/ping' || url.pathname === '/replicas_status' || (url.pathname === '/' && request.method === 'GET' && url.search === '')) {
    response.setHeader('Content-Type', 'text/html; charset=UTF-8');
    response.end('Ok.\n');
    return;
  }
  const out = new ClickHouseResponse(request, response, engine.version, {
    enabled: url.searchParams.get('enable_http_compression') === '1',
    level: Math.min(9, Math.max(1, Number(url.searchParams.get('http_zlib_compression_level') ?? 1) || 1)),
  });
  try {
    if (url.pathname !== '/') {
      response.statusCode = 404;
      response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
      response.end(`There is no handle ${url.pathname}\n\nUse / or /ping for health checks.\nSend queries from your program with POST method or GET /?query=...\n`);
      return;
    }
    const user = authenticate(context.options.users, request.headers, url.searchParams);
    await answer(context, user, request, url, response, out);
  } catch (error) {
    await out.fail(asException(error));
  } finally {
    // What a refused client still sends is thrown away, so that it can read the answer.
    request.resume();
  }
}

function asException(error: unknown): ClickHouseException {
  if (error instanceof ClickHouseException) return error;
  return fromEngineText(error instanceof Error ? error.message : String(error));
}

async function answer(context: Context, user: EmbeddedUser, request: IncomingMessage, url: URL, response: ServerResponse, out: ClickHouseResponse): Promise<void> {
  const { engine } = context;
  const asked = readRequest(request, url);
  const queryId = asked.queryId ?? randomUUID();
  response.setHeader('X-ClickHouse-Query-Id', queryId);
  response.setHeader('X-ClickHouse-Timezone', asked.settings.get('session_timezone') ?? engine.timezone);
  const database = databaseOf(user, asked);
  const input = await readInput(context, user, asked, request);
  try {
    await run(context, user, asked, database, input, response, out);
  } finally {
    await input.file?.remove();
  }
}

function databaseOf(user: EmbeddedUser, asked: QueryRequest): string {
  const { database } = asked;
  // `default` is what clients send when nobody told them: the user's own database is meant.
  if (database === undefined || database === '' || database === 'default') return user.database;
  if (user.role === 'reader' && database !== user.database) throw new ClickHouseException(497, 'ACCESS_DENIED', `${user.name}: Not enough privileges for database ${database}`);
  return database;
}

async function readInput(context: Context, user: EmbeddedUser, asked: QueryRequest, request: IncomingMessage): Promise<Input> {
  const { limits } = context.options;
  const body = readBody(request, limits);
  const iterator = body[Symbol.asyncIterator]();
  const prefix = await readPrefix(iterator, asked.query === undefined ? limits.querySize : 0);
  if (asked.query !== undefined) {
    const statement = parse(asked.query);
    if (statement.insert !== undefined) {
      const inline = Buffer.from(asked.query.slice(statement.insert.dataStart), 'utf8');
      return spoolInput(context, user, statement, inline, prefix.bytes, iterator);
    }
    const rest = await readPrefix(iterator, limits.querySize, prefix.bytes);
    if (rest.bytes.length === 0) return { statement, file: undefined };
    if (!rest.ended) throw new ClickHouseException(229, 'QUERY_IS_TOO_LARGE', `Max query size exceeded (${limits.querySize} bytes)`);
    const joined = parse(`${asked.query}\n${rest.bytes.toString('utf8')}`);
    if (joined.insert !== undefined) throw new ClickHouseException(62, 'SYNTAX_ERROR', 'INSERT must stand in one piece: in the URL or in the body');
    return { statement: joined, file: undefined };
  }
  // As latin1 one character is one byte, so offsets of the head of an INSERT are offsets into the bytes.
  const latin = prefix.bytes.toString('latin1');
  const first = readStatement(latin);
  if (first.ok && first.value.insert !== undefined) {
    const { dataStart } = first.value.insert;
    const head = parse(prefix.bytes.subarray(0, dataStart).toString('utf8'));
    if (head.insert === undefined) throw new ClickHouseException(62, 'SYNTAX_ERROR', 'Syntax error: INSERT cannot be read');
    return spoolInput(context, user, head, Buffer.alloc(0), prefix.bytes.subarray(dataStart), iterator);
  }
  if (!prefix.ended) throw new ClickHouseException(229, 'QUERY_IS_TOO_LARGE', `Max query size exceeded (${limits.querySize} bytes)`);
  return { statement: parse(prefix.bytes.toString('utf8')), file: undefined };
}

function parse(sql: string): Statement {
  const result = readStatement(sql);
  if (!result.ok) throw new ClickHouseException(result.error.code, result.error.name, result.error.message);
  return result.value;
}

async function readPrefix(body: AsyncIterator<Buffer>, size: number, before: Buffer = Buffer.alloc(0)): Promise<{ readonly bytes: Buffer; readonly ended: boolean }> {
  const parts: Buffer[] = [before];
  let length = before.length;
  while (length <= size && size > 0) {
    const next = await body.next();
    if (next.done === true) return { bytes: Buffer.concat(parts), ended: true };
    parts.push(next.value);
    length += next.value.length;
  }
  return { bytes: parts.length === 1 ? before : Buffer.concat(parts), ended: false };
}

async function spoolInput(context: Context, user: EmbeddedUser, statement: Statement, inline: Buffer, start: Buffer, rest: AsyncIterator<Buffer>): Promise<Input> {
  if (user.role === 'reader') throw new ClickHouseException(497, 'ACCESS_DENIED', `${user.name}: Not enough privileges. INSERT is not allowed`);
  const head = inline.length > 0 && start.length > 0 ? Buffer.concat([inline, Buffer.from('\n'), start]) : inline.length > 0 ? inline : start;
  const file = await spool(context.engine.spoolDir, head, { [Symbol.asyncIterator]: () => rest });
  return { statement, file };
}

async function run(
  context: Context, user: EmbeddedUser, asked: QueryRequest, database: string, input: Input, response: ServerResponse, out: ClickHouseResponse,
): Promise<void> {
  const { engine, options } = context;
  const { statement, file } = input;
  for (const name of statement.parameters) {
    if (!asked.params.has(name)) throw new ClickHouseException(456, 'UNKNOWN_QUERY_PARAMETER', `Substitution \`${name}\` is not set`);
  }
  checkSettings(user, options.limits, asked.settings);
  if (user.role === 'reader') guardReader(statement, { user, params: asked.params, databases: await engine.databases(), tableFunctions: engine.tableFunctions });
  const format = formatOf(engine, statement, asked);
  const tag = `/*hb:${randomUUID()}*/`;
  const plan = planSession(options, {
    user, database, settings: asked.settings, params: asked.params, readonly: asked.isGet, keep: statement.stateful ? 'discard' : 'pool', sessionKey: undefined,
  });
  const text = file === undefined ? statement.sql : infile(statement, file);
  const streams = statement.kind === 'select' && format.concatenates;
  const job: Job = {
    session: plan.spec, before: plan.before, after: plan.after, sql: `${text}\n${tag}`, format: format.name, mode: streams ? 'stream' : 'buffer',
    highestClass: user.role === 'reader' ? 0 : 4, database, maxBytes: options.limits.bufferedResultBytes,
  };
  response.setHeader('X-ClickHouse-Format', format.name);
  let handle: Handle | undefined;
  let ended = false;
  const onClose = (): void => {
    if (ended || handle === undefined) return;
    handle.cancel();
    void engine.kill(tag).catch(() => undefined);
  };
  response.once('close', onClose);
  try {
    handle = (file === undefined ? engine.queries : engine.inserts).run(job, {
      onChunk: async (bytes) => {
        out.begin(format.contentType);
        await out.write(bytes);
      },
    });
    const end = await handle.end;
    ended = true;
    const isWrite = statement.kind === 'insert' || statement.kind === 'insert-data';
    out.header('X-ClickHouse-Summary', JSON.stringify({
      read_rows: String(end.rows), read_bytes: String(end.bytes), written_rows: isWrite ? String(end.rows) : '0', written_bytes: isWrite ? String(end.bytes) : '0',
      total_rows_to_read: '0', result_rows: isWrite ? '0' : String(end.rows), result_bytes: isWrite ? '0' : String(end.bytes), elapsed_ns: String(Math.round(end.elapsed * 1e9)),
    }));
    out.begin(format.contentType);
    out.end();
  } finally {
    ended = true;
    response.off('close', onClose);
    if (statement.kind === 'other') engine.databasesChanged();
  }
}

function infile(statement: Statement, file: SpoolFile): string {
  const insert = statement.insert;
  if (insert === undefined) throw new Error('a spool file without an INSERT');
  return `${insert.head} FROM INFILE ${quoteString(file.path)} COMPRESSION 'none' ${insert.settings} FORMAT ${insert.format}`;
}

function formatOf(engine: Engine, statement: Statement, asked: QueryRequest): OutputFormat {
  const name = statement.format ?? asked.defaultFormat ?? 'TabSeparated';
  const format = engine.formats.get(name.toLowerCase());
  if (format === undefined) throw new ClickHouseException(73, 'UNKNOWN_FORMAT', `Unknown format ${name}`);
  return format;
}
