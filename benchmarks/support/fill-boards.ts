// Fills a store with a month of a company of 500 machines: the demonstration, told again with other machines, people and days; its
// alerts, what analysts did about them, and the counters of the pipeline beside it.
import type { Store } from '@huntboard/clickhouse';
import { ALERTS_COL, COL, NativeBlockBuilder, absentValue, alerts, events, type Row } from '@huntboard/schema';
import { generateTraffic } from '@huntboard/simulation';
import { createDecoder } from '@huntboard/sources';

const LIMITS = { maxEventBytes: 1 << 20, maxDepth: 64, maxFields: 1000, minTime: 0, maxFutureMs: 60_000 };
const TABLES = ['process_events', 'socket_events', 'user_events', 'file_events', 'yara_events', 'crontab', 'last'];
const SCHEDULE = Object.fromEntries(TABLES.map((table) => [table, { query: `SELECT * FROM ${table}`, interval: 10 }]));
/** The demonstration has some fifteen machines and twelve people, and lasts three days. */
const COMPANIES = 32;
const SPANS = 10;
const ALERTS = 50_000;
const DAY = 86_400_000;
const SETTINGS = { max_partitions_per_insert_block: '0', max_insert_threads: '1' };

/** The demonstration that ends at `now`, in a table `base` like `events`. Resolves with the number of its events. */
async function fillBase(writer: Store, now: number): Promise<number> {
  await writer.command('CREATE TABLE IF NOT EXISTS base AS events ENGINE = MergeTree ORDER BY (category, host, ts)');
  const block = new NativeBlockBuilder(events);
  let told = 0;
  const flush = async (): Promise<void> => {
    const { rows } = block;
    if (rows > 0) await writer.insertNative('base', block.finish(), { dedupToken: `base-${told}`, rows });
  };
  const sink = {
    row(row: Row): void {
      row[COL.event_id] = `01990000-0000-7000-8000-${String(++told).padStart(12, '0')}`;
      row[COL.ingested_at] = row[COL.ts]!;
      row[COL.retention_days] = 90;
      row[COL.raw_days] = 30;
      block.append(row);
    },
    quarantine(): void {
      throw new Error('the demonstration must decode');
    },
  };
  const decoder = createDecoder({ limits: LIMITS, osqueryTable: (name) => name, now: () => now });
  for (const delivery of generateTraffic({ seed: 'boards', now, osqueryConfiguration: { schedule: SCHEDULE } })) {
    const osquery = delivery.input === 'osquery-tls';
    const body = Buffer.from(osquery ? `[${delivery.lines.join(',')}]` : delivery.lines.join('\n'));
    const envelope = osquery ? { osquery: { hostIdentifier: delivery.host, logType: 'result' as const } } : {};
    decoder.decode(body, { receivedAt: now, input: delivery.input, origin: delivery.host, ...envelope }, sink);
    if (block.rows > 20_000) await flush();
  }
  await flush();
  return told;
}

/** Copy `n` of the base: machines and people of another company, three days earlier with each round. */
function copy(n: number, rows: number): string {
  const company = n % COMPANIES;
  const earlier = `toIntervalHour(${72 * (Math.floor(n / COMPANIES) % SPANS)})`;
  const other = (column: string): string =>
    `if(empty(${column}), ${column}, reinterpret(sipHash128(${column}, ${n}), 'UUID')) AS ${column}`;
  const ofCompany = (column: string): string =>
    `if(startsWith(${column}, 'NORDWIND'), concat(${column}, '-${company}'), ${column}) AS ${column}`;
  const replaced = [
    `ts - ${earlier} AS ts`,
    `ingested_at - ${earlier} AS ingested_at`,
    `reinterpret(sipHash128(event_id, ${n}), 'UUID') AS event_id`,
    `concat(host, '-${company}') AS host`,
    ...['proc_guid', 'parent_guid', 'target_guid'].map(other),
    ...['User', 'TargetUserName'].map(ofCompany),
  ];
  return `INSERT INTO events SELECT * REPLACE (${replaced.join(', ')}) FROM base LIMIT ${rows}`;
}

