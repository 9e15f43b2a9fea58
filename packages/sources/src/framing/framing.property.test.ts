// What must hold for the scanner and the framer, whatever bytes come.
import fc from 'fast-check';
import { frameBody } from './frame-body.ts';
import { itemRanges, memberRange, scanJson } from './scan-json.ts';

const MAX = 1 << 20;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface Frames {
  readonly values: unknown[];
  readonly refused: string[];
}

function frames(body: Buffer | string, max = MAX): Frames {
  const found: Frames = { values: [], refused: [] };
  frameBody(Buffer.from(body), max, {
    object: (_start, _end, value) => void found.values.push(value),
    xml: (start, end) => void found.values.push(Buffer.from(body).toString('utf8', start, end)),
    refused: (code) => void found.refused.push(code),
  });
  return found;
}

const object = fc.dictionary(fc.string({ unit: 'binary', maxLength: 8 }), fc.jsonValue({ maxDepth: 3 }), {
  maxKeys: 6,
});
const text = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        '\\',
        ',',
        ':',
        '1',
        '-',
        '.',
        'e',
        'true',
        'null',
        ' ',
        '\n',
        '"a"',
        '\\u00',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

test('the scanner accepts exactly what JSON.parse accepts, and ends where the value ends', () => {
  fc.assert(
    fc.property(text, (json) => {
      const bytes = Buffer.from(json);
      fc.pre(bytes.toString() === json && json.trimStart() !== '');
      const scan = scanJson(bytes, 0, bytes.length);
      const isWhole = scan.error === undefined && bytes.toString('utf8', scan.end).trim() === '';
      expect(isWhole).toBe(isJson(json.replaceAll('\ufeff', '\u0001')));
    }),
    { numRuns: 3000 },
  );
});

test('members and items are found where they are', () => {
  fc.assert(
    fc.property(fc.array(object, { maxLength: 5 }), object, (list, before) => {
      const json = Buffer.from(JSON.stringify({ before, list, after: 1 }, null, 1));
      const range = memberRange(json, 0, json.length, 'list')!;
      expect(
        itemRanges(json, range.start, range.end).map(({ start, end }) => JSON.parse(json.toString('utf8', start, end))),
      ).toEqual(JSON.parse(JSON.stringify(list)));
    }),
  );
});

test('a line each, run together, in an array, pretty or not, with any blanks: the same objects', () => {
  fc.assert(
    fc.property(
      fc.array(object, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('\n', '\r\n', '\n\n', '', ' ', ',', ' ,\n'),
      fc.nat({ max: 3 }),
      (objects, separator, indent) => {
        const parts = objects.map((value) => JSON.stringify(value, null, indent));
        const expected = { values: objects.map((value) => JSON.parse(JSON.stringify(value)) as unknown), refused: [] };
        expect(frames(parts.join(separator))).toEqual(expected);
        expect(frames(JSON.stringify(objects, null, indent))).toEqual(expected);
        expect(frames(`[${parts.join(`${separator},`)}]`)).toEqual(expected);
      },
    ),
  );
});

test('a broken line costs itself, not its neighbours', () => {
  fc.assert(
    fc.property(fc.array(object, { minLength: 2, maxLength: 6 }), fc.nat(), fc.nat(), (objects, which, cut) => {
      const lines = objects.map((value) => JSON.stringify(value));
      const at = which % lines.length;
      const line = Buffer.from(lines[at]!);
      lines[at] = line.toString('utf8', 0, 1 + (cut % (line.length - 1)));
      fc.pre(!isJson(lines[at]));
      const { values, refused } = frames(lines.join('\n'));
      expect(values).toEqual(JSON.parse(JSON.stringify(objects.filter((_, i) => i !== at))));
      expect(refused.length).toBe(1);
    }),
  );
});

test('any bytes at all are framed or refused without an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void frames(Buffer.from(bytes))),
    { numRuns: 2000 },
  );
});

test('an event larger than the limit is refused, the next one is taken', () => {
  const large = JSON.stringify({ a: 'x'.repeat(500) });
  for (const body of [`${large}\n{"b":1}`, `[${large},{"b":1}]`, `${large}{"b":1}`])
    expect(frames(body, 200)).toEqual({ values: [{ b: 1 }], refused: ['event_too_large'] });
});

test('the end of an event inside CDATA does not end it', () => {
  const event = '<Event><EventData><Data><![CDATA[</Event>]]></Data></EventData></Event>';
  expect(frames(`<Events>${event}${event}</Events>`).values).toEqual([event, event]);
});

test('time grows with the size of hostile bodies, not with its square', () => {
  const size = 300_000;
  const bodies = [
    '{'.repeat(size),
    '{\n'.repeat(size),
    '['.repeat(size),
    '{"a":['.repeat(size / 6),
    '<Event>\n'.repeat(size / 8),
    '{"a":"\n'.repeat(size / 7),
    '{}'.repeat(size / 2),
    `[${'{"a":[{},{}]},'.repeat(size / 15)}`,
    '"'.repeat(size),
    'x\n'.repeat(size / 2),
  ];
  for (const body of bodies) {
    const started = process.cpuUsage();
    frames(body);
    const used = process.cpuUsage(started);
    // A quadratic pass over 300 KB would take minutes.
    expect((used.user + used.system) / 1e6).toBeLessThan(20);
  }
});
