// Our lexer against the engine's: whatever we accept, the engine sees the same words as code and the same as text.
import fc from 'fast-check';
import { openClients, rowsOf } from '../../testing/clients.ts';
import type { Clients } from '../../testing/clients.ts';
import { tokenize } from './lexer.ts';

let c: Clients;

beforeAll(async () => {
  c = await openClients();
  await c.writer.command({ query: 'CREATE TABLE texts (i UInt32, s String) ENGINE = Memory' });
});

afterAll(() => c.close());

// Fragments that open, close, escape or bend something, with marker words between them.
const FRAGMENTS = [
  "'",
  "''",
  '"',
  '""',
  '`',
  '``',
  '\\',
  "\\'",
  '\\\\',
  '--',
  '-- ',
  '- -',
  '//',
  '/ /',
  '/*',
  '*/',
  '/*/',
  '**/',
  '#',
  '# ',
  '#!',
  '\n',
  '\r',
  '\t',
  ' ',
  '$',
  '$$',
  '$x$',
  '$ $',
  "$'$",
  '$1$',
  "x'",
  "x'41'",
  "b'01'",
  "X'",
  "b'2'",
  'x',
  '1',
  '1e',
  '1e+',
  '1.',
  '.1',
  '.1e',
  '.',
  '0x',
  '0xF',
  '0b1',
  '1_0',
  '1__0',
  '_',
  '1_',
  '1p',
  '0x1p',
  '0x1.8p3',
  '12a',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '{a:String}',
  "{a:Enum('x')}",
  '{a:',
  ';',
  ',',
  '=',
  '==',
  '!=',
  '!',
  '<',
  '>',
  '|',
  '||',
  '@',
  '@@',
  '::',
  ':',
  '->',
  '-',
  '+',
  '%',
  '^',
  '?',
  '&',
  '~',
  '\u2018',
  '\u2019',
  '\u201c',
  '\u201d',
  '\u2212',
  '\u2212\u2212',
  '\u00a0',
  '\ufeff',
  '\u200b',
  '\u3000',
  '\u0085',
  '\u2028',
  'é',
  '\0',
  '\x1f',
  '\x7f',
  '\v',
  '\f',
];

const text = fc
  .array(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...FRAGMENTS) }, { weight: 2, arbitrary: fc.constant('m') }),
    { minLength: 1, maxLength: 16 },
  )
  .map((parts) => {
    let marker = 0;
    return parts.map((part) => (part === 'm' ? ` zq${++marker}z ` : part)).join('');
  });

const markersOf = (visible: string): readonly string[] => visible.match(/zq\d+z/g) ?? [];

test('words are code to us exactly when they are code to the engine, up to where the engine gives up', async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 300, maxLength: 300 }), async (texts) => {
      await c.writer.command({ query: 'TRUNCATE TABLE texts' });
      await c.writer.insert({
        table: 'texts',
        values: texts.map((s, i) => ({ i, s: `SELECT ${s} ` })),
        format: 'JSONEachRow',
      });
      const rows = await rowsOf<{ s: string; n: string }>(
        c.writer,
        'SELECT s, normalizeQueryKeepNames(s) AS n FROM texts ORDER BY i',
      );
      for (const { s, n } of rows) {
        const tokens = tokenize(s);
        if (tokens.some((token) => token.kind === 'error')) continue;
        accepted++;
        const ours = markersOf(
          tokens.map((token) => (token.kind === 'string' ? ' ' : s.slice(token.start, token.end))).join(' '),
        );
        const engine = markersOf(n);
        expect({ text: s, seen: ours.slice(0, engine.length) }).toEqual({ text: s, seen: engine });
        // What the engine did not show it refused to read; then it must not run either.
        if (engine.length < ours.length) expect([s, await parses(s)]).toEqual([s, false]);
      }
    }),
    { numRuns: 60, endOnFailure: true },
  );
  expect(accepted).toBeGreaterThan(3000);
});

async function parses(sql: string): Promise<boolean> {
  const response = await c.http('/', { method: 'POST', body: `EXPLAIN AST ${sql}` });
  await response.text();
  return response.status === 200;
}
