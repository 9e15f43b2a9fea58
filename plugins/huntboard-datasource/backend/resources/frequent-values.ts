// Values for completion: soon and roughly, rather than exactly and late.
import type { StatementOptions, Store } from '@huntboard/clickhouse';
import type { Statement } from '@huntboard/query';

export interface FrequentValue {
  readonly value: string;
  readonly count: number;
}

/**
 * What completion may cost. Of a larger table the values of the rows that were read until then are given: a person who types
 * waits for a few tenths of a second at most, and what is frequent shows among a million rows.
 */
const BOUNDS: NonNullable<StatementOptions['settings']> = {
  max_rows_to_read: '1000000',
  read_overflow_mode: 'break',
  max_execution_time: 0.25,
  timeout_overflow_mode: 'break',
  // A part of the whole is wanted, from all over the range: one thread would read one part after the other.
  max_block_size: '65536',
};

/** Rows of a statement of kind `values`, the most frequent first. */
export async function frequentValues(
  statement: Statement,
  store: Store,
  options: Pick<StatementOptions, 'settings' | 'signal'> = {},
): Promise<FrequentValue[]> {
  const rows = await store.query<{ value: string; count: string }>(statement.text, {
    ...options,
    params: Object.fromEntries(Object.entries(statement.params).map(([name, { value }]) => [name, value])),
    settings: { ...options.settings, ...BOUNDS },
  });
  return rows.map(({ value, count }) => ({ value, count: Number(count) }));
}
