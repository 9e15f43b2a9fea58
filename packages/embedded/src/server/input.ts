// Gets the statement and its data out of a request: URL, body, both, or a form.
import type { IncomingMessage } from 'node:http';
import { readBody, spool } from './body.ts';
import type { SpoolFile } from './body.ts';
import { frontException } from './exception.ts';
import { multipartBoundary, parseMultipart } from './multipart.ts';
import { addParameter } from './request.ts';
import type { QueryRequest } from './request.ts';
import type { EmbeddedLimits, EmbeddedUser } from '../options.ts';
import { readStatement } from '../sql/statement.ts';
import type { Statement } from '../sql/statement.ts';

/** A text to run and, for an INSERT, its data. */
export interface Input {
  readonly statement: Statement;
  readonly file: SpoolFile | undefined;
}

export interface InputContext {
  readonly user: EmbeddedUser;
  readonly limits: EmbeddedLimits;
  readonly spoolDir: string;
}

const NEWLINE = Buffer.from('\n');
const NOTHING = Buffer.alloc(0);

/** Reads a whole request. Settings and parameters in a form are added to `asked`. The caller removes the file. */
export async function readInput(context: InputContext, asked: QueryRequest, request: IncomingMessage): Promise<Input> {
  const body = readBody(request, context.limits);
  try {
    const boundary = multipartBoundary(request.headers['content-type']);
    if (boundary !== undefined) return await readForm(context, asked, body, boundary);
    if (asked.query !== undefined) return await readUrlQuery(context, asked.query, body);
    return await readBodyQuery(context, body);
  } finally {
    // Lets go of the request when it was not read to its end; else nothing more could be read from its connection.
    await body.return(undefined);
  }
}

async function readForm(
  { limits }: InputContext,
  asked: QueryRequest,
  body: AsyncIterator<Buffer>,
  boundary: string,
): Promise<Input> {
  const form = await readUpTo(body, limits.formBytes);
  if (!form.ended) throw frontException('LIMIT_EXCEEDED', `The form is larger than ${limits.formBytes} bytes`);
  const front = new Map<string, string>();
  let query = asked.query;
  for (const [name, value] of parseMultipart(form.bytes, boundary)) {
    if (name === 'query') query = query === undefined ? value : `${query}\n${value}`;
    else addParameter(name, value, asked.settings, asked.params, front);
  }
  const statement = parse(query ?? '');
  if (statement.insert !== undefined)
    throw frontException(
      'NOT_IMPLEMENTED',
      'INSERT with data in a form is not supported: send the data as the request body',
    );
  return { statement, file: undefined };
}

async function readUrlQuery(context: InputContext, query: string, body: AsyncIterator<Buffer>): Promise<Input> {
  const { limits } = context;
  const first = readStatement(query);
  if (first.ok && first.value.insert !== undefined) {
    const inline = query.slice(first.value.insert.dataStart);
    const head = /\S/.test(inline) ? Buffer.concat([Buffer.from(inline, 'utf8'), NEWLINE]) : NOTHING;
    return spoolInput(context, first.value, head, body);
  }
  const rest = await readUpTo(body, limits.querySize);
  if (rest.bytes.length === 0 && rest.ended) return { statement: parse(query), file: undefined };
  if (!rest.ended) throw frontException('QUERY_IS_TOO_LARGE', `Max query size exceeded (${limits.querySize} bytes)`);
  // A server reads the URL's text and the body as one.
  const joined = parse(`${query}\n${rest.bytes.toString('utf8')}`);
  if (joined.insert === undefined) return { statement: joined, file: undefined };
  return spoolInput(
    context,
    joined,
    Buffer.from(`${query}\n${rest.bytes.toString('utf8')}`.slice(joined.insert.dataStart), 'utf8'),
    body,
  );
}

async function readBodyQuery(context: InputContext, body: AsyncIterator<Buffer>): Promise<Input> {
  const { limits } = context;
  const prefix = await readUpTo(body, limits.querySize);
  // As latin1 one character is one byte, so the place where data begins in the text is its place in the bytes.
  const first = readStatement(prefix.bytes.toString('latin1'));
  if (first.ok && first.value.insert !== undefined) {
    const { dataStart } = first.value.insert;
    const head = readStatement(prefix.bytes.subarray(0, dataStart).toString('utf8'));
    if (!head.ok || head.value.insert === undefined)
      throw frontException('SYNTAX_ERROR', 'Syntax error: the head of the INSERT cannot be read');
    return spoolInput(context, head.value, prefix.bytes.subarray(dataStart), body);
  }
  if (!prefix.ended) throw frontException('QUERY_IS_TOO_LARGE', `Max query size exceeded (${limits.querySize} bytes)`);
  return { statement: parse(prefix.bytes.toString('utf8')), file: undefined };
}

function parse(sql: string): Statement {
  const result = readStatement(sql);
  if (!result.ok) throw frontException(result.error.name, result.error.message);
  return result.value;
}

// Reads whole chunks until there are more than `size` bytes or the body ends.
async function readUpTo(
  body: AsyncIterator<Buffer>,
  size: number,
): Promise<{ readonly bytes: Buffer; readonly ended: boolean }> {
  const parts: Buffer[] = [];
  let length = 0;
  while (length <= size) {
    const next = await body.next();
    if (next.done === true)
      return { bytes: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts), ended: true };
    parts.push(next.value);
    length += next.value.length;
  }
  return { bytes: Buffer.concat(parts), ended: false };
}

async function spoolInput(
  { user, spoolDir }: InputContext,
  statement: Statement,
  head: Buffer,
  rest: AsyncIterator<Buffer>,
): Promise<Input> {
  if (user.role === 'reader')
    throw frontException('ACCESS_DENIED', `${user.name}: Not enough privileges. INSERT is not allowed`);
  return { statement, file: await spool(spoolDir, head, { [Symbol.asyncIterator]: () => rest }) };
}
