// Nested records become one text for each path.
import fc from 'fast-check';
import type { JsonObject } from '../values/json.ts';
import { flatten } from './flatten.ts';
import type { FlattenOptions } from './flatten.ts';

function paths(json: string, options: FlattenOptions = {}): Record<string, string> {
  return Object.fromEntries(flatten(JSON.parse(json) as JsonObject, options, json));
}

test('objects give dotted names, numbers and booleans their text, null nothing', () => {
  expect(paths('{"a":{"b":{"c":1.5,"d":true,"e":null}},"f g":"x"}')).toEqual({
    'a.b.c': '1.5',
    'a.b.d': 'true',
    fg: 'x',
  });
});

test('items of lists give their values one a line, at whatever depth the lists are', () => {
  const json = '{"l":["x",2,null],"o":[{"k":"a","n":[{"v":1},{"v":2}]},{"k":"b","n":[{"v":3}]}]}';
  expect(paths(json)).toEqual({ l: 'x\n2', 'o.k': 'a\nb', 'o.n.v': '1\n2\n3' });
});

test('empty lists and objects are there, as JSON writes them', () => {
  expect(paths('{"l":[],"o":{},"s":""}')).toEqual({ l: '[]', o: '{}', s: '' });
});

test('a path that is kept whole has its JSON text besides; a text that holds JSON is taken apart', () => {
  expect(
    paths('{"p":{"q":["r"]},"t":"[{\\"u\\":\\"v\\"},{\\"u\\":\\"w\\"}]"}', { wholes: new Set(['p', 't']) }),
  ).toEqual({
    p: '{"q":["r"]}',
    'p.q': 'r',
    t: '[{"u":"v"},{"u":"w"}]',
    't.u': 'v\nw',
  });
});

test('integers beyond a double keep their digits', () => {
  expect(paths('{"id":9007199254740993,"n":{"id":-9223372036854775807}}')).toEqual({
    id: '9007199254740993',
    'n.id': '-9223372036854775807',
  });
});

test('what is skipped leaves nothing', () => {
  expect(paths('{"logsource":{"product":"x"},"a":1}', { skip: new Set(['logsource']) })).toEqual({ a: '1' });
});

test('every text of a record is found under a path', () => {
  const texts = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(texts)
        : [];
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (event) => {
      const json = JSON.stringify(event);
      const found = [...flatten(JSON.parse(json) as JsonObject, {}, json).values()].join('\n');
      for (const text of texts(JSON.parse(json))) expect(found).toContain(text);
    }),
  );
});
