// osquery results: an event or difference, a snapshot, or a batch, each into as many rows as it has.
import { COL } from '@huntboard/schema';
import type { NormalizerContext, WindowsNormalizer } from '../../windows/normalize/windows-normalizer.ts';
import type { OsquerySender } from '../../contract.ts';
import type { QuarantineCode } from '../../quarantine-codes.ts';
import { WRITE } from '../../row-writer.ts';
import { exceeds, isObject } from '../../values/json.ts';
import type { JsonObject, JsonValue } from '../../values/json.ts';
import { parseAnyTime, parseEpoch } from '../../values/time.ts';
import { identifyOsqueryProcess } from '../identify-osquery-process.ts';
import { decoration, lineHost, lineTime, writeEnvelope } from '../osquery-envelope.ts';
import { normalizeStatus } from '../status/normalize-status.ts';
import { columnRule } from '../tables/columns.ts';
import { guessTable } from '../tables/guess-table.ts';
import { tableKind } from '../tables/table-kinds.ts';
import { refineAction } from './refine-action.ts';
import { openWindowsRow } from './windows-row.ts';

/** Takes the finished row; `item` tells which of the line's rows it is, 0 for the only one. */
export type EmitRow = (list: 'columns' | 'snapshot' | 'added' | 'removed', item: number) => void;

export interface OsqueryContext extends NormalizerContext {
  readonly windows: WindowsNormalizer;
  osqueryTable(queryName: string): string | undefined;
}

interface Line {
  readonly event: JsonObject;
  readonly json: string;
  readonly name: string;
  readonly computer: string;
  readonly host: string;
  readonly time: number;
}

/** Normalises one line and emits each of its rows; a code when the whole line must be refused. */
export function normalizeOsquery(
  event: JsonObject,
  json: string,
  sender: OsquerySender | undefined,
  context: OsqueryContext,
  emit: EmitRow,
): QuarantineCode | undefined {
  const { limits } = context;
  const time = lineTime(event);
  if (time !== time) return 'time_missing';
  if (time < limits.minTime || time > context.maxTime) return 'time_out_of_range';
  const computer = lineHost(event, sender);
  const host = context.canonicalHost(computer);
  const name = typeof event['name'] === 'string' ? event['name'] : '';
  if (name === '' && event['severity'] !== undefined) {
    const beyond = exceeds(event, limits.maxDepth, limits.maxFields);
    if (beyond !== undefined) return beyond;
    normalizeStatus(event, context.writer, computer, host, time);
    emit('columns', 0);
    return undefined;
  }
  return normalizeRows({ event, json, name, computer, host, time }, context, emit);
}

function normalizeRows(line: Line, context: OsqueryContext, emit: EmitRow): QuarantineCode | undefined {
  const { event } = line;
  const { snapshot, diffResults, columns } = event;
  if (Array.isArray(snapshot)) return normalizeList(line, snapshot, 'snapshot', 'osquery-snapshot', context, emit);
  if (isObject(diffResults)) {
    const added = Array.isArray(diffResults['added']) ? diffResults['added'] : [];
    const removed = Array.isArray(diffResults['removed']) ? diffResults['removed'] : [];
    if (added.length + removed.length === 0) return 'columns_missing';
    const unusable = unusableRows([...added, ...removed], context);
    if (unusable !== undefined) return unusable;
    return (
      normalizeList(line, added, 'added', 'osquery-batch', context, emit) ??
      normalizeList(line, removed, 'removed', 'osquery-batch', context, emit)
    );
  }
  if (!isObject(columns)) return 'columns_missing';
  const beyond = exceeds(event, context.limits.maxDepth, context.limits.maxFields);
  if (beyond !== undefined) return beyond;
  const action = typeof event['action'] === 'string' ? event['action'] : 'added';
  normalizeRow(line, columns, action, 'osquery-event', context);
  emit('columns', 0);
  return undefined;
}

function normalizeList(
  line: Line,
  rows: readonly JsonValue[],
  list: 'snapshot' | 'added' | 'removed',
  shape: string,
  context: OsqueryContext,
  emit: EmitRow,
): QuarantineCode | undefined {
  if (list === 'snapshot') {
    const unusable = unusableRows(rows, context);
    if (unusable !== undefined) return unusable;
    if (rows.length === 0) {
      // An empty snapshot is a finding too: the query ran and found nothing.
      normalizeRow(line, { rows: '0' }, list, shape, context);
      emit(list, 0);
    }
  }
  for (let i = 0; i < rows.length; i++) {
    normalizeRow(line, rows[i] as JsonObject, list, shape, context);
    emit(list, i);
  }
  return undefined;
}

