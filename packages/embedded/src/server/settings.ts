// Which settings a request may set, and how they become the set-up of an engine session.
import { frontException } from './exception.ts';
import type { ClickHouseException } from './exception.ts';
import { quoteIdentifier, quoteString } from '../sql/quote.ts';
import type { EmbeddedLimits, EmbeddedUser, ServerOptions } from '../options.ts';
import type { RunJob, SessionSpec } from '../lane/protocol.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Settings that readers may choose freely: how a result looks and is computed, never how much or of what. */
const READER_FREE = [
  /^output_format_/,
  /^format_/,
  /^date_time_output_format$/,
  /^session_timezone$/,
  /^join_use_nulls$/,
  /^union_default_mode$/,
  /^extremes$/,
  /^max_block_size$/,
  /^prefer_column_name_to_alias$/,
  /^use_uncompressed_cache$/,
  /^group_by_use_nulls$/,
  /^aggregate_functions_null_for_empty$/,
  /^transform_null_in$/,
  /^cast_keep_nullable$/,
  /^allow_experimental_join_condition$/,
  /^join_algorithm$/,
  /^log_comment$/,
  /^optimize_read_in_order$/,
  /^optimize_use_projections$/,
  /^timeout_overflow_mode$/,
  /^result_overflow_mode$/,
  /^read_overflow_mode$/,
  /^use_skip_indexes$/,
  /^short_circuit_function_evaluation$/,
  /^connect_timeout/,
  /^receive_timeout$/,
  /^send_timeout$/,
  /^http_.*_timeout$/,
  /^max_query_size$/,
  /^cancel_http_readonly_queries_on_client_close$/,
];
const READER_NEVER = [
  /^format_avro_schema_registry/,
  /^format_schema/,
  /^format_template/,
  /^format_display_secrets/,
  /^output_format_schema$/,
];
/** Settings that readers may lower but not lift, with the quota that bounds them. */
const READER_LOWER: Readonly<Record<string, keyof NonNullable<EmbeddedUser['quotas']> | 'threads'>> = {
  max_execution_time: 'seconds',
  max_result_rows: 'resultRows',
  max_result_bytes: 'resultBytes',
  max_rows_to_read: 'readRows',
  max_bytes_to_read: 'readBytes',
  max_memory_usage: 'memoryBytes',
  max_threads: 'threads',
};
/** Settings that change from insert to insert: set before and reset after, so that the session stays reusable. */
const PER_REQUEST = new Set([
  'insert_deduplication_token',
  'log_comment',
  'async_insert_deduplicate',
  'insert_deduplicate',
]);
/** Settings nobody may send: functions that look into the process, and texts that are no statements. */
const NEVER = new Set(['allow_introspection_functions', 'implicit_select']);

export type Settings = ReadonlyMap<string, string>;

/** Refuses settings that this user may not set: 115 for a name that cannot be one, 164 for a forbidden one, 452 for a lifted limit. */
export function checkSettings(user: EmbeddedUser, limits: EmbeddedLimits, settings: Settings): void {
  for (const [name, value] of settings) {
    if (!NAME.test(name)) throw frontException('UNKNOWN_SETTING', `Unknown setting '${name}'`);
    if (user.role === 'writer') {
      if (NEVER.has(name)) throw readonlySetting(name);
      continue;
    }
    const bound = READER_LOWER[name];
    if (bound !== undefined) checkLower(user, limits, name, value, bound);
    else if (
      NEVER.has(name) ||
      READER_NEVER.some((r) => r.test(name)) ||
      !(READER_FREE.some((r) => r.test(name)) || isHarmlessReadonly(name, value))
    )
      throw readonlySetting(name);
  }
}

const readonlySetting = (name: string): ClickHouseException =>
  frontException('READONLY', `Cannot modify '${name}' setting in readonly mode`);

// Clients that want to be sure send readonly themselves: asking for what one has anyway is no harm.
function isHarmlessReadonly(name: string, value: string): boolean {
  return name === 'readonly' && (value === '1' || value === '2');
}

