// Whatever way a file is written and cut, its pieces hold all of it, begin where an event begins and keep the numbers of its lines.
import fc from 'fast-check';
import { EventCutter } from './cut-events.ts';

const limits = { bytes: 64, maxBytes: 512 };

/** The pieces as text, and the file as they tell it. */
function cut(text: string, sizes: readonly number[]): { pieces: string[]; file: string } {
  const cutter = new EventCutter(limits);
  const bytes = Buffer.from(text);
  const pieces: string[] = [];
  let file = '';
  const keep = (memory: Uint8Array, length: number): void => {
    pieces.push(Buffer.from(memory.subarray(0, length)).toString('utf8'));
    file += Buffer.from(memory.subarray(1, length)).toString('utf8');
  };
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    for (const { memory, length } of cutter.push(bytes.subarray(at, at + size))) keep(memory, length);
    at += size;
  }
  for (const { memory, length } of cutter.end()) keep(memory, length);
  return { pieces, file };
}

/** The events of a piece: what a reader finds that skips list punctuation between objects. */
function eventsOf(piece: string): unknown[] {
  const events: unknown[] = [];
  let depth = 0;
  let start = -1;
  for (let at = 0, inString = false; at < piece.length; at++) {
    const c = piece[at]!;
    if (inString) {
      if (c === '\\') at++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '{') {
      if (depth++ === 0) start = at;
    } else if (c === '}' && --depth === 0) events.push(JSON.parse(piece.slice(start, at + 1)));
  }
  expect(depth).toBe(0);
  return events;
}

const event = fc.record({
  a: fc.string({ maxLength: 12, unit: 'grapheme' }),
  b: fc.oneof(fc.integer(), fc.string({ maxLength: 8 }), fc.array(fc.record({ x: fc.integer() }), { maxLength: 3 })),
  c: fc.constant({ d: '}{]["\\\n},\n{' }),
});
const events = fc.array(event, { minLength: 1, maxLength: 20 });
const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('EventCutter', () => {
  it.each(['\n', '\r\n', '\n\n', ' \n\t', ''])('keeps every object and every byte, objects ended by %j', (lineEnd) => {
    fc.assert(
      fc.property(events, sizes, fc.constantFrom(0, 2), (list, chunks, indent) => {
        const text = list.map((one) => JSON.stringify(one, undefined, indent) + lineEnd).join('');
        const { pieces, file } = cut(text, chunks);
        expect(file).toBe(text);
        expect(pieces.flatMap(eventsOf)).toEqual(json(list));
      }),
    );
  });

  it('keeps every item of lists, marks a piece from within one, and stays in step behind them', () => {
    fc.assert(
      fc.property(
        fc.array(events, { minLength: 1, maxLength: 3 }),
        sizes,
        fc.constantFrom(0, 2),
        (lists, chunks, i) => {
          const text = `\ufeff${lists.map((list) => `${JSON.stringify(list, undefined, i)}\n`).join('')}`;
          const { pieces, file } = cut(text, chunks);
          expect(file).toBe(text.replace('\ufeff', '   '));
          expect(pieces.flatMap(eventsOf)).toEqual(json(lists.flat()));
          for (const piece of pieces.slice(1)) if (/^.\s*,/.test(piece)) expect(piece[0]).toBe('[');
        },
      ),
    );
  });

  it('takes the items out of an envelope with records, and goes on behind it', () => {
    fc.assert(
      fc.property(events, events, sizes, fc.constantFrom(0, 2), (records, others, chunks, indent) => {
        const envelope = JSON.stringify({ records, next: { at: '}' } }, undefined, indent);
        const text = `${envelope}\n${others.map((one) => `${JSON.stringify(one)}\n`).join('')}`;
        const { pieces, file } = cut(text, chunks);
        expect(file.split('\n').length).toBe(text.split('\n').length);
        expect(pieces.flatMap(eventsOf)).toEqual(json([...records, ...others]));
      }),
    );
  });

  it('cuts XML behind an event', () => {
    const text = Array.from({ length: 30 }, (_, n) => `<Event><System><EventID>${n}</EventID></System></Event>\n`).join(
      '',
    );
    const { pieces, file } = cut(text, [7]);
    expect(file).toBe(text);
    expect(pieces.length).toBeGreaterThan(10);
    for (const piece of pieces.slice(0, -1)) expect(piece.endsWith('</Event>')).toBe(true);
  });

  it('gives up looking for a border at the limit, and finds its way again', () => {
    const lines = `{"a":1}\n{"b": "${'x'.repeat(2000)}\n${'{"c":2}\n'.repeat(100)}`;
    const { pieces, file } = cut(lines, [50]);
    expect(file).toBe(lines);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(limits.maxBytes);
    expect(pieces.filter((piece) => piece.includes('"c"')).flatMap((piece) => piece.match(/\{"c":2\}/g))).toHaveLength(
      100,
    );
  });

  it('gives nothing for nothing', () => {
    expect(cut('', [1]).pieces).toEqual([]);
  });
});
