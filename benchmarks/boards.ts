// Figure: every question of every dashboard on ten million events of thirty days, in the range that the dashboard opens with: its slowest
// panel, CPU of the engine, rows and bytes read, and every panel beyond the bar. Options: the number of events; --data DIR keeps the store.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createStore, migrate, type Store } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import { compileQuery, parseQuery, type Statement } from '@huntboard/query';
import { dashboards } from '../packages/dashboards/src/provisioning.ts';
import { dashboardQueries, withVariables, type AskedQuery, type Chosen } from '../packages/dashboards/src/testing/asked-queries.ts'; // prettier-ignore
import { fillBoards } from './support/fill-boards.ts';
import { cpuSeconds } from './support/process-cost.ts';
import { readBy } from './support/statement-cost.ts';

const SIZE = 10_000_000;
/** Milliseconds of one panel. */
const BAR = 2000;
const ROUNDS = 2;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What is chosen when a board opens: what its texts begin with, all of what can be chosen; boards about one host or account have one. */
function chosenFor(place: string): Chosen {
  const board = dashboards().find(({ uid }) => uid === place.slice(0, place.indexOf(':')));
  const chosen = (board?.templating.list ?? []).map(({ name, type, query }): [string, Chosen[string]] => [
    name,
    type === 'query' ? '$__all' : [typeof query === 'string' ? query : ''],
  ]);
  const one: Chosen = /^hb-(lineage|host):/.test(place) ? { host: ['ws-01-0'] } : place.startsWith('hb-user:') ? { user: ['NORDWIND\\anna.berg-0'] } : {}; // prettier-ignore
  return { ...Object.fromEntries(chosen), ...one };
}

interface Asked {
  readonly at: string;
  readonly ms: number;
  readonly engineCpuMs: number;
  readonly rowsRead: number;
  readonly bytesRead: number;
}

function statementsOf({ at, model }: AskedQuery, now: number): readonly Statement[] {
  const from = dashboards().find(({ uid }) => uid === at.slice(0, at.indexOf(':')))?.time?.from ?? '';
  const [, number, unit] = /^now-(\d+)([mhd])$/.exec(from) ?? [];
  if (number === undefined || unit === undefined) throw new Error(`${at}: cannot read the range ${from}`);
  const range = Number(number) * UNITS[unit]!;
  const parsed = parseQuery(withVariables(model, chosenFor(at)));
  if (!parsed.ok) throw new Error(`${at}: ${parsed.error.message}`);
  const compiled = compileQuery(parsed.value, {
    timeRange: { from: now - range, to: now },
    intervalMs: Math.max(1000, Math.round(range / 1000)),
    maxDataPoints: 1000,
    maxRows: 100_000,
  });
  if (!compiled.ok) throw new Error(`${at}: ${compiled.error.message}`);
  return compiled.value.statements;
}

/** The better of some rounds: other load only ever adds. */
async function measure(reader: Store, pid: number, query: AskedQuery, now: number): Promise<Asked> {
  const statements = statementsOf(query, now);
  let [ms, engineCpuMs, rowsRead, bytesRead] = [Infinity, Infinity, 0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const [began, before] = [performance.now(), cpuSeconds(pid)];
    rowsRead = bytesRead = 0;
    for (const statement of statements) {
      const { rows, bytes } = await readBy(reader, statement);
      rowsRead += rows;
      bytesRead += bytes;
    }
    ms = Math.min(ms, Math.round(performance.now() - began));
    engineCpuMs = Math.min(engineCpuMs, Math.round((cpuSeconds(pid) - before) * 1000));
  }
  return { at: query.at, ms, engineCpuMs, rowsRead, bytesRead };
}

/** When the newest event of a store that was kept happened; a new one is filled. */
async function filled(writer: Store, directory: string | undefined, size: number): Promise<number> {
  const note = directory === undefined ? undefined : join(directory, 'filled.json');
  if (note !== undefined && existsSync(note)) return (JSON.parse(readFileSync(note, 'utf8')) as { now: number }).now;
  const now = Date.now();
  await fillBoards(writer, now, size, (line) => process.stderr.write(`${line}\n`));
  if (note !== undefined) writeFileSync(note, JSON.stringify({ now }));
  return now;
}

async function main(): Promise<void> {
  const options = process.argv.slice(2);
  const at = options.indexOf('--data');
  const directory = at < 0 ? undefined : resolve(options[at + 1]!);
  const only = options.indexOf('--only') < 0 ? '' : options[options.indexOf('--only') + 1]!;
  const size = Number(options.find((option) => /^\d+$/.test(option)) ?? SIZE);
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const server = await startTestStore(directory === undefined ? {} : { dataDir: join(directory, 'store') });
  const open = (user: { readonly user: string; readonly password: string }): Store =>
    createStore({ url: server.url, ...user, database: 'huntboard', timeouts: { requestMs: 600_000 } });
  const [writer, reader] = [open(server.writer), open(server.reader)];
  try {
    const migrated = await migrate(writer, { owner: 'benchmark' });
    if (!migrated.ok) throw new Error(migrated.error.message);
    const now = await filled(writer, directory, size);
    const [{ events } = { events: '0' }] = await reader.query<{ events: string }>(
      'SELECT count() AS events FROM events',
    );
    const asked: Asked[] = [];
    for (const query of dashboardQueries()) {
      if (!query.at.includes(only)) continue;
      const one = await measure(reader, server.embedded.pid, query, now);
      process.stderr.write(`${String(one.ms).padStart(6)} ms ${String(one.engineCpuMs).padStart(6)} ms CPU ${String(one.rowsRead).padStart(10)} rows  ${one.at}\n`); // prettier-ignore
      asked.push(one);
    }
    const boardOf = (one: Asked): string => one.at.slice(0, one.at.indexOf(':'));
    const results = [...new Set(asked.map(boardOf))].map((board) => {
      const ofBoard = asked.filter((one) => boardOf(one) === board);
      const slowest = ofBoard.reduce((worst, one) => (one.ms > worst.ms ? one : worst));
      return {
        board,
        questions: ofBoard.length,
        slowest,
        bytesRead: ofBoard.reduce((sum, one) => sum + one.bytesRead, 0),
      };
    });
    const beyond = asked.filter(({ ms }) => ms > BAR);
    process.stdout.write(
      `${JSON.stringify({ benchmark: 'boards', events: Number(events), barMs: BAR, holds: beyond.length === 0, beyond, results })}\n`,
    );
  } finally {
    await Promise.all([writer.close(), reader.close()]);
    await server.stop();
  }
}

void main();
