// Values for completion: soon and roughly, rather than exactly and late.
import type { StatementOptions, Store } from '@huntboard/clickhouse';
import type { Statement } from '@huntboard/query';
import { paramsOf } from '../query/fetch';

export interface FrequentValue {
  readonly value: string;
  readonly count: number;
}

/** Rows that are looked at of a column with any number of values: what is frequent shows among them. */
export const SAMPLED_ROWS = 50_000;

/** Somebody waits: what was found after this time has to do. */
const BOUNDS: NonNullable<StatementOptions['settings']> = { max_execution_time: 2, timeout_overflow_mode: 'break' };

/** Rows of a statement of kind `values`, the most frequent first. */
export async function frequentValues(
  statement: Statement,
  store: Store,
  options: Pick<StatementOptions, 'settings' | 'signal'> = {},
): Promise<FrequentValue[]> {
  const rows = await store.query<{ value: string; count: string }>(statement.text, {
    ...options,
    params: paramsOf(statement),
    settings: { ...options.settings, ...BOUNDS },
  });
  return rows.map(({ value, count }) => ({ value, count: Number(count) }));
}
