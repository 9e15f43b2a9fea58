// Figure: how long the editor waits for values of a column, on an embedded store of five million events: hosts, users, programs, a text
// that is searched for, a key of the long tail, keys themselves; and for suggestions in SQL. Options: --rows N, --passes N.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createStore, migrate } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import { compileQuery, parseQuery } from '@huntboard/query';
import { SAMPLED_ROWS, frequentValues } from '../plugins/huntboard-datasource/backend/resources/frequent-values.ts';
import { suggest } from '../plugins/huntboard-datasource/src/completion/suggest.ts';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '5000000' }, passes: { type: 'string', default: '15' } },
});
const rows = Number(options.rows);
const passes = Number(options.passes);
const HOUR = 3_600_000;
/** Rows of one insert: the store answers within its time limit. */
const CHUNK = 100_000;
const end = Date.now() - HOUR;
const from = end - 24 * HOUR;

const ASKED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  host: { field: 'host' },
  User: { field: 'User' },
  Image: { field: 'Image' },
  'Image, searched': { field: 'Image', search: 'program 7' },
  'CommandLine, searched': { field: 'CommandLine', search: 'option 77' },
  'a key of ext': { field: 'Key3' },
  'keys of ext': { field: 'ext' },
};

/** A day of events: 200 hosts, 500 users, 3,000 programs, every command line its own. */
const FILL = `INSERT INTO events (ts, ingested_at, event_id, retention_days, raw_days, source, category, action, host, User, Image, CommandLine, ext, raw)
SELECT fromUnixTimestamp64Milli(toInt64(${from} + number * ${(24 * HOUR) / rows}), 'UTC'), now64(3), generateUUIDv4(number), 90, 7, 'windows',
  ['process', 'network', 'file', 'registry', 'dns'][number % 5 + 1], 'start', concat('host-', toString(cityHash64(number, 1) % 200)),
  concat('CORP\\\\user', toString(cityHash64(number, 2) % 500)), concat('C:\\\\Program Files\\\\program ', toString(cityHash64(number, 3) % 3000), '.exe'),
  concat('program.exe --option ', toString(number)), map('Key1', toString(number % 7), concat('Key', toString(number % 20)), 'x'), '{}'
FROM numbers(`;

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;

async function main(): Promise<void> {
  const server = await startTestStore();
  const writer = createStore({ url: server.url, ...server.writer, database: 'huntboard' });
  const reader = createStore({ url: server.url, ...server.reader, database: 'huntboard' });
  const figures: Record<string, { p50Ms: number; p95Ms: number; values: number }> = {};
  try {
    const migrated = await migrate(writer, { owner: 'bench' });
    if (!migrated.ok) throw new Error(migrated.error.message);
    for (let at = 0; at < rows; at += CHUNK)
      await writer.command(`${FILL}${at}, ${Math.min(CHUNK, rows - at)})`, { settings: { max_insert_threads: '1' } });
    for (const [name, model] of Object.entries(ASKED)) {
      const parsed = parseQuery({ kind: 'values', order: 'count', limit: 50, sample: SAMPLED_ROWS, ...model });
      if (!parsed.ok) throw new Error(parsed.error.message);
      const context = { timeRange: { from, to: end }, intervalMs: 1000, maxDataPoints: 1, maxRows: 1000 };
      const compiled = compileQuery(parsed.value, context);
      if (!compiled.ok) throw new Error(compiled.error.message);
      const times: number[] = [];
      let found = 0;
      for (let pass = 0; pass < passes; pass++) {
        const began = performance.now();
        found = (await frequentValues(compiled.value.statements[0], reader)).length;
        times.push(performance.now() - began);
      }
      times.sort((a, b) => a - b);
      figures[name] = {
        p50Ms: Math.round(quantile(times, 0.5)),
        p95Ms: Math.round(quantile(times, 0.95)),
        values: found,
      };
      process.stdout.write(`${name.padEnd(22)} ${JSON.stringify(figures[name])}\n`);
    }
  } finally {
    await reader.close();
    await writer.close();
    await server.stop();
  }
  const sql = 'SELECT ts, Image FROM events WHERE $__timeFilter(ts) AND ho';
  const began = performance.now();
  for (let pass = 0; pass < 200; pass++) suggest(sql, sql.length);
  const suggestMs = (performance.now() - began) / 200;
  const worstMs = Math.max(...Object.values(figures).map(({ p95Ms }) => p95Ms));
  process.stdout.write(
    `${JSON.stringify({ rows, passes, values: figures, worstP95Ms: worstMs, barMs: 300, loadAverage: Number(loadavg()[0]?.toFixed(1)), suggestMs: Number(suggestMs.toFixed(2)) })}\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
