// The pre-filter by tokens never loses a match: held against the engine's own tokenizer on random texts.
import fc from 'fast-check';
import { startQueryStore } from '../../testing/query-store';
import type { QueryStore } from '../../testing/query-store';
import type { Anchor } from './tokens';
import { indexTokens } from './tokens';

let store: QueryStore;
beforeAll(async () => {
  store = await startQueryStore();
});
afterAll(() => store?.stop());

const CONDITIONS: Record<Anchor, string> = {
  whole: 'lowerUTF8(x.1) = lowerUTF8(x.2)',
  start: 'startsWith(lowerUTF8(x.1), lowerUTF8(x.2))',
  end: 'endsWith(lowerUTF8(x.1), lowerUTF8(x.2))',
  inside: 'positionCaseInsensitiveUTF8(x.1, x.2) > 0',
};

const pieces = fc.constantFrom(
  'a',
  'B',
  'cmd',
  'EXE',
  '1',
  '.',
  '\\',
  '/',
  ' ',
  '-',
  '_',
  'ü',
  'Ü',
  'ß',
  '中',
  '\u212a',
  '"',
  "'",
  '\t',
  '0x',
);
/** A text and a needle that is mostly cut from it. */
const pairs = fc
  .tuple(fc.array(pieces, { minLength: 1, maxLength: 12 }), fc.nat(11), fc.nat(12), fc.boolean())
  .map(([parts, from, length, upper]): [string, string] => {
    const needle = parts.slice(from, from + length).join('');
    return [parts.join(''), upper ? needle.toUpperCase() : needle];
  });

it.each(Object.keys(CONDITIONS) as Anchor[])('every match that is anchored %s has all the tokens', async (anchor) => {
  const samples = fc.sample(pairs, 3000);
  const params = {
    h: samples.map(([hay]) => hay),
    n: samples.map(([, needle]) => needle),
    t: samples.map(([, needle]) => indexTokens(needle, anchor)),
  };
  const rows = await store.reader.query<{ lost: string; used: string; example: string }>(
    `SELECT countIf(NOT has_all) AS lost, countIf(notEmpty(x.3)) AS used, anyIf(toString(x), NOT has_all) AS example
     FROM (SELECT arrayJoin(arrayZip({h:Array(String)}, {n:Array(String)}, {t:Array(Array(String))})) AS x, hasAll(tokens(lower(x.1), 'splitByNonAlpha'), x.3) AS has_all)
     WHERE ${CONDITIONS[anchor]}`,
    { params },
  );
  expect(rows).toEqual([{ lost: '0', used: expect.stringMatching(/^[1-9]\d*$/), example: '' }]);
});
