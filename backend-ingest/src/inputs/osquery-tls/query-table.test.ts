// The table behind a query, from SQL as people write it.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { queryTable } from './query-table.ts';

describe('queryTable', () => {
  it.each([
    ['SELECT * FROM process_events', 'process_events'],
    ['select pid from\n  processes where on_disk = 0;', 'processes'],
    ['SELECT \'from users\' AS x, "from" FROM "crontab"', 'crontab'],
    ['SELECT a -- from comments\n/* from comments */ FROM `users`', 'users'],
    ['SELECT u.username, h.command FROM users AS u JOIN shell_history AS h USING (uid)', 'users'],
    ['SELECT u.username FROM users u, process_events p WHERE u.uid = p.uid', 'process_events'],
    ['SELECT * FROM (SELECT * FROM file_events) WHERE 1', 'file_events'],
    ['WITH recent AS (SELECT * FROM socket_events) SELECT * FROM recent', 'socket_events'],
    ['SELECT * FROM last WHERE type IN (7, 8)', 'last'],
    ['SELECT max(a, b) FROM t1', 't1'],
    ['SELECT 1', undefined],
    ['', undefined],
  ])('%s reads %s', (sql, table) => {
    expect(queryTable(sql)).toBe(table);
  });

  it('knows the table of every query that we serve', () => {
    const packs = join(
      dirname(require.resolve('@huntboard/backend-ingest/package.json')),
      '..',
      'provisioning',
      'osquery',
      'packs',
    );
    for (const file of readdirSync(packs)) {
      const pack = JSON.parse(readFileSync(join(packs, file), 'utf8')) as {
        queries: Record<string, { query: string }>;
      };
      for (const [name, { query }] of Object.entries(pack.queries))
        expect([name, queryTable(query)]).toEqual([name, expect.any(String)]);
    }
  });
});
