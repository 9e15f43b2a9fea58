// One HTTP request from its first byte to its last: route, authenticate, read, run, answer.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { authenticate } from './auth.ts';
import { asException, frontException } from './exception.ts';
import { execute } from './execute.ts';
import { readInput } from './input.ts';
import { killQueries } from './kill-query.ts';
import { readRequest } from './request.ts';
import type { QueryRequest } from './request.ts';
import { ClickHouseResponse } from './response.ts';
import type { Server } from './server.ts';
import type { EmbeddedUser } from '../options.ts';

const HEALTH = new Set(['/ping', '/replicas_status']);
const DRAIN_MS = 30_000;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT']);

/** Answers one request. Never rejects. */
export async function handle(server: Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('X-ClickHouse-Server-Display-Name', hostname());
  if (server.stopping) response.setHeader('Connection', 'close');
  // A client that goes away is no error of ours; what runs for it learns it from `close`.
  response.on('error', () => undefined);
  try {
    const url = readUrl(request);
    if (HEALTH.has(url.pathname) || (url.pathname === '/' && request.method === 'GET' && url.search === '')) {
      sendText(response, 200, 'Ok.\n');
    } else if (url.pathname === '/huntboard/query-log') {
      sendQueryLog(server, request, response, url);
    } else if (url.pathname !== '/') {
      sendText(
        response,
        404,
        `There is no handle ${url.pathname}\nUse / or /ping for health checks.\nOr /?query=... or POST / to run a query.\n`,
      );
    } else if (!METHODS.has(request.method ?? '')) {
      response.setHeader('Allow', [...METHODS].join(', '));
      sendText(response, 405, `Method ${request.method} is not allowed here\n`);
    } else {
      await answerQuery(server, request, response, url);
    }
  } catch (error) {
    await new ClickHouseResponse(request, response, server.engine.version, {
      compress: false,
      level: 1,
      waitForEnd: false,
      maxHeld: 0,
    }).fail(asException(error));
  } finally {
    drain(request);
  }
}

// What a refused client still sends, or has sent unread, is thrown away: it can then read the answer, and use the connection again.
function drain(request: IncomingMessage): void {
  request.resume();
  if (request.complete) return;
  const timer = setTimeout(() => request.destroy(), DRAIN_MS);
  request.once('close', () => clearTimeout(timer));
}

function readUrl(request: IncomingMessage): URL {
  try {
    return new URL(request.url ?? '/', 'http://localhost');
  } catch {
    throw frontException('BAD_REQUEST_PARAMETER', 'The URL cannot be read');
  }
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/html; charset=UTF-8');
  response.end(text);
}

function sendQueryLog(server: Server, request: IncomingMessage, response: ServerResponse, url: URL): void {
  const user = authenticate(server.options.users, request.headers, url.searchParams);
  if (user.role !== 'writer')
    throw frontException('ACCESS_DENIED', `${user.name}: Not enough privileges. The query log is for writers`);
  response.setHeader('Content-Type', 'application/json; charset=UTF-8');
  response.end(JSON.stringify(server.log.entries()));
}

async function answerQuery(
  server: Server,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { engine, options } = server;
  const { searchParams } = url;
  const user = authenticate(options.users, request.headers, searchParams);
  const asked = readRequest(request, url);
  const queryId = asked.queryId ?? randomUUID();
  const out = new ClickHouseResponse(request, response, engine.version, {
    compress: asked.front.get('enable_http_compression') === '1',
    level: Math.min(9, Math.max(1, Number(asked.front.get('http_zlib_compression_level')) || 1)),
    waitForEnd: asked.waitEndOfQuery,
    maxHeld: options.limits.bufferedResultBytes,
  });
  out.header('X-ClickHouse-Query-Id', headerSafe(queryId));
  out.header('X-ClickHouse-Timezone', headerSafe(asked.settings.get('session_timezone') ?? engine.timezone));
  try {
    const database = databaseOf(user, asked);
    const read = await readInput({ user, limits: options.limits, spoolDir: engine.spoolDir }, asked, request);
    try {
      const input =
        read.statement.kind === 'kill'
          ? { statement: await killQueries(server, user, asked, read.statement), file: undefined }
          : read;
      await execute({ server, user, asked, database, queryId, input, response, out });
    } finally {
      await read.file?.remove();
    }
  } catch (error) {
    await out.fail(asException(error));
  }
}

// Text from a URL may hold what a header may not.
function headerSafe(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 1000);
}

function databaseOf(user: EmbeddedUser, asked: QueryRequest): string {
  const { database } = asked;
  // `default` is what clients send when nobody told them: the user's own database is meant.
  if (database === undefined || database === '' || database === 'default') return user.database;
  if (user.role === 'reader' && database !== user.database)
    throw frontException('ACCESS_DENIED', `${user.name}: Not enough privileges for database ${database}`);
  return database;
}