const PAST = `fromUnixTimestamp64Milli(toInt64({now:Int64} - cityHash64(number) % ${30 * DAY}))`;
const ALERT_ID = "reinterpretAsUUID(MD5(concat('alert', toString(number))))";

/** Alerts of thirty days by 300 rules; nineteen of twenty are closed. */
async function fillAlerts(writer: Store, now: number): Promise<void> {
  const at = { params: { now }, settings: SETTINGS };
  const row: Row = alerts.columns.map(({ type }) => absentValue(type));
  if (row.length !== Object.keys(ALERTS_COL).length) throw new Error('the columns of alerts have changed');
  await writer.command(
    `INSERT INTO alerts (alert_id, window_start, ts, last_ts, created_at, updated_at, raised_at, rule_id, rule_title, level, tags, host, User, Image, category, summary, dedup_key, count, event_ids, evidence, retention_days)
SELECT ${ALERT_ID}, ${PAST} AS w, w, w, w, w, w, concat('rule-', toString(cityHash64(number, 1) % 300)), concat('Rule ', toString(cityHash64(number, 1) % 300)),
  ['critical', 'high', 'high', 'medium', 'medium', 'medium', 'low', 'low'][1 + cityHash64(number, 2) % 8], ['attack.execution', 'attack.t1059'],
  concat('ws-0', toString(1 + cityHash64(number, 3) % 9), '-', toString(cityHash64(number, 4) % ${COMPANIES})), concat('NORDWIND\\\\anna.berg-', toString(cityHash64(number, 5) % ${COMPANIES})),
  'C:\\\\Windows\\\\System32\\\\cmd.exe', 'process', 'Rule on a host by a user: cmd.exe /c echo', toString(number), 3, [generateUUIDv4()],
  concat('{"matched":{"CommandLine":"cmd.exe"},"raw":"', repeat('x', 800), '"}'), 400
FROM numbers(${ALERTS})`,
    at,
  );
  await writer.command(
    `INSERT INTO alert_actions (action_id, alert_id, window_start, seq, ts, actor, role, action, status, disposition, assignee, comment, request_id)
SELECT generateUUIDv4(), ${ALERT_ID}, ${PAST}, number + 1, ${PAST} + toIntervalMinute(20), concat('analyst-', toString(number % 8)), 'Editor', 'close', 'closed',
  ['false_positive', 'benign_true_positive', 'true_positive'][1 + number % 3], concat('analyst-', toString(number % 8)), 'seen before', generateUUIDv4()
FROM numbers(${ALERTS}) WHERE number % 20 != 0`,
    at,
  );
}

/** Thirty days of the pipeline's counters, every ten seconds of three inputs. */
async function fillOperations(writer: Store, now: number): Promise<void> {
  const at = { params: { now }, settings: SETTINGS };
  await writer.command(
    `INSERT INTO pipeline_stats SELECT fromUnixTimestamp64Milli({now:Int64} - 10000 * toInt64(${30 * 8640} - number)), 'ingest-1',
  arrayJoin(['http-events', 'osquery-tls', 'elastic-bulk']), number * 40, number * 39, 0, 0, 40, number * 90000, 400 FROM numbers(${30 * 8640})`,
    at,
  );
  await writer.command(
    `INSERT INTO quarantine (quarantine_id, received_at, updated_at, input, origin, code, detail, bytes, size, status)
SELECT generateUUIDv4(), ${PAST} AS t, t, 'http-events', 'lab', 'json_invalid', 'no JSON', repeat('x', 300), 300, 'held' FROM numbers(20000)`,
    at,
  );
}

/** Fills a store that was just migrated. Resolves when all of it is in. */
export async function fillBoards(writer: Store, now: number, size: number, say: (line: string) => void): Promise<void> {
  const base = await fillBase(writer, now);
  say(`the demonstration has ${base} events`);
  for (let filled = 0, n = 0; filled < size; n++) {
    const rows = Math.min(base, size - filled);
    await writer.command(copy(n, rows), { settings: SETTINGS });
    filled += rows;
    if (n % 8 === 7) say(`${filled} of ${size} events`);
  }
  await writer.command('DROP TABLE base');
  await fillAlerts(writer, now);
  await fillOperations(writer, now);
}
