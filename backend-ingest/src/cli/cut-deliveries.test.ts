// Whatever way a file is cut, the events that arrive are those of the file.
import fc from 'fast-check';
import { DeliveryCutter } from './cut-deliveries.ts';

const limits = { bytes: 60, events: 3, maxBytes: 400 };

function cut(text: string, sizes: readonly number[]): string[] {
  const cutter = new DeliveryCutter(limits);
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    parts.push(...cutter.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return [...parts, ...cutter.end()].map((part) => part.toString('utf8')).filter((part) => part.trim() !== '');
}

const event = fc.record({
  a: fc.string(),
  b: fc.oneof(fc.integer(), fc.string(), fc.array(fc.string())),
  c: fc.constant({ d: '}{]["\\' }),
});
const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1 });

describe('DeliveryCutter', () => {
  it('keeps every event of an array, compact or pretty', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1 }), sizes, fc.constantFrom(0, 2), (events, chunks, indent) => {
        const parts = cut(JSON.stringify(events, undefined, indent), chunks);
        expect(parts.flatMap((part) => JSON.parse(part) as unknown[])).toEqual(JSON.parse(JSON.stringify(events)));
      }),
    );
  });

  it('keeps every line of NDJSON, and cuts between lines only', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1 }), sizes, (events, chunks) => {
        const lines = events.map((one) => JSON.stringify(one));
        const parts = cut(lines.join('\r\n'), chunks);
        const out = parts.flatMap((part) => part.split('\r\n')).filter((line) => line !== '');
        expect(out).toEqual(lines);
      }),
    );
  });

  it('cuts behind the closing tag of an event in XML', () => {
    const events = Array.from({ length: 10 }, (_, n) => `<Event><System><EventID>${n}</EventID></System></Event>`);
    const parts = cut(events.join('\n'), [7]);
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.join('\n').replaceAll(/\s+/g, '')).toBe(events.join(''));
    for (const part of parts) expect(part.trim()).toMatch(/^<Event>.*<\/Event>$/s);
  });

  it('recovers at the next line from a line that is broken', () => {
    const parts = cut(['{"a":"never closed', '{"b":1}', '{"c":2}', '{"d":3}', '{"e":4}'].join('\n'), [5]);
    expect(
      parts
        .at(-1)!
        .split('\n')
        .filter((line) => line !== '')
        .at(-1),
    ).toBe('{"e":4}');
    expect(parts.length).toBeGreaterThan(1);
  });

  it('never keeps more than its limit when no border comes', () => {
    const parts = cut(`{"a":"${'x'.repeat(2000)}`, [50]);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(limits.maxBytes + 50);
    expect(parts.join('')).toHaveLength(2006);
  });
});
