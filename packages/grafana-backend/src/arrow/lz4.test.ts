// LZ4 frames: literals, matches that overlap themselves, raw blocks, and bytes that are none.
import fc from 'fast-check';
import { inflateLz4 } from './lz4';
import { ArrowFormatError } from './schema';

/** A frame of blocks; `raw` ones are stored as they are. */
function frameOf(blocks: readonly { readonly bytes: readonly number[]; readonly raw?: true }[]): Uint8Array {
  const words = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
  const parts = blocks.flatMap(({ bytes, raw }) => [...words((bytes.length | (raw ? 0x80000000 : 0)) >>> 0), ...bytes]);
  return Uint8Array.from([...words(0x184d2204), 0x60, 0x40, 0x82, ...parts, ...words(0)]);
}
const codes = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));
const inflate = (frame: Uint8Array, length: number): string => {
  const out = new Uint8Array(length);
  inflateLz4(frame, out);
  return Buffer.from(out).toString('latin1');
};

describe('inflateLz4', () => {
  it('repeats what a match points at, also while it writes it', () => {
    const block = [0x35, ...codes('abc'), 3, 0, 0x10, ...codes('z')];
    expect(inflate(frameOf([{ bytes: block }]), 13)).toBe('abcabcabcabcz');
  });

  it('reads lengths beyond fifteen, several blocks and raw ones', () => {
    const long = 'x'.repeat(300);
    const literals = [0xf0, 255, 300 - 15 - 255, ...codes(long)];
    const run = [0x1f, ...codes('y'), 1, 0, 255, 10, 0x00];
    expect(
      inflate(frameOf([{ bytes: literals }, { bytes: run }, { bytes: codes('raw'), raw: true }]), 300 + 1 + 284 + 3),
    ).toBe(`${long}${'y'.repeat(285)}raw`);
  });

  it('refuses whatever is no frame or does not fill the length that was announced', () => {
    const good = frameOf([{ bytes: [0x35, ...codes('abc'), 3, 0, 0x10, ...codes('z')] }]);
    expect(() => inflate(good, 12)).toThrow(ArrowFormatError);
    expect(() => inflate(good, 14)).toThrow(ArrowFormatError);
    expect(() => inflate(frameOf([{ bytes: [0x15, 97, 9, 0] }]), 20)).toThrow('a match lies outside');
    for (let cut = 0; cut < good.length; cut++)
      expect(() => inflate(good.subarray(0, cut), 13)).toThrow(ArrowFormatError);
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(good.length - 1), to: fc.nat(255) }), { minLength: 1 }),
        (changes) => {
          const bytes = Uint8Array.from(good);
          for (const { at, to } of changes) bytes[at] = to;
          try {
            inflate(bytes, 13);
          } catch (error) {
            expect(error).toBeInstanceOf(ArrowFormatError);
          }
        },
      ),
    );
  });
});
