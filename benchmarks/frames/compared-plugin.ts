// A plugin for the comparison in benchmarks/frames.ts: the same rows by Arrow passed through, uncompressed or LZ4, and by JSON.
import { createStore } from '@huntboard/clickhouse';
import type { Field, FieldType, FieldValue } from '@huntboard/grafana-backend';
import { passThrough, readArrowStream, serveDatasource } from '@huntboard/grafana-backend';

interface Model {
  readonly path: 'none' | 'lz4_frame' | 'json';
  readonly sql: string;
}

interface JsonAnswer {
  readonly meta: readonly { readonly name: string; readonly type: string }[];
  readonly data: readonly (readonly unknown[])[];
}

/** What a plugin does that asks ClickHouse for JSON: parse all of it, turn rows into columns, encode. */
function toFields({ meta, data }: JsonAnswer): Field[] {
  const kinds: Readonly<Record<string, FieldType>> = { UInt16: 'uint16', UInt32: 'uint32', UInt64: 'uint64', Float64: 'float64', UInt8: 'uint8' }; // prettier-ignore
  return meta.map(({ name, type }, column): Field => {
    const inner = type.replace(/^(?:Nullable|LowCardinality)\((.*)\)$/, '$1');
    const kind: FieldType = inner.startsWith('DateTime') ? 'time' : (kinds[inner] ?? 'string');
    const read = (cell: unknown): FieldValue => {
      if (cell === null) return null;
      if (kind === 'time') return Date.parse(`${String(cell).replace(' ', 'T')}Z`);
      if (kind === 'uint64') return BigInt(String(cell));
      return kind === 'string' ? String(cell) : Number(cell);
    };
    return { name, type: kind, nullable: type.startsWith('Nullable'), values: data.map((row) => read(row[column])) };
  });
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

void serveDatasource({
  create: ({ url, user, secureJsonData }) => {
    const store = createStore({ url, user, password: secureJsonData['password'] ?? '', database: 'huntboard' });
    return {
      query: async ({ model }) => {
        const { path, sql } = model as Model;
        if (path === 'json') {
          const settings = { output_format_json_quote_64bit_integers: 1 } as const;
          const { stream } = await store.raw(`${sql} FORMAT JSONCompact`, { settings });
          return { frames: [{ fields: toFields(JSON.parse(await textOf(stream)) as JsonAnswer) }] };
        }
        const settings = { output_format_arrow_compression_method: path, output_format_arrow_low_cardinality_as_dictionary: 0, output_format_arrow_string_as_string: 1 } as const; // prettier-ignore
        const { stream } = await store.raw(`${sql} FORMAT ArrowStream`, { settings });
        return { frames: [passThrough(await readArrowStream(stream), {})] };
      },
      dispose: () => store.close(),
    };
  },
});
