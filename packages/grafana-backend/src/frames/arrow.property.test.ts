// Frames through Arrow and back, read by our decoder and by apache-arrow as the independent one.
import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { decodeFrame, encodeFrame, frameBytes } from '../index';
import type { Field, FieldType, FieldValue, Frame } from '../index';

const CELLS: Record<FieldType, fc.Arbitrary<FieldValue>> = {
  int8: fc.integer({ min: -128, max: 127 }),
  int16: fc.integer({ min: -32768, max: 32767 }),
  int32: fc.integer(),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  uint8: fc.integer({ min: 0, max: 255 }),
  uint16: fc.integer({ min: 0, max: 65535 }),
  uint32: fc.integer({ min: 0, max: 4294967295 }),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  float32: fc.float(),
  float64: fc.double(),
  string: fc.string({ unit: 'grapheme' }),
  bool: fc.boolean(),
  time: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  json: fc.json(),
};

const types = Object.keys(CELLS) as FieldType[];

const frames: fc.Arbitrary<Frame> = fc
  .record({
    rows: fc.integer({ min: 0, max: 40 }),
    columns: fc.array(fc.tuple(fc.constantFrom(...types), fc.boolean()), { maxLength: 8 }),
  })
  .chain(({ rows, columns }) =>
    fc.record({
      name: fc.string({ minLength: 1 }),
      refId: fc.string({ minLength: 1 }),
      fields: fc.tuple(
        ...columns.map(([type, nullable], index) =>
          fc
            .array(nullable ? fc.option(CELLS[type], { nil: null }) : CELLS[type], { minLength: rows, maxLength: rows })
            .map((values): Field => ({
              name: `c${index}`,
              type,
              nullable,
              values,
              labels: { host: 'ws1' },
              config: { unit: 'bytes' },
            })),
        ),
      ),
    }),
  );

/** A cell as apache-arrow shows it: milliseconds for times, bytes for JSON, -0 kept. */
function shown(type: FieldType, cell: FieldValue): unknown {
  if (cell === null) return null;
  if (type === 'time') return Number(cell) / 1e6;
  return type === 'json' ? Buffer.from(String(cell)).toString('utf8') : cell;
}

describe('encodeFrame', () => {
  it('survives the way through decodeFrame with every type, null and name', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(decodeFrame(frameBytes(encodeFrame(frame)))).toEqual(frame);
      }),
      { numRuns: 300 },
    );
  });

  it('is read by apache-arrow with the same cells', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const table = tableFromIPC(frameBytes(encodeFrame(frame)));
        expect(table.schema.metadata.get('refId')).toBe(frame.refId);
        for (const field of frame.fields) {
          const vector = table.getChild(field.name);
          const cells = Array.from({ length: field.values.length }, (_, row) => {
            const cell: unknown = vector?.get(row);
            return cell instanceof Uint8Array ? Buffer.from(cell).toString('utf8') : cell;
          });
          const expected = Array.from(field.values as readonly FieldValue[], (cell) => shown(field.type, cell));
          if (field.type === 'time')
            cells.forEach((cell, row) =>
              cell === null
                ? expect(expected[row]).toBeNull()
                : expect(Number(cell)).toBeCloseTo(Number(expected[row]), -3),
            );
          else expect(cells).toEqual(expected);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('never crashes on broken bytes but says what is wrong', () => {
    const good = frameBytes(
      encodeFrame({
        name: 'n',
        refId: 'A',
        fields: [{ name: 's', type: 'string', nullable: true, values: ['a', null, 'ü'] }],
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: good.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const bad = good.slice();
        bad[at] = byte;
        try {
          decodeFrame(bad);
        } catch (error) {
          expect(error).toHaveProperty('message', expect.any(String));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses cells that contradict their field', () => {
    const encode = (field: Field) => (): unknown => encodeFrame({ fields: [field] });
    expect(encode({ name: 'n', type: 'float64', nullable: false, values: [1, null] })).toThrow('not nullable');
    expect(encode({ name: 'n', type: 'int32', nullable: false, values: ['abc'] })).toThrow('cannot hold string abc');
    expect(() =>
      encodeFrame({
        fields: [
          { name: 'a', type: 'int8', nullable: false, values: [1] },
          { name: 'b', type: 'int8', nullable: false, values: [] },
        ],
      }),
    ).toThrow('has 0 rows');
  });
});
