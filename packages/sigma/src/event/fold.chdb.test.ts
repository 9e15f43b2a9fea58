// Folding against the real engine: over all code points, and in texts where lower-casing looks at the neighbours.
import { createStore } from '@huntboard/clickhouse';
import type { Store } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import type { TestStore } from '@huntboard/embedded';
import fc from 'fast-check';
import { foldingFor, foldSql } from '../sql/fold-sql.ts';
import { fold } from './fold.ts';

let server: TestStore;
let store: Store;

beforeAll(async () => {
  server = await startTestStore();
  store = createStore({ url: server.url, ...server.writer, database: 'huntboard' });
});

afterAll(async () => {
  await store?.close();
  await server?.stop();
});

const isSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xe000;
const hex = (text: string): string => [...text].map((c) => c.codePointAt(0)!.toString(16)).join(' ');

/** The texts as the engine folds them, in order. */
async function engineFold(texts: readonly string[], sql: string): Promise<string[]> {
  const rows = await store.query<{ folded: string }>(
    `SELECT ${sql} AS folded FROM (SELECT arrayJoin({texts:Array(String)}) AS text)`,
    { params: { texts } },
  );
  return rows.map((row) => row.folded);
}

/** Every code point but the halves of pairs, some thousand at a time: a parameter has its bounds. */
function* codePoints(): Generator<string[]> {
  let batch: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    if (!isSurrogate(code)) batch.push(String.fromCodePoint(code));
    if (batch.length === 8192) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
}

describe('fold', () => {
  it('is what the engine makes of every code point', async () => {
    const different: string[] = [];
    for (const batch of codePoints()) {
      const folded = await engineFold(batch, foldSql('text'));
      batch.forEach((text, i) => {
        if (fold(text) !== folded[i]) different.push(`${hex(text)}: ${hex(fold(text))}, engine ${hex(folded[i]!)}`);
      });
    }
    expect(different).toEqual([]);
  });

  it('makes one code point of one, and nothing but ASCII makes ASCII', () => {
    const wrong: string[] = [];
    for (const batch of codePoints())
      for (const text of batch) {
        const folded = fold(text);
        const code = folded.codePointAt(0)!;
        const isOne = folded.length === (code > 0xffff ? 2 : 1);
        if (!isOne || (text > '\x7f' && code <= 0x7f)) wrong.push(`${hex(text)}: ${hex(folded)}`);
      }
    expect(wrong).toEqual([]);
  });

  const letter = fc.oneof(
    fc.constantFrom(...'kKKiıİI\u0307\u0301\u0345ΣσςΑα sS ſẞßÅÅÄäǅŉ.-\'"\\\n\0\ufdd0\ufdd1😀𐐀'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  );
  const text = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(''));

  it('does not look at the neighbours, in the engine neither', async () => {
    const texts = fc.sample(text, { numRuns: 3000, seed: 4 });
    const folded = await engineFold(texts, foldSql('text'));
    expect(texts.map(fold)).toEqual(folded);
    expect(texts.map((value) => [...value].map(fold).join(''))).toEqual(folded);
  });

  it('finds a literal where the cheaper folding for that literal finds it', async () => {
    const literals = fc.sample(fc.array(letter, { minLength: 1, maxLength: 2 }), { numRuns: 300, seed: 5 });
    const texts = fc.sample(text, { numRuns: 300, seed: 6 });
    for (const literal of literals.map((letters) => letters.join(''))) {
      const folding = foldingFor([literal], false);
      const rows = await store.query<{ found: 0 | 1 }>(
        `SELECT position(${folding.text('text')}, {literal:String}) > 0 AS found FROM (SELECT arrayJoin({texts:Array(String)}) AS text)`,
        { params: { texts, literal: folding.literal(literal) } },
      );
      expect(rows.map((row) => row.found === 1)).toEqual(texts.map((value) => fold(value).includes(fold(literal))));
    }
  });
});
