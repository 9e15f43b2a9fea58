// The slow way for statements that cannot be wrapped in a subquery (SHOW, EXPLAIN, clashing aliases): JSONCompact -> frame.
import { addAbortSignal } from 'node:stream';
import { ArrowStreamTooLargeError } from '@huntboard/grafana-backend';
import type { Field, FieldType, FieldValue, Frame } from '@huntboard/grafana-backend';
import type { StatementOptions } from '@huntboard/clickhouse';
import { StoreError } from '@huntboard/clickhouse';
import type { Statement } from '@huntboard/query';
import { z } from 'zod';
import { innerType, splitType } from './casts';
import { exceptionIn } from './faults';
import type { FetchCall } from './fetch';

const answerSchema = z.object({
  meta: z.array(z.object({ name: z.string(), type: z.string() })),
  data: z.array(z.array(z.unknown())),
});

const NUMBERS: Readonly<Record<string, FieldType>> = {
  Int8: 'int8', Int16: 'int16', Int32: 'int32', Int64: 'int64', UInt8: 'uint8', UInt16: 'uint16', UInt32: 'uint32', UInt64: 'uint64',
  Float32: 'float32', Float64: 'float64', BFloat16: 'float32',
}; // prettier-ignore

interface Reading {
  readonly type: FieldType;
  readonly read: (cell: unknown) => FieldValue;
}

const toText = (cell: unknown): string => (typeof cell === 'string' ? cell : JSON.stringify(cell));

function toNumber(cell: unknown): number {
  return typeof cell === 'number' ? cell : cell === 'inf' ? Infinity : cell === '-inf' ? -Infinity : Number(cell);
}

/** ClickHouse writes times as `2024-01-31 10:00:00.123` in the zone of the session, which we set to UTC. */
const toTime = (cell: unknown): FieldValue => {
  const epochMs = Date.parse(`${String(cell).replace(' ', 'T')}${String(cell).length > 10 ? 'Z' : 'T00:00:00Z'}`);
  return Number.isNaN(epochMs) ? null : epochMs;
};

function readingOf(type: string): Reading {
  const { name } = splitType(innerType(type));
  const number = NUMBERS[name];
  if (number === 'int64' || number === 'uint64') return { type: number, read: (cell) => BigInt(String(cell)) };
  if (number !== undefined) return { type: number, read: toNumber };
  if (name.startsWith('Decimal')) return { type: 'float64', read: toNumber };
  if (name === 'Bool') return { type: 'bool', read: (cell) => cell === true || cell === 'true' };
  if (name === 'Date' || name === 'Date32' || name === 'DateTime' || name === 'DateTime64')
    return { type: 'time', read: toTime };
  return { type: 'string', read: toText };
}

/** Columns of one name get numbers: Grafana needs to tell them apart. */
function uniqueNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} ${count}`;
  });
}

async function readText(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new ArrowStreamTooLargeError(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): z.infer<typeof answerSchema> {
  try {
    return answerSchema.parse(JSON.parse(text));
  } catch {
    const said = exceptionIn(text.slice(-65_536));
    throw new StoreError(
      said?.code ?? 'UNEXPECTED_RESPONSE',
      'EXCEPTION',
      said?.text ?? 'the answer is not what ClickHouse sends',
      { retryable: false, executed: 'maybe' },
    );
  }
}

/** Rejects with StoreError or ArrowStreamTooLargeError. */
export async function fetchJson(
  statement: Statement,
  call: FetchCall,
  options: StatementOptions,
): Promise<{ readonly frame: Frame; readonly bytes: number }> {
  const settings = {
    ...options.settings,
    output_format_json_quote_64bit_integers: 1,
    output_format_json_quote_denormals: 1,
    session_timezone: 'UTC',
  } as const;
  const { stream } = await call.store.raw(`${statement.text}\nFORMAT JSONCompact`, { ...options, settings });
  if (options.signal !== undefined) addAbortSignal(options.signal, stream);
  const text = await readText(stream as AsyncIterable<Uint8Array>, call.limits.maxBytes).finally(() =>
    stream.destroy(),
  );
  const { meta, data } = parse(text);
  const names = uniqueNames(meta.map(({ name }) => name));
  const fields = meta.map(({ type }, index): Field => {
    const { type: fieldType, read } = readingOf(type);
    const values = data.map((row) => {
      const cell = row[index];
      return cell === null || cell === undefined ? null : read(cell);
    });
    return {
      name: names[index] ?? '',
      type: fieldType,
      nullable: values.includes(null) || type.includes('Nullable'),
      values,
    };
  });
  return { frame: { fields }, bytes: text.length };
}