function checkLower(
  user: EmbeddedUser,
  limits: EmbeddedLimits,
  name: string,
  value: string,
  bound: keyof NonNullable<EmbeddedUser['quotas']> | 'threads',
): void {
  const limit =
    bound === 'threads' ? limits.threads : (user.quotas?.[bound] ?? (bound === 'seconds' ? limits.seconds : 0));
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0)
    throw frontException('CANNOT_PARSE_NUMBER', `Setting ${name} must be a number, not '${value}'`);
  if (limit > 0 && (number === 0 || number > limit))
    throw frontException('SETTING_CONSTRAINT_VIOLATION', `Setting ${name} shouldn't be greater than ${limit}`);
}

export type SessionPlan = Pick<RunJob, 'session' | 'before' | 'temporary'>;

export interface SessionWish {
  readonly user: EmbeddedUser;
  readonly database: string;
  readonly settings: Settings;
  readonly params: ReadonlyMap<string, string>;
  /** GET requests may not change anything, whoever sends them. */
  readonly readonly: boolean;
  readonly keep: SessionSpec['keep'];
  /** Names the client's session, for `pinned`. */
  readonly sessionKey: string | undefined;
  /** The request names its database: in a pinned session that counts more than an earlier USE. */
  readonly namesDatabase: boolean;
}

/** Works out the engine session for a request: what makes it (its key) and what is set just for this request. */
export function planSession(options: ServerOptions, wish: SessionWish): SessionPlan {
  const { user, database } = wish;
  const pinned = wish.keep === 'pinned';
  const fixed = new Map<string, string>(baseSettings(options, user));
  const temporary: Record<string, string> = {};
  for (const [name, value] of wish.settings) {
    if (name === 'readonly' && user.role === 'reader') continue;
    if (user.role === 'writer' && (PER_REQUEST.has(name) || pinned)) temporary[name] = quoteString(value);
    else fixed.set(name, value);
  }
  if (user.role === 'reader') {
    const filters = filtersOf(user);
    if (filters !== undefined) fixed.set('additional_table_filters', filters);
    // Last, and never to be undone: from here on the engine refuses any change.
    fixed.set('readonly', '1');
  } else if (wish.readonly && !pinned) {
    fixed.set('readonly', '2');
  }
  const setup = [`USE ${quoteIdentifier(database)}`, ...(fixed.size > 0 ? [`SET ${assignments(fixed)}`] : [])];
  const key = pinned ? `session ${wish.sessionKey ?? ''}` : JSON.stringify([user.name, database, [...fixed].sort()]);
  const before = pinned && wish.namesDatabase ? [`USE ${quoteIdentifier(database)}`] : [];
  for (const [name, value] of wish.params) before.push(`SET param_${name} = ${quoteString(value)}`);
  return { session: { key, setup, keep: wish.keep }, before, temporary };
}

function assignments(settings: Settings): string {
  return [...settings].map(([name, value]) => `${name} = ${quoteString(value)}`).join(', ');
}

function filtersOf(user: EmbeddedUser): string | undefined {
  const filters = Object.entries(user.rowFilters ?? {});
  if (filters.length === 0) return undefined;
  return `{${filters.map(([table, sql]) => `${quoteString(`${user.database}.${table}`)}: ${quoteString(sql)}`).join(', ')}}`;
}

function* baseSettings(options: ServerOptions, user: EmbeddedUser): Generator<[string, string]> {
  const { limits } = options;
  if (limits.threads > 0) yield ['max_threads', String(limits.threads)];
  const q = user.quotas ?? {};
  const seconds = q.seconds ?? limits.seconds;
  if (seconds > 0) yield ['max_execution_time', String(seconds)];
  if (q.resultRows !== undefined) yield ['max_result_rows', String(q.resultRows)];
  if (q.resultBytes !== undefined) yield ['max_result_bytes', String(q.resultBytes)];
  if (q.readRows !== undefined) yield ['max_rows_to_read', String(q.readRows)];
  if (q.readBytes !== undefined) yield ['max_bytes_to_read', String(q.readBytes)];
  if (q.memoryBytes !== undefined) yield ['max_memory_usage', String(q.memoryBytes)];
}

/** Seconds a request may run; 0 = no limit. */
export function secondsOf(options: ServerOptions, user: EmbeddedUser, settings: Settings): number {
  const limit = user.quotas?.seconds ?? options.limits.seconds;
  const asked = Number(settings.get('max_execution_time')) || 0;
  return asked > 0 ? asked : limit;
}
