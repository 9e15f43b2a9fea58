// A store with the schema and a few rows, in which tests run compiled queries as the reader does.
import { createStore, migrate } from '@huntboard/clickhouse';
import type { Store } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import type { TestStore } from '@huntboard/embedded';
import { alertActions, alerts, encodeRows, events } from '@huntboard/schema';
import type { RowObject, Table } from '@huntboard/schema';
import type { CompiledQuery, QueryContext, Statement } from '../src/index';
import { compileQuery, parseQuery } from '../src/index';
import { CONTEXT, GUID } from './queries';

export interface QueryStore {
  readonly server: TestStore;
  readonly reader: Store;
  readonly writer: Store;
  readonly insert: (table: Table, rows: readonly RowObject[]) => Promise<void>;
  /** Rows of one statement, as the reader. */
  readonly run: (statement: Statement) => Promise<Record<string, unknown>[]>;
  /** Rows of the first statement of a query. */
  readonly ask: (model: unknown, context?: Partial<QueryContext>) => Promise<Record<string, unknown>[]>;
  readonly stop: () => Promise<void>;
}

/** The statements of a query that must compile. */
export function compiled(model: unknown, context: Partial<QueryContext> = {}): CompiledQuery {
  const parsed = parseQuery(model);
  const result = parsed.ok ? compileQuery(parsed.value, { ...CONTEXT, ...context }) : parsed;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

export async function startQueryStore(): Promise<QueryStore> {
  const server: TestStore = await startTestStore();
  const writer = createStore({ url: server.url, ...server.writer, database: 'huntboard' });
  const reader = createStore({ url: server.url, ...server.reader, database: 'huntboard', retry: { attempts: 1 } });
  const migrated = await migrate(writer, { owner: 'test' });
  if (!migrated.ok) throw new Error(migrated.error.message);
  let batch = 0;
  const run = (statement: Statement): Promise<Record<string, unknown>[]> =>
    reader.query(statement.text, {
      params: Object.fromEntries(Object.entries(statement.params).map(([name, { value }]) => [name, value])),
    });
  return {
    server,
    reader,
    writer,
    insert: (table, rows) =>
      writer.insertNative(table.name, encodeRows(table, rows), { dedupToken: `test-${batch++}`, rows: rows.length }),
    run,
    ask: (model, context = {}) => run(compiled(model, context).statements[0]),
    stop: async () => {
      await reader.close();
      await writer.close();
      await server.stop();
    },
  };
}

const guid = (n: number): string => GUID.replace(/.$/, n.toString(16));
const uuid = (n: number): string => `bbbbbbbb-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const START = CONTEXT.timeRange.from;

interface Process {
  readonly n: number;
  readonly parent?: number;
  readonly host: string;
  readonly image: string;
  readonly cmd: string;
  readonly at: number;
  readonly end?: number;
}

/** A document that starts PowerShell on ws1 (1 -> 2 -> 3), a process that ended before the range (4), another host (5). */
const PROCESSES: readonly Process[] = [
  { n: 1, host: 'ws1', image: 'C:\\Windows\\explorer.exe', cmd: 'explorer.exe', at: -7_200_000 },
  {
    n: 2,
    parent: 1,
    host: 'ws1',
    image: 'C:\\Office\\WINWORD.EXE',
    cmd: '"WINWORD.EXE" /n Rechnung_Ü.docm',
    at: 60_000,
  },
  {
    n: 3,
    parent: 2,
    host: 'ws1',
    image: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
    cmd: 'PowerShell.EXE -Enc SQBFAFgA',
    at: 120_000,
    end: 600_000,
  },
  { n: 4, host: 'ws1', image: 'C:\\old.exe', cmd: 'old.exe', at: -9_000_000, end: -8_000_000 },
  { n: 5, host: 'srv1', image: '/usr/bin/bash', cmd: "bash -c 'echo 100% _x'", at: 180_000 },
];

/** Fills a store with rows around CONTEXT's time range. */
export async function fill(store: QueryStore): Promise<void> {
  const common = { ingested_at: START, retention_days: 10_000, raw_days: 10_000, guid_kind: 'native' };
  const starts = PROCESSES.map(({ n, parent, host, image, cmd, at }) => ({
    ...common, ts: START + at, event_id: uuid(n), source: 'windows', category: 'process', action: 'start', host, Computer: host.toUpperCase(), EventID: 1, ...(host === 'ws1' ? { product: 'windows', Channel: 'Microsoft-Windows-Sysmon/Operational' } : {}), User: n === 5 ? 'root' : 'CORP\\eve',
    proc_guid: guid(n), ...(parent === undefined ? {} : { parent_guid: guid(parent) }), ProcessId: 100 + n, Image: image, CommandLine: cmd, ext: { AppKey: `v${n}`, "odd'key": 'x' }, raw: `{"n":${n}}`,
    ...(n === 3 ? { rule_ids: ['lsass-read', 'encoded'], blank_fields: ['Company'] } : {}),
  })); // prettier-ignore
  const ends = PROCESSES.filter(({ end }) => end !== undefined).map(({ n, host, image, end }) => ({
    ...common, ts: START + (end ?? 0), event_id: uuid(50 + n), source: 'windows', category: 'process', action: 'end', host, EventID: 5, proc_guid: guid(n), ProcessId: 100 + n, Image: image, raw: '{}',
  })); // prettier-ignore
  const network = { ...common, ts: START + 300_500, event_id: uuid(90), source: 'windows', category: 'network', action: 'connect', host: 'ws1', EventID: 3, User: 'CORP\\eve', proc_guid: guid(3), ProcessId: 103, Image: 'C:\\powershell.exe', DestinationIp: '203.0.113.7', DestinationPort: 443, raw: '{}' }; // prettier-ignore
  const access = { ...common, ts: START + 310_000, event_id: uuid(91), source: 'windows', category: 'process', action: 'access', host: 'ws1', EventID: 10, proc_guid: guid(3), target_guid: guid(1), SourceImage: 'C:\\powershell.exe', TargetImage: 'C:\\Windows\\lsass.exe', GrantedAccess: '0x1010', raw: '{}' }; // prettier-ignore
  await store.insert(events, [...starts, ...ends, network, access]);
  const alert = {
    window_start: START,
    created_at: START,
    updated_at: START,
    host: 'ws1',
    count: 1,
    retention_days: 10_000,
    User: 'CORP\\eve',
    tags: ['attack.t1003'],
  };
  await store.insert(alerts, [
    {
      ...alert,
      alert_id: uuid(200),
      ts: START + 310_000,
      rule_id: 'lsass-read',
      rule_title: 'LSASS read',
      level: 'high',
      proc_guid: guid(3),
      summary: 'powershell.exe reads lsass.exe',
    },
    {
      ...alert,
      alert_id: uuid(200),
      ts: START + 310_000,
      updated_at: START + 1,
      count: 2,
      rule_id: 'lsass-read',
      rule_title: 'LSASS read',
      level: 'high',
      proc_guid: guid(3),
      summary: 'words of a later hit',
    },
    {
      ...alert,
      alert_id: uuid(201),
      ts: START + 200_000,
      rule_id: 'sensor:defender',
      rule_title: 'Defender',
      level: 'medium',
      ProcessId: 103,
      summary: 'by pid',
    },
    {
      ...alert,
      alert_id: uuid(202),
      ts: START + 900_000,
      rule_id: 'sensor:defender',
      rule_title: 'Defender',
      level: 'low',
      ProcessId: 103,
      summary: 'pid again, after the end',
    },
  ]);
  const action = { alert_id: uuid(201), window_start: START, actor: 'ana', assignee: 'ana' };
  await store.insert(alertActions, [
    { ...action, action_id: uuid(300), seq: 1, ts: START + 1, action: 'acknowledge', status: 'acknowledged' },
    {
      ...action,
      action_id: uuid(301),
      seq: 2,
      ts: START + 2,
      action: 'close',
      status: 'closed',
      disposition: 'false_positive',
    },
  ]);
}
