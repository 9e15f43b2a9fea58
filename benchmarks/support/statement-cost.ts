// Runs a statement of a query as the plugin's backend does, and says what the engine read for it.
import type { Store } from '@huntboard/clickhouse';
import type { Statement } from '@huntboard/query';

export const parametersOf = ({ params }: Statement): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).map(([name, { value }]) => [name, value]));

/** Reads the whole answer; rows and bytes read stand at its end. */
export async function readBy(reader: Store, statement: Statement): Promise<{ rows: number; bytes: number }> {
  const { stream } = await reader.raw(`${statement.text} FORMAT JSON`, { params: parametersOf(statement) });
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  const { statistics } = JSON.parse(Buffer.concat(parts).toString()) as {
    statistics: { rows_read: number; bytes_read: number };
  };
  return { rows: statistics.rows_read, bytes: statistics.bytes_read };
}
