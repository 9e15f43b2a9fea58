// Bad input, each with its answer; and what must hold across events: identities, zones, duplicates.
import { COL } from '@huntboard/schema';
import { cell, decode, decodeAll, extOf, presentColumns } from '@huntboard/testing';
import { quarantineReasons } from './index.ts';

const event = (fields: Record<string, unknown>): string =>
  JSON.stringify({
    EventID: 1000,
    Channel: 'Application',
    Hostname: 'pc',
    TimeCreated: '2026-03-10T08:00:00Z',
    ...fields,
  });
const good = event({ Value: 'good' });
const codes = (body: string | Uint8Array): string[] => decode(body).quarantined.map(({ code }) => code);

describe('bad input has its code, and the event behind it is taken', () => {
  const nested = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  const cases: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['broken JSON', '{"EventID": 1, "Channel" "x"}', 'json_invalid'],
    ['a line cut short', good.slice(0, 40), 'json_invalid'],
    ['a line of a list cut short', '[1, 2', 'json_invalid'],
    ['lines of a list cut short', '["a",\n 3,\n 4', 'json_invalid'],
    ['a raw NUL byte in a string', good.replace('good', 'a\0b'), 'json_invalid'],
    ['plain text', 'Mar 10 08:00:00 host something happened', 'not_an_object'],
    ['a number', '42', 'not_an_object'],
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from(good.slice(0, -2)), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      'utf8_invalid',
    ],
    ['an unknown shape', '{"hello":"world"}', 'shape_unknown'],
    ['nesting 10,000 deep in an event', good.replace('"good"', nested), 'depth_exceeded'],
    ['nesting 10,000 deep around nothing', nested, 'shape_unknown'],
    [
      '10,000 fields',
      event(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`f${i}`, i]))),
      'fields_exceeded',
    ],
    ['an event over the limit', event({ Value: 'x'.repeat(1 << 20) }), 'event_too_large'],
    ['a time in 1601', event({ TimeCreated: '1601-01-01T00:00:00Z' }), 'time_out_of_range'],
    ['a time in 2500', event({ TimeCreated: '2500-01-01T00:00:00Z' }), 'time_out_of_range'],
    ['no time', event({ TimeCreated: 'yesterday' }), 'time_missing'],
    ['an event id that is none', event({ EventID: 'many' }), 'event_id_missing'],
    ['an event without its end', '<Event><System><EventID>1</EventID>', 'xml_invalid'],
    ['markup that is no event', '<html><body>502 Bad Gateway</body></html>', 'xml_invalid'],
    [
      'an entity bomb',
      '<Event><System><EventID>1</EventID></System><EventData><Data>&lol9;</Data></EventData></Event>',
      'xml_invalid',
    ],
    ['a document type', '<!DOCTYPE lolz [<!ENTITY a "b">]>', 'xml_invalid'],
  ];

  test.each(cases)('%s', (_name, bad, code) => {
    const body = Buffer.concat([Buffer.from(bad), Buffer.from(`\n${good}\n`)]);
    const { rows, quarantined } = decode(body);
    expect(quarantined.map((item) => item.code)).toEqual([code]);
    expect(rows.map((row) => extOf(row, 'Value'))).toEqual(['good']);
    expect(quarantineReasons).toHaveProperty(code);
  });

  test('a list item that is no object costs only itself', () => {
    const { rows, quarantined } = decode(`[1, ${good}, "x", [${good}], null, ${good}]`);
    expect(rows.length).toBe(2);
    expect(quarantined.map(({ code }) => code)).toEqual(Array(4).fill('not_an_object'));
  });

  test('a piece of a list may begin with the comma that stood before it', () => {
    const { rows, quarantined } = decode(`[,\n${good},\n${good}`);
    expect(quarantined).toEqual([]);
    expect(rows.length).toBe(2);
  });

  test('an event over the limit keeps its beginning as evidence and says its size', () => {
    const { quarantined } = decode(event({ Value: 'x'.repeat(1 << 21) }));
    expect(quarantined[0]).toMatchObject({ code: 'event_too_large' });
    expect(quarantined[0]!.bytes.length).toBe(1 << 20);
    expect(quarantined[0]!.size).toBeGreaterThan(1 << 21);
  });
});

test('hostile field names are names like any other', () => {
  const body = good.replace(
    '"Value":"good"',
    '"__proto__":{"polluted":true},"constructor":"c","hasOwnProperty":"h","toString":1',
  );
  const { rows, quarantined } = decode(body);
  expect(quarantined).toEqual([]);
  expect(extOf(rows[0], '__proto__')).toBe('{"polluted":true}');
  expect(extOf(rows[0], 'constructor')).toBe('c');
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  for (const channel of ['__proto__', 'constructor', 'toString'])
    expect(cell(decode(event({ Channel: channel })).rows[0], 'service')).toBe(channel.toLowerCase());
});

test('half of a surrogate pair becomes what the store makes of it, a whole one stays', () => {
  const escaped = String.raw`a\ud83d\ude00 b\ud800c \udc00\uDBFF \\ud800 \uD83D\uDE00\uD83D`;
  const text = 'a\u{1f600} b\ufffdc \ufffd\ufffd \\ud800 \u{1f600}\ufffd';
  const body = good.replace('good', () => escaped);
  expect(extOf(decode(body).rows[0], 'Value')).toBe(text);
  expect(extOf(decode(`[${body}]`).rows[0], 'Value')).toBe(text);
  const { rows } = decode(event({ 'half\ud800': 'x' }));
  expect(extOf(rows[0], 'half\ufffd')).toBe('x');
});

