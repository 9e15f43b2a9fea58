// Figure: bytes an event on disk (columns, verbatim text, indexes) and CPU of the engine alone, on the real Windows events of the corpus.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createStore, migrate } from '@huntboard/clickhouse';
import type { Store } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import { COL, events, NativeBlockBuilder } from '@huntboard/schema';
import { createDecoder } from '@huntboard/sources';
import { cpuSeconds } from './support/process-cost.ts';

const BLOCK_ROWS = 20_000;
/** Events that a shipper sends at once. */
const BODY_ROWS = 500;
const DAY = 86_400_000;
const corpus = process.env['HUNTBOARD_CORPUS'] ?? resolve('../shared/data');

interface Block {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** Files cut into bodies of some hundred lines. */
function* readBodies(): Generator<Buffer> {
  if (!existsSync(corpus)) throw new Error(`no corpus at ${corpus}: set HUNTBOARD_CORPUS`);
  for (const name of readdirSync(corpus).filter((file) => file.startsWith('otrf__'))) {
    const file = gunzipSync(readFileSync(join(corpus, name)));
    for (let start = 0; start < file.length;) {
      let end = start;
      for (let line = 0; line < BODY_ROWS && end < file.length; line++) {
        const newline = file.indexOf(10, end);
        end = newline < 0 ? file.length : newline + 1;
      }
      yield file.subarray(start, end);
      start = end;
    }
  }
}

/** The blocks that the ingest service would insert; ids and times advance as they do there. */
function* encodeBlocks(): Generator<Block> {
  const builder = new NativeBlockBuilder(events);
  const decoder = createDecoder({
    limits: { maxEventBytes: 1 << 20, maxDepth: 64, maxFields: 1000, minTime: Date.UTC(2000, 0), maxFutureMs: DAY },
    osqueryTable: () => undefined,
    now: () => Date.now(),
  });
  let receivedAt = Date.now() - 600_000;
  let sequence = 0;
  let refused = 0;
  for (const body of readBodies()) {
    receivedAt += 25;
    sequence++;
    let index = 0;
    const prefix = `${hex(receivedAt, 12).replace(/^.{8}/, '$&-')}-7abc-8000-${hex(sequence, 6)}`;
    decoder.decode(
      body,
      { receivedAt, input: 'http-events', origin: 'benchmark' },
      {
        row: (row) => {
          row[COL.event_id] = prefix + hex(index++, 6);
          row[COL.ingested_at] = receivedAt;
          row[COL.retention_days] = 3650;
          row[COL.raw_days] = 3650;
          builder.append(row);
        },
        quarantine: () => void refused++,
      },
    );
    if (builder.rows >= BLOCK_ROWS) yield { rows: builder.rows, bytes: builder.finish() };
  }
  if (builder.rows > 0) yield { rows: builder.rows, bytes: builder.finish() };
  if (refused > 0) process.stderr.write(`${refused} events were refused by the decoder\n`);
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

async function query(store: Store, sql: string): Promise<Record<string, number>> {
  const rows = await store.query<{ name: string; bytes: string }>(sql);
  return Object.fromEntries(rows.map((row) => [row.name, Number(row.bytes)]));
}

async function measure(store: Store, pid: number) {
  let rows = 0;
  let inserting = 0;
  for (const block of encodeBlocks()) {
    const before = cpuSeconds(pid);
    await store.insertNative('events', block.bytes, { dedupToken: `storage-${rows}`, rows: block.rows });
    inserting += cpuSeconds(pid) - before;
    rows += block.rows;
  }
  // All parts wide, as they become at the size of a real week: only those tell the bytes of each column.
  await store.command('ALTER TABLE events MODIFY SETTING min_rows_for_wide_part = 0, min_bytes_for_wide_part = 0');
  const before = cpuSeconds(pid);
  await store.command('OPTIMIZE TABLE events FINAL');
  const merging = cpuSeconds(pid) - before;
  const where = "database = currentDatabase() AND table = 'events'";
  const columns = await query(store, `SELECT name, data_compressed_bytes AS bytes FROM system.columns WHERE ${where}`);
  const indexes = await query(
    store,
    `SELECT name, data_compressed_bytes AS bytes FROM system.data_skipping_indices WHERE ${where}`,
  );
  const tables = await query(
    store,
    `SELECT table AS name, sum(bytes_on_disk) AS bytes FROM system.parts WHERE database = currentDatabase() AND active GROUP BY table`,
  );
  return { rows, inserting, merging, columns, indexes, tables };
}

function perEvent(bytes: Readonly<Record<string, number>>, rows: number): Record<string, number> {
  const sorted = Object.entries(bytes).sort(([, a], [, b]) => b - a);
  return Object.fromEntries(sorted.map(([name, size]) => [name, round(size / rows)]).filter(([, size]) => size !== 0));
}

const round = (value: number): number => Math.round(value * 100) / 100;

async function main(): Promise<void> {
  const server = await startTestStore();
  const store = createStore({
    url: server.url,
    ...server.writer,
    database: 'huntboard',
    timeouts: { requestMs: 300_000 },
  });
  try {
    await migrate(store, { owner: 'benchmark' });
    const { rows, inserting, merging, columns, indexes, tables } = await measure(store, server.embedded.pid);
    const million = 1_000_000 / rows;
    const figure = {
      benchmark: 'storage',
      events: rows,
      bytesPerEvent: round((tables['events'] ?? 0) / rows),
      feedsBytesPerEvent: round(((tables['process'] ?? 0) + (tables['seen'] ?? 0)) / rows),
      indexBytesPerEvent: round(Object.values(indexes).reduce((sum, size) => sum + size, 0) / rows),
      engineInsertCpuSecondsPerMillion: round(inserting * million),
      engineFinalMergeCpuSecondsPerMillion: round(merging * million),
    };
    process.stdout.write(
      `${JSON.stringify({ columns: perEvent(columns, rows), indexes: perEvent(indexes, rows) }, null, 2)}\n`,
    );
    process.stdout.write(`${JSON.stringify(figure)}\n`);
  } finally {
    await store.close();
    await server.stop();
  }
}

void main();
