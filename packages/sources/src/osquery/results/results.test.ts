// The suite of osquery results, from its samples, and the agent's own request around them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, DELIVERY, describeSource, presentColumns } from '@huntboard/testing';

describeSource(__dirname, { shape: ['osquery-event', 'osquery-snapshot', 'osquery-batch'] });

const osquery = { hostIdentifier: 'web01', logType: 'result' } as const;

test('the body of the TLS logger gives the rows of its data; the node key reaches no row', () => {
  const lines = readFileSync(join(__dirname, 'samples/linux-events.jsonl'), 'utf8').trim().split('\n');
  const body = `{"node_key":"secret-key","log_type":"result","data":[${lines.join(',')}]}`;
  const { rows, quarantined } = decode(body, { delivery: { ...DELIVERY, input: 'osquery-tls', osquery } });
  expect(quarantined).toEqual([]);
  expect(rows.map(presentColumns)).toEqual(decode(lines.join('\n')).rows.map(presentColumns));
  expect(
    JSON.stringify(
      rows.map((row) =>
        row.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : String(value))),
      ),
    ),
  ).not.toContain('secret-key');
});

test('a request without data is refused, its node key made unreadable', () => {
  const { rows, quarantined } = decode('{"node_key":"secret-key","log_type":"result"}', {
    delivery: { ...DELIVERY, osquery },
  });
  expect(rows).toEqual([]);
  expect(quarantined.map(({ code }) => code)).toEqual(['columns_missing']);
  expect(Buffer.from(quarantined[0]!.bytes).toString()).not.toContain('secret-key');
});

test('the configuration that is served decides the table, not the name of the query', () => {
  const line = JSON.stringify({
    name: 'processes',
    hostIdentifier: 'a',
    unixTime: 1773130540,
    action: 'added',
    columns: { pid: '7', path: '/bin/sh' },
  });
  const { rows } = decode(line, { osqueryTable: (name) => (name === 'processes' ? 'process_open_files' : undefined) });
  expect(presentColumns(rows[0]!)).toMatchObject({ osquery_table: 'process_open_files', TargetFilename: '/bin/sh' });
});

test.each([
  ['fork', 'fork'],
  ['vfork', 'fork'],
  ['clone', 'fork'],
  ['clone3', 'fork'],
  ['kill', 'signal'],
  ['execve', 'start'],
  ['execveat', 'start'],
])('a row of process_events about %s is process.%s', (syscall, action) => {
  const columns = { pid: '7', parent: '6', uid: '33', path: '/bin/sh', cmdline: 'sh', time: '1773130530', syscall };
  const { rows } = decode(JSON.stringify({ name: 'process_events', hostIdentifier: 'a', unixTime: 1773130540, action: 'added', columns })); // prettier-ignore
  expect(presentColumns(rows[0]!)).toMatchObject({ category: 'process', action, User: '33' });
});
