// Whatever documents a bulk body carries come out, in order and to the byte; actions never do.
import fc from 'fast-check';
import { bulkDocuments } from './bulk-documents.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const action = fc.constantFrom(
  '{"create":{}}',
  '{"index":{"_index":"winlogbeat"}}',
  '{ "create" : { "_index": "w", "pipeline": "p" } }',
);
const document = fc
  .dictionary(fc.string(), fc.jsonValue())
  .map((value) => JSON.stringify({ '@timestamp': '2026-01-01T00:00:00Z', ...value }));

test('documents come out in order, byte for byte', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(action, document)),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (pairs, end, last) => {
        const body = pairs.map(([a, d]) => `${a}${end}${d}`).join(end) + (last ? end : '');
        const lines = text(bulkDocuments(Buffer.from(body)))
          .split(/\r?\n/)
          .filter((line) => line !== '');
        expect(lines).toEqual(pairs.map(([, d]) => d));
      },
    ),
  );
});

test('a document that looks like an action is kept, since it stands in the place of a document', () => {
  expect(text(bulkDocuments(Buffer.from('{"create":{}}\n{"index":{}}\n')))).toBe('{"index":{}}\n');
});

test('a line that is no action in the place of one is kept', () => {
  expect(text(bulkDocuments(Buffer.from('{"delete":{"_id":"1"}}\n{"create":{}}\n{"a":1}\n')))).toBe(
    '{"delete":{"_id":"1"}}\n{"a":1}\n',
  );
});

test('any bytes at all are taken without a throw, and nothing is added to them', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => bulkDocuments(bytes).length <= bytes.length + 1));
});
