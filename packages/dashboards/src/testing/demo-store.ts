// A real store with the migrated schema and the demonstration in it, for tests that execute what the dashboards ask.
import { createStore, migrate, type Store } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import { ALERTS_COL, COL, NativeBlockBuilder, absentValue, alerts, events, type Row } from '@huntboard/schema';
import { generateTraffic } from '@huntboard/simulation';
import { createDecoder } from '@huntboard/sources';

const OSQUERY_TABLES = [
  'process_events',
  'socket_events',
  'user_events',
  'file_events',
  'yara_events',
  'crontab',
  'last',
];
const LIMITS = {
  maxEventBytes: 1 << 20,
  maxDepth: 64,
  maxFields: 1000,
  minTime: Date.parse('2000-01-01'),
  maxFutureMs: 60_000,
};

export interface DemoStore {
  /** Signed in as the reader, as the datasource is. */
  readonly reader: Store;
  /** End of the demonstration's history, epoch ms. */
  readonly now: number;
  stop(): Promise<void>;
}

/** The finding of a Defender event as a row of alerts, enough of it for queries. */
function alertOf(row: Row, id: string): Row {
  const alert: Row = alerts.columns.map((column) => absentValue(column.type));
  alert[ALERTS_COL.alert_id] = id;
  for (const time of ['window_start', 'ts', 'last_ts', 'created_at', 'updated_at'] as const)
    alert[ALERTS_COL[time]] = row[COL.ts]!;
  alert[ALERTS_COL.rule_id] = 'sensor:windows-defender';
  alert[ALERTS_COL.rule_title] = 'Defender: Malware detected';
  alert[ALERTS_COL.level] = 'critical';
  alert[ALERTS_COL.host] = row[COL.host]!;
  alert[ALERTS_COL.summary] = row[COL.ThreatName]!;
  alert[ALERTS_COL.count] = 1;
  const path = row[COL.ext] as string[];
  alert[ALERTS_COL.ProcessId] = Number(/process:_pid:(\d+)/.exec(path.join(' '))?.[1] ?? 0);
  alert[ALERTS_COL.retention_days] = 400;
  return alert;
}

/** Starts a store, migrates it and puts the demonstration that ends at `now` into it. */
export async function startDemoStore(now: number): Promise<DemoStore> {
  const embedded = await startTestStore();
  const open = (user: { readonly user: string; readonly password: string }): Store =>
    createStore({ url: embedded.url, database: 'huntboard', ...user });
  const writer = open(embedded.writer);
  const migrated = await migrate(writer, { owner: 'test' });
  if (!migrated.ok) throw new Error(migrated.error.message);
  const block = new NativeBlockBuilder(events);
  const found = new NativeBlockBuilder(alerts);
  let events_ = 0;
  let batch = 0;
  const flush = async (): Promise<void> => {
    const rows = block.rows;
    if (rows > 0) await writer.insertNative('events', block.finish(), { dedupToken: `demo-${batch++}`, rows });
  };
  const sink = {
    row(row: Row): void {
      const id = `01990000-0000-7000-8000-${String(++events_).padStart(12, '0')}`;
      row[COL.event_id] = id;
      row[COL.ingested_at] = row[COL.ts]!;
      row[COL.retention_days] = 90;
      row[COL.raw_days] = 30;
      block.append(row);
      if (row[COL.EventID] === 1116) found.append(alertOf(row, id));
    },
    quarantine(): void {
      throw new Error('the demonstration must decode');
    },
  };
  const decoder = createDecoder({ limits: LIMITS, osqueryTable: (name) => name, now: () => now });
  const schedule = Object.fromEntries(
    OSQUERY_TABLES.map((table) => [table, { query: `SELECT * FROM ${table}`, interval: 10 }]),
  );
  for (const delivery of generateTraffic({ seed: 'dashboards', now, osqueryConfiguration: { schedule } })) {
    const osquery = delivery.input === 'osquery-tls';
    const body = Buffer.from(osquery ? `[${delivery.lines.join(',')}]` : delivery.lines.join('\n'));
    const envelope = osquery ? { osquery: { hostIdentifier: delivery.host, logType: 'result' as const } } : {};
    decoder.decode(body, { receivedAt: now, input: delivery.input, origin: delivery.host, ...envelope }, sink);
    if (block.rows > 20_000) await flush();
  }
  await flush();
  const rows = found.rows;
  await writer.insertNative('alerts', found.finish(), { dedupToken: 'demo-alerts', rows });
  const at = { params: { now } };
  await writer.command(
    `INSERT INTO pipeline_stats SELECT fromUnixTimestamp64Milli({now:Int64}) - 600 + number * 10, 'ingest-1', 'http-events',
       number * 1000, number * 990, 0, 0, number * 10, number * 90000, 40 FROM numbers(60)`,
    at,
  );
  await writer.command(
    `INSERT INTO quarantine SELECT generateUUIDv4(), fromUnixTimestamp64Milli({now:Int64}), fromUnixTimestamp64Milli({now:Int64}),
       'http-events', 'test', 'json_invalid', 'no JSON', 'x', 1, 'held' FROM numbers(3)`,
    at,
  );
  await writer.close();
  const reader = open(embedded.reader);
  return {
    reader,
    now,
    stop: async () => {
      await reader.close();
      await embedded.stop();
    },
  };
}
