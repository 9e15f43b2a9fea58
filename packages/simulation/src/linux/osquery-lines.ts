// From what happened on a Linux server to the lines that its osquery would log, by the configuration that it was served.
import type { LinuxHost } from '../company/types.ts';
import type { OsqueryRow } from './machine.ts';

export const OSQUERY_VERSION = '5.20.0';

interface ScheduledQuery {
  readonly name: string;
  readonly interval: number;
  readonly snapshot: boolean;
  /** Column of the table → name in the result; undefined = all columns. */
  readonly columns: ReadonlyMap<string, string> | undefined;
}

/** Scheduled queries by the table that they read. */
export type Schedule = ReadonlyMap<string, ScheduledQuery>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const section = (value: unknown, key: string): Readonly<Record<string, unknown>> => {
  const found = isObject(value) ? value[key] : undefined;
  return isObject(found) ? found : {};
};
const forLinux = (value: unknown): boolean => {
  const platform = isObject(value) ? value['platform'] : undefined;
  return typeof platform !== 'string' || platform === '' || /all|any|posix|linux|ubuntu/.test(platform);
};

function selected(list: string): ReadonlyMap<string, string> | undefined {
  if (list.includes('*')) return undefined;
  const columns = new Map<string, string>();
  for (const part of list.split(',')) {
    const match = /^\s*(?:\w+\.)?(\w+)(?:\s+as\s+(\w+))?\s*$/i.exec(part);
    if (match) columns.set(match[1]!, match[2] ?? match[1]!);
  }
  return columns;
}

function add(schedule: Map<string, ScheduledQuery>, name: string, value: unknown): void {
  if (!isObject(value) || !forLinux(value) || typeof value['query'] !== 'string') return;
  const match = /select\s+(.+?)\s+from\s+(\w+)/is.exec(value['query']);
  if (match === null) return;
  const [, list, table] = match;
  const known = schedule.get(table!);
  const query = {
    name,
    interval: Number(value['interval'] ?? 60),
    snapshot: value['snapshot'] === true,
    columns: selected(list!),
  };
  if (known === undefined || (known.snapshot && !query.snapshot)) schedule.set(table!, query);
}

/** Reads `schedule` and `packs` of an osquery configuration (osquery.readthedocs.io, Configuration). */
export function readSchedule(configuration: unknown): Schedule {
  const schedule = new Map<string, ScheduledQuery>();
  const delimiter = String(section(configuration, 'options')['pack_delimiter'] ?? '_');
  for (const [name, query] of Object.entries(section(configuration, 'schedule'))) add(schedule, name, query);
  for (const [pack, content] of Object.entries(section(configuration, 'packs'))) {
    if (!forLinux(content)) continue;
    for (const [name, query] of Object.entries(section(content, 'queries')))
      add(schedule, ['pack', pack, name].join(delimiter), query);
  }
  return schedule;
}

/** osquery's asctime form, in UTC: `Tue Sep 30 17:37:30 2014 UTC`. */
function calendarTime(ts: number): string {
  const [day, date, month, year, time] = new Date(ts).toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${String(Number(date)).padStart(2, ' ')} ${time} ${year} UTC`;
}

function pickColumns(row: OsqueryRow, columns: ScheduledQuery['columns']): Readonly<Record<string, string>> {
  if (columns === undefined) return row.columns;
  const picked: Record<string, string> = {};
  for (const [column, name] of columns) if (row.columns[column] !== undefined) picked[name] = row.columns[column];
  return picked;
}

/** What the decorators of the served configuration add to every line, those of the status log included. */
export const decorationsOf = (host: LinuxHost): Readonly<Record<string, string>> => ({
  host_uuid: host.uuid,
  hostname: host.fqdn,
  platform: 'ubuntu',
  osquery_version: OSQUERY_VERSION,
});

/** Log lines for rows, in order; rows of tables that no query reads give none, as on a real machine. */
export function toOsqueryLines(
  host: LinuxHost,
  bootedAt: number,
  schedule: Schedule,
  rows: readonly OsqueryRow[],
): string[] {
  const lines: string[] = [];
  const decorations = decorationsOf(host);
  for (const row of rows) {
    const query = schedule.get(row.table);
    if (query === undefined) continue;
    // The query runs at the end of its interval; how often it ran is its counter.
    const runs = Math.floor((row.ts - bootedAt) / (query.interval * 1000));
    const columns = pickColumns(row, query.columns);
    lines.push(
      JSON.stringify({
        name: query.name,
        hostIdentifier: host.uuid,
        calendarTime: calendarTime(row.ts),
        unixTime: Math.floor(row.ts / 1000),
        epoch: 0,
        counter: Math.max(0, runs),
        numerics: false,
        decorations,
        ...(query.snapshot ? { snapshot: [columns], action: 'snapshot' } : { columns, action: 'added' }),
      }),
    );
  }
  return lines;
}
