// Of how many rows a cut answer shows some: counted by ClickHouse afterwards, in bounded time, and never overstated.
import type { Statement } from '@huntboard/query';
import type { FetchCall } from './fetch';
import { guards, paramsOf } from './fetch';

export interface RowTotal {
  readonly rows: number;
  /** False: there are at least so many. */
  readonly exact: boolean;
}

/** Rows after which counting stops: whether it is a million or ten matters to nobody who sees some thousands. */
const COUNT_ROWS = 1_000_000;
/** Longest time that ClickHouse counts; a person waits for the rows that are there already. */
const COUNT_SECONDS = 1;
/** After that the answer is given up on, wherever it hangs. */
const GIVE_UP_MS = 3_000;

/** The statement without the limit that the compiler wrote at its end, or with it where it stands elsewhere. */
function unlimited({ text, limit }: Statement): { readonly text: string; readonly bound: number } {
  const end = ` LIMIT ${limit ?? 'none'}`;
  return text.endsWith(end)
    ? { text: text.slice(0, -end.length), bound: Infinity }
    : { text, bound: limit ?? Infinity };
}

/**
 * Rows that the statement would give without limits; ClickHouse reads no more columns for it than conditions need. Undefined when they
 * cannot be counted in time.
 */
export async function countRows(statement: Statement, call: FetchCall): Promise<RowTotal | undefined> {
  const { text, bound } = unlimited(statement);
  const most = Math.max(COUNT_ROWS, 10 * call.limits.maxRows);
  try {
    const [row] = await call.store.query<{ rows: string }>(
      `SELECT count() AS rows FROM (SELECT 1 FROM (\n${text}\n) LIMIT ${most})`,
      {
        params: paramsOf(statement),
        settings: { ...guards(call), max_execution_time: COUNT_SECONDS },
        signal: AbortSignal.any([call.signal, AbortSignal.timeout(GIVE_UP_MS)]),
      },
    );
    const rows = Number(row?.rows);
    return Number.isSafeInteger(rows) ? { rows, exact: rows < Math.min(most, bound) } : undefined;
  } catch {
    // The rows are there: a failure to count them must not hide them.
    return undefined;
  }
}