test('an escaped NUL is kept as it is', () => {
  expect(extOf(decode(event({ Value: 'a\0b' })).rows[0], 'Value')).toBe('a\0b');
});

test('a line of 45 KB and exact duplicates are all kept', () => {
  const long = event({ Value: 'y'.repeat(45_000) });
  const { rows } = decode(`${long}\r\n\r\n${long}\r\n${long}`);
  expect(rows.length).toBe(3);
  expect(rows.map((row) => (row[COL.raw] as Uint8Array).length)).toEqual([long.length, long.length, long.length]);
});

test('one machine is one host, and Computer is as it was sent', () => {
  const names = ['WORKSTATION5', 'WORKSTATION5.theshire.local', 'Workstation5'];
  const { rows } = decode(names.map((Hostname) => event({ Hostname })).join('\n'));
  expect(rows.map((row) => cell(row, 'Computer'))).toEqual(names);
  expect(new Set(rows.map((row) => cell(row, 'host')))).toEqual(new Set(['workstation5']));
});

test('empty values name their column in blank_fields; null is absent', () => {
  const body = event({ Channel: 'Security', EventID: 4624, TargetUserName: '', LogonType: 0, IpAddress: null });
  expect(cell(decode(body).rows[0], 'blank_fields')).toEqual(['TargetUserName', 'LogonType']);
});

describe('processes that a sensor names only by their id', () => {
  const start = (pid: string, parent: string, second: number, fields: object = {}): string =>
    event({
      EventID: 4688,
      Channel: 'Security',
      TimeCreated: `2026-03-10T08:00:0${second}Z`,
      NewProcessId: pid,
      ProcessId: parent,
      ...fields,
    });

  test('a child is linked to the parent whose start was seen, by any form of the id', () => {
    const { rows } = decodeAll([start('0x100', '0x4', 1), start('0x200', '256', 2)]);
    expect(cell(rows[1], 'parent_guid')).toBe(cell(rows[0], 'proc_guid'));
    expect(rows.map((row) => cell(row, 'guid_kind'))).toEqual(['synth', 'synth']);
  });

  test('the same start has the same identity in every decoder, another start another', () => {
    const [first] = decode(start('0x100', '0x4', 1)).rows;
    const [again] = decode(start('0x100', '0x4', 1)).rows;
    const [later] = decode(start('0x100', '0x4', 2)).rows;
    expect(cell(again, 'proc_guid')).toBe(cell(first, 'proc_guid'));
    expect(cell(later, 'proc_guid')).not.toBe(cell(first, 'proc_guid'));
  });

  test('two children of an unseen parent share its weak identity', () => {
    const { rows } = decodeAll([start('0x100', '0x4', 1), start('0x200', '0x4', 2)]);
    expect(cell(rows[0], 'parent_guid')).toBe(cell(rows[1], 'parent_guid'));
    expect(cell(rows[0], 'parent_guid')).not.toBe('');
  });

  test('an end closes the start; after it the id no longer means that process', () => {
    const end = event({ EventID: 4689, Channel: 'Security', TimeCreated: '2026-03-10T08:00:03Z', ProcessId: '0x100' });
    const after = event({
      EventID: 4663,
      Channel: 'Security',
      TimeCreated: '2026-03-10T08:01:00Z',
      ProcessId: '0x100',
    });
    const { rows } = decodeAll([start('0x100', '0x4', 1), end, after]);
    expect(presentColumns(rows[1]!)).toMatchObject({
      category: 'process',
      action: 'end',
      proc_guid: cell(rows[0], 'proc_guid'),
    });
    expect(cell(rows[2], 'proc_guid')).toBe('');
  });

  test('a script block belongs to the process that wrote it, by Sysmon GUID', () => {
    const guid = '{5f0d2c11-1007-6a3b-0207-000000000007}';
    const sysmon = event({
      EventID: 1,
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      UtcTime: '2026-03-10 08:00:01.000',
      ProcessGuid: guid,
      ProcessId: '6120',
    });
    const script = `<Event><System><Provider Name='Microsoft-Windows-PowerShell'/><EventID>4104</EventID><TimeCreated SystemTime='2026-03-10T08:00:02Z'/><Execution ProcessID='6120' ThreadID='1'/><Channel>Microsoft-Windows-PowerShell/Operational</Channel><Computer>PC.corp.example</Computer></System><EventData><Data Name='ScriptBlockText'>ls</Data></EventData></Event>`;
    const { rows } = decodeAll([sysmon, script]);
    expect(presentColumns(rows[1]!)).toMatchObject({
      ProcessId: 6120,
      proc_guid: guid.slice(1, -1),
      guid_kind: 'native',
    });
  });
});

test('every code has a meaning and a way out', () => {
  for (const { meaning, remedy } of Object.values(quarantineReasons))
    expect(Math.min(meaning.length, remedy.length)).toBeGreaterThan(20);
  expect(codes('')).toEqual([]);
});
