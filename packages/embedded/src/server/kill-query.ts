// KILL QUERY: the engine gives queries ids of its own, so this server finds them by the ids that clients gave.
import { frontException } from './exception.ts';
import type { QueryRequest } from './request.ts';
import type { Server } from './server.ts';
import type { EmbeddedUser } from '../options.ts';
import { quoteString } from '../sql/quote.ts';
import { readKill } from '../sql/kill.ts';
import { readStatement } from '../sql/statement.ts';
import type { Statement } from '../sql/statement.ts';

/** Kills and returns the SELECT that shows what a server's KILL shows: kill_status, query_id, user, query. Readers reach their own queries only. */
export async function killQueries(
  server: Server,
  user: EmbeddedUser,
  asked: QueryRequest,
  statement: Statement,
): Promise<Statement> {
  const kill = readKill(statement, asked.params);
  if (kill === undefined) {
    throw frontException(
      'NOT_IMPLEMENTED',
      "KILL is supported as KILL QUERY WHERE query_id = '…' or query_id IN ('…') with SYNC, ASYNC or TEST",
    );
  }
  const found = kill.queryIds
    .map((id) => server.log.find(id))
    .filter((query) => query !== undefined)
    .filter((query) => user.role === 'writer' || query.start.user === user.name);
  if (!kill.test) for (const query of found) query.kill();
  if (kill.sync) await Promise.all(found.map((query) => query.ended));
  const status = kill.test ? '' : kill.sync ? 'finished' : 'waiting';
  const row = (values: readonly string[]): string => `(${values.map(quoteString).join(', ')})`;
  const columns = 'kill_status String, query_id String, user String, query String';
  const rows = found.map((query) =>
    row([status, query.start.queryId, query.start.user, query.start.query.slice(0, 1000)]),
  );
  const source =
    rows.length > 0
      ? `values(${quoteString(columns)}, ${rows.join(', ')})`
      : `values(${quoteString(columns)}, ${row(['', '', '', ''])}) WHERE 0`;
  const format = statement.format === undefined ? '' : ` FORMAT ${statement.format}`;
  const answer = readStatement(`SELECT * FROM ${source}${format}`);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}
