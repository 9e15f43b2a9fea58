// The scan finds the same fields as a parser, wherever they stand, and never more.
import fc from 'fast-check';
import { scanEnvelope } from './scan-envelope.ts';

const scan = (text: string): Readonly<Record<string, string>> =>
  scanEnvelope(Buffer.from(text), ['node_key', 'log_type']);

describe('scanEnvelope', () => {
  it('agrees with JSON.parse on any object', () => {
    const value = fc.oneof(
      fc.string(),
      fc.jsonValue(),
      fc.constant({ node_key: 'inner' }),
      fc.constant(['node_key', 'x']),
    );
    const name = fc.oneof(fc.constantFrom('node_key', 'log_type', 'data'), fc.string());
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }),
        fc.constantFrom(undefined, 2),
        (fields, indent) => {
          const parts = fields.map(([key, one]) => `${JSON.stringify(key)}:${JSON.stringify(one, undefined, indent)}`);
          const wanted: Record<string, string> = {};
          for (const [key, one] of fields)
            if ((key === 'node_key' || key === 'log_type') && typeof one === 'string') wanted[key] = one;
          expect(scan(`{${parts.join(', ')}}`)).toEqual(wanted);
        },
      ),
    );
  });

  it('gives nothing for what is no object, and ends on any bytes', () => {
    expect(scan('[{"node_key":"x"}]')).toEqual({});
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void scanEnvelope(bytes, ['node_key'])));
    fc.assert(fc.property(fc.string(), (text) => void scan(`{"node_key":"${text}`)));
  });
});
