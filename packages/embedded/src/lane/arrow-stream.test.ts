// Chunks that are Arrow streams of their own become one stream that an Arrow reader takes.
import fc from 'fast-check';
import { tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow';
import { arrowChunk, arrowEnd } from './arrow-stream.ts';

test('any number of chunks, empty ones too, give their rows in order', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer(), { maxLength: 5 }), { minLength: 1, maxLength: 5 }), (chunks) => {
      const parts = chunks.map((values, i) =>
        arrowChunk(tableToIPC(tableFromArrays({ a: Int32Array.from(values) }), 'stream'), i),
      );
      const table = tableFromIPC(Buffer.concat([...parts, arrowEnd()]));
      expect([...(table.getChild('a')?.toArray() ?? [])]).toEqual(chunks.flat());
    }),
  );
});

test.each([
  Uint8Array.of(),
  Uint8Array.of(1, 2, 3),
  new Uint8Array(100),
  tableToIPC(tableFromArrays({ a: [1] }), 'file'),
])('what is no Arrow stream is an error', (bytes) => {
  expect(() => arrowChunk(bytes, 0)).toThrow(/Arrow/);
});
