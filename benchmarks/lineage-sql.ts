// Figure: time of the lineage's questions on tables of 10,000 to 1,000,000 processes: ancestors with the first page of the subtree,
// a page of children, a process's events. The least of some rounds, as the reader asks them: other load only ever adds.
import { readFileSync } from 'node:fs';
import { createStore, migrate } from '@huntboard/clickhouse';
import type { Store } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import { compileQuery, parseQuery } from '@huntboard/query';
import type { Statement } from '@huntboard/query';
import { cpuSeconds } from './support/process-cost.ts';
import { parametersOf } from './support/statement-cost.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const PROCESSES_A_HOST = 5000;
const ROUNDS = 10;
const PAGE = 200;
const START = Date.UTC(2026, 0, 5);

/**
 * Processes as they are: each host a tree in which every fourth process starts four more, the last hundred one long chain; file
 * names, users and command lines of some length. Process n of a host has the GUID of (host, n).
 */
async function fill(writer: Store, size: number): Promise<void> {
  const guid = (n: string): string => `reinterpret(sipHash128(host, toUInt64(${n})), 'UUID')`;
  const parent = `multiIf(n = 0, toUInt64(0), n > ${PROCESSES_A_HOST - 100}, n - 1, intDiv(n - 1, 4))`;
  await writer.command(`INSERT INTO process (host, proc_guid, parent_guid, guid_kind, start_ts, Computer, ProcessId, ParentProcessId,
    Image, CommandLine, Hashes, User, LogonId, IntegrityLevel, ParentImage, source, product, ingested_at, retention_days)
    WITH concat('ws-', leftPad(toString(intDiv(number, ${PROCESSES_A_HOST})), 4, '0')) AS host, number % ${PROCESSES_A_HOST} AS n,
      ${parent} AS up, ['svchost.exe', 'cmd.exe', 'chrome.exe', 'powershell.exe', 'conhost.exe', 'git.exe', 'teams.exe'] AS names
    SELECT host, ${guid('n')}, if(n = 0, toUUID('00000000-0000-0000-0000-000000000000'), ${guid('up')}), 'native',
      toDateTime64(${START / 1000} + number / 100, 3, 'UTC'), upper(host), 1000 + n, 1000 + up,
      concat('C:\\\\Windows\\\\System32\\\\', names[1 + n % 7]),
      concat('"C:\\\\Windows\\\\System32\\\\', names[1 + n % 7], '" --session=', hex(sipHash64(number)), ' --type=renderer'),
      concat('SHA256=', hex(sipHash128(n % 500)), hex(sipHash128(n % 400))), concat('CORP\\\\user', toString(n % 50)), '0x3e7', 'Medium',
      concat('C:\\\\Windows\\\\System32\\\\', names[1 + up % 7]), 'windows', 'windows',
      toDateTime64(${START / 1000}, 3, 'UTC'), 365
    FROM numbers(${size})`);
}

function statementsOf(model: object): readonly Statement[] {
  const parsed = parseQuery({ kind: 'lineage', ...model });
  const made = parsed.ok
    ? compileQuery(parsed.value, {
        timeRange: { from: START, to: START + 86_400_000 },
        intervalMs: 1000,
        maxDataPoints: 1000,
        maxRows: 100_000,
      })
    : parsed;
  if (!made.ok) throw new Error(made.error.message);
  return made.value.statements;
}

/** CPU milliseconds that the engine, our child, has used. */
function engineCpu(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return children.reduce((sum, child) => sum + cpuSeconds(Number(child)), 0) * 1000;
}

/** The least wall time of some rounds, the mean CPU time of the engine, in milliseconds, and the rows. */
async function ask(
  reader: Store,
  statement: Statement | undefined,
): Promise<{ ms: number; cpuMs: number; rows: number }> {
  if (statement === undefined) throw new Error('There is no such statement.');
  let least = Infinity;
  let rows = 0;
  const before = engineCpu();
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    rows = (await reader.query(statement.text, { params: parametersOf(statement) })).length;
    least = Math.min(least, performance.now() - began);
  }
  const cpuMs = Math.round((engineCpu() - before) / ROUNDS);
  return { ms: Math.round(least * 10) / 10, cpuMs, rows };
}

async function main(): Promise<void> {
  const figures: Record<string, unknown>[] = [];
  for (const size of SIZES) {
    const server = await startTestStore();
    const writer = createStore({ url: server.url, ...server.writer, database: 'huntboard' });
    const reader = createStore({ url: server.url, ...server.reader, database: 'huntboard', retry: { attempts: 1 } });
    try {
      const migrated = await migrate(writer, { owner: 'benchmark' });
      if (!migrated.ok) throw new Error(migrated.error.message);
      await fill(writer, size);
      const idOf = async (n: number): Promise<string> => {
        const found = await writer.query<{ id: string }>(
          `SELECT toString(proc_guid) AS id FROM process WHERE host = 'ws-0001' AND ProcessId = ${1000 + n} LIMIT 1`,
        );
        return found[0]?.id ?? '';
      };
      const hosts = ['ws-0001'];
      const deep = await idOf(PROCESSES_A_HOST - 50);
      const wide = await idOf(5);
      const around = (procGuid: string, more: object = {}): Statement | undefined =>
        statementsOf({ procGuid, limit: PAGE, ...more })[0];
      const figure = {
        processes: size,
        aroundKnownHost: await ask(reader, around(wide, { hosts })),
        aroundAnyHost: await ask(reader, around(wide)),
        aroundFirstPage: await ask(reader, around(wide, { hosts, depth: 3 })),
        aroundDeepChain: await ask(reader, around(deep, { hosts })),
        childrenPage: await ask(reader, statementsOf({ part: 'children', procGuid: wide, hosts, limit: PAGE })[0]),
        alerts: await ask(reader, statementsOf({ procGuid: wide, hosts, limit: PAGE })[1]),
        edges: await ask(reader, statementsOf({ procGuid: wide, hosts, limit: PAGE })[2]),
        edgesBetweenHosts: await ask(reader, statementsOf({ procGuid: wide, hosts, limit: PAGE })[3]),
        wholeHost: await ask(reader, statementsOf({ hosts })[0]),
      };
      process.stdout.write(`${JSON.stringify(figure)}\n`);
      figures.push(figure);
    } finally {
      await reader.close();
      await writer.close();
      await server.stop();
    }
  }
  process.stdout.write(`${JSON.stringify({ benchmark: 'lineage-sql', bar: { aroundKnownHostMs: 60 }, figures })}\n`);
}

void main();
