// The configuration files that the engine is opened with: what its one internal user may do at all, caches, memory, durability.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { ServerOptions } from '../options.ts';

const escapeXml = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&apos;');

/**
 * Rights of the engine's one user. Every request runs as it, so this is the outermost fence: no files, URLs, remote servers or programs as
 * tables, no changes outside the configured databases (and scratch databases named after them, `huntboard_x`), no access control, no
 * shutdown. Readers are fenced further by `readonly` and the guard.
 */
function grantsOf(databases: readonly string[]): readonly string[] {
  const inside =
    'INSERT, ALTER, CREATE, DROP, TRUNCATE, OPTIMIZE, BACKUP, SYSTEM MERGES, SYSTEM TTL MERGES, SYSTEM VIEWS, SYSTEM SYNC REPLICA, SYSTEM MOVES, SYSTEM FETCHES';
  return [
    'GRANT SELECT, SHOW DATABASES, SHOW TABLES, SHOW COLUMNS, SHOW DICTIONARIES, KILL QUERY, dictGet ON *.*',
    'GRANT CREATE TEMPORARY TABLE, SYSTEM RELOAD DICTIONARY, SYSTEM FLUSH, SYSTEM DROP CACHE, UNDROP TABLE ON *.*',
    ...databases.flatMap((database) => [`GRANT ${inside} ON ${database}.*`, `GRANT ${inside} ON ${database}_*.*`]),
  ];
}

/** Writes the configuration below the data directory and returns the arguments that make the engine read it. */
export function writeEngineConfig(options: ServerOptions): readonly string[] {
  const { limits } = options;
  const dir = join(options.dataDir, 'engine');
  const backups = join(options.dataDir, 'backups');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  mkdirSync(backups, { recursive: true, mode: 0o700 });
  const users = join(dir, 'users.xml');
  const config = join(dir, 'config.xml');
  const databases = [...new Set(options.users.map((user) => user.database))];
  const grants = grantsOf(databases).map((grant) => `<query>${escapeXml(grant)}</query>`);
  writeFileSync(
    users,
    `<clickhouse>
  <profiles><default>
    <implicit_select>0</implicit_select>
    <async_insert>0</async_insert>
    <http_max_tries>1</http_max_tries>
    <max_query_size>${2 * (limits.formBytes + limits.querySize)}</max_query_size>
    <allow_introspection_functions>0</allow_introspection_functions>
  </default></profiles>
  <quotas><default></default></quotas>
  <users><default>
    <password></password>
    <networks><ip>::/0</ip></networks>
    <profile>default</profile>
    <quota>default</quota>
    <grants>
      ${grants.join('\n      ')}
    </grants>
  </default></users>
</clickhouse>
`,
    { mode: 0o600 },
  );
  const memory =
    limits.memoryBytes > 0
      ? `<max_server_memory_usage>${limits.memoryBytes}</max_server_memory_usage>`
      : '<max_server_memory_usage_to_ram_ratio>0.75</max_server_memory_usage_to_ram_ratio>';
  const mergeTree = options.fsync
    ? '<merge_tree><fsync_after_insert>1</fsync_after_insert><fsync_part_directory>1</fsync_part_directory></merge_tree>'
    : '';
  writeFileSync(
    config,
    `<clickhouse>
  <users_config>${escapeXml(users)}</users_config>
  ${memory}
  <mark_cache_size>268435456</mark_cache_size>
  <index_mark_cache_size>67108864</index_mark_cache_size>
  <background_schedule_pool_size>${Math.max(8, cpus().length)}</background_schedule_pool_size>
  ${mergeTree}
  <backups><allowed_path>${escapeXml(backups)}</allowed_path></backups>
</clickhouse>
`,
    { mode: 0o600 },
  );
  return [`--config-file=${config}`];
}