/** All rows are checked before the first is emitted, so that a line is stored whole or refused whole. */
function unusableRows(rows: readonly JsonValue[], context: OsqueryContext): QuarantineCode | undefined {
  for (const row of rows) {
    if (!isObject(row)) return 'columns_missing';
    const beyond = exceeds(row, context.limits.maxDepth, context.limits.maxFields);
    if (beyond !== undefined) return beyond;
  }
  return undefined;
}

function normalizeRow(line: Line, columns: JsonObject, action: string, shape: string, context: OsqueryContext): void {
  const { writer, memory } = context;
  const { row } = writer;
  const table = context.osqueryTable(line.name) ?? guessTable(line.name, columns);
  const kind = tableKind(table);
  const routed =
    (table === 'windows_events' || table === 'windows_eventlog') &&
    openWindowsRow(columns, table, line.computer, context.windows);
  if (!routed) {
    writer.reset();
    row[COL.service] = 'osquery';
    row[COL.category] = kind.category;
    row[COL.action] = kind.action;
    row[COL.product] = kind.product !== '' ? kind.product : productOf(line.event, columns);
  }
  if (routed) writeEnvelope(line.event, writer, row[COL.Computer] as string, row[COL.host] as string, shape);
  else writeEnvelope(line.event, writer, line.computer, line.host, shape);
  row[COL.query_name] = line.name;
  row[COL.osquery_table] = table;
  if (routed) return;
  writeColumns(table, columns, kind.isEvent, context);
  if (row[COL.EventType] === '') row[COL.EventType] = action;
  else if (action !== 'added') writer.ext.push('osquery_action', action);
  row[COL.ts] = kind.isEvent ? rowTime(columns, line.time, context) : line.time;
  refineAction(row, table, columns);
  identifyOsqueryProcess(row, table, columns, memory);
}

function writeColumns(table: string, columns: JsonObject, isEvent: boolean, context: OsqueryContext): void {
  const { writer } = context;
  for (const name in columns) {
    const value = columns[name]!;
    if (value === null || (isEvent && (name === 'time' || name === 'datetime'))) continue;
    const rule = columnRule(table, name);
    if (rule.write === WRITE.ext) writer.putExt(rule.name, value);
    else writer.put(rule.write, rule.column, value, rule.name);
  }
}

/** The row's own time where the table has one (unixTime is when the agent read it); epoch seconds, ISO text or nanoseconds. */
function rowTime(columns: JsonObject, lineTimeMs: number, context: OsqueryContext): number {
  for (const value of [columns['datetime'], columns['time']]) {
    const time = typeof value === 'string' && value.includes('-') ? parseAnyTime(value) : parseEpoch(value);
    if (time >= context.limits.minTime && time <= context.maxTime) return time;
  }
  return lineTimeMs;
}

const PLATFORMS: ReadonlyMap<string, 'windows' | 'macos'> = new Map([
  ['windows', 'windows'],
  ['darwin', 'macos'],
  ['macos', 'macos'],
]);

const MACOS_PATHS = /^\/(?:System|Applications|Library|Users|Volumes|private)\//;
/** macOS names what lies behind its links `/tmp`, `/var` and `/etc` by `/private`. */
const LINUX_PATHS = /^\/(?:(?:usr|proc|opt|var|tmp|dev\/shm|run|home|root|etc|srv|snap)\/|lib)/;

/** Operating system of tables that several have: by a decoration, else by the form of a path. */
function productOf(event: JsonObject, columns: JsonObject): string {
  const platform = decoration(event, 'platform') || decoration(event, 'os');
  if (platform !== '') return PLATFORMS.get(platform.toLowerCase()) ?? 'linux';
  const path = columns['path'] ?? columns['target_path'];
  if (typeof path !== 'string' || path.length < 3) return '';
  if (path.charCodeAt(1) === 58 && path.charCodeAt(2) === 92) return 'windows';
  if (MACOS_PATHS.test(path)) return 'macos';
  return LINUX_PATHS.test(path) ? 'linux' : '';
}
