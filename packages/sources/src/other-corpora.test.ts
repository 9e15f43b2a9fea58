// The other real events at hand: decoded EVTX of attacks, events that rules must match, osquery's own samples and Windows XML.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { COL } from '@huntboard/schema';
import {
  cell,
  corpusFolder,
  decode,
  describeCorpus,
  presentColumns,
  readCorpus,
  readCorpusJson,
} from '@huntboard/testing';
import { faultOf } from '../testing/check-row.ts';

function expectAllRows(body: Buffer | string, events: number): void {
  const { rows, quarantined } = decode(body);
  expect(quarantined).toEqual([]);
  expect(rows.length).toBe(events);
  for (const row of rows) {
    expect(faultOf(row)).toBeUndefined();
    for (const column of ['host', 'Channel', 'Provider_Name', 'category', 'action'] as const)
      if (cell(row, column) === '') throw new Error(`no ${column} in ${JSON.stringify(presentColumns(row))}`);
  }
}

describeCorpus('decoded EVTX', () => {
  test('all 2,725 events of the attack files are rows', () =>
    expectAllRows(readCorpus('evtx_mdecrevoisier_share.jsonl.gz'), 2725));

  test('all events that rules must match are rows', () =>
    expectAllRows(readCorpus('sigma_regression_events.jsonl.gz'), 161));

  test('all sample events of hayabusa rules are rows', () => {
    const rules = readCorpusJson<readonly { samples: readonly unknown[] }[]>('hayabusa_rule_samples.json');
    const samples = rules.flatMap((rule) => rule.samples);
    expectAllRows(JSON.stringify(samples), samples.length);
    expectAllRows(JSON.stringify(samples, null, 2), samples.length);
  });
});

describeCorpus("osquery's samples", () => {
  const folder = mkdtempSync(join(tmpdir(), 'huntboard-osquery-'));
  beforeAll(() => void execFileSync('tar', ['xzf', join(corpusFolder, 'osquery_samples.tar.gz'), '-C', folder]));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const block = (name: string): string => readFileSync(join(folder, 'docs_blocks', name), 'utf8');

  test.each([
    ['anomaly-detection__L29__result-event.txt', 'osquery-event', 1],
    ['logging__L155__result-event.txt', 'osquery-event', 1],
    ['logging__L173__json-sample.txt', 'osquery-event', 1],
    ['logging__L199__result-snapshot.txt', 'osquery-snapshot', 4],
    ['logging__L242__result-differential-batch.txt', 'osquery-batch', 2],
    ['process-auditing__L89__result-event.txt', 'osquery-event', 1],
    ['process-auditing__L128__result-event.txt', 'osquery-event', 1],
  ])('%s of the documentation is %s with %i rows', (name, shape, count) => {
    const { rows, quarantined } = decode(block(name));
    expect(quarantined).toEqual([]);
    expect(rows.map((row) => cell(row, 'shape'))).toEqual(Array(count).fill(shape));
    for (const row of rows) expect(faultOf(row)).toBeUndefined();
  });

  test('the sample whose times are words is refused for that', () => {
    expect(decode(block('configuration__L526__result-event.txt')).quarantined.map(({ code }) => code)).toEqual([
      'time_missing',
    ]);
  });

  test('windows_events rows give the same fields as the XML they were made from', () => {
    const root = join(folder, 'windows_events/windows_events');
    const files = readdirSync(join(root, 'input'), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.xml'));
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) {
      const xml = decode(readFileSync(join(root, 'input', file))).rows[0]!;
      const columns: unknown = JSON.parse(
        readFileSync(join(root, 'output', dirname(file), `${basename(file, '.xml')}.json`), 'utf8'),
      );
      const line = {
        name: 'pack_win_windows_events',
        hostIdentifier: 'x',
        unixTime: 1592478200,
        action: 'added',
        columns,
      };
      const row = decode(JSON.stringify(line)).rows[0]!;
      expect([file, comparable(row)]).toEqual([file, comparable(xml)]);
    }
  });
});

/** What a table row and the event's XML both hold: osquery leaves out version, opcode, record and the writing process. */
function comparable(row: readonly unknown[]): unknown {
  const present = presentColumns(row as Parameters<typeof presentColumns>[0]);
  const { ext, ...columns } = present;
  for (const name of [
    'shape',
    'source',
    'record_id',
    'query_name',
    'osquery_table',
    'ProcessId',
    'proc_guid',
    'guid_kind',
    'User',
    'blank_fields',
  ])
    delete columns[name];
  const { Version, Opcode, ActivityID, hostIdentifier, Binary, ...fields } = (ext ?? {}) as Record<string, string>;
  void [Version, Opcode, ActivityID, hostIdentifier, Binary];
  const trimmed = Object.entries(fields)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== '');
  return { ...columns, ext: Object.fromEntries(trimmed), ts: Math.floor((row[COL.ts] as number) / 1000) };
}
