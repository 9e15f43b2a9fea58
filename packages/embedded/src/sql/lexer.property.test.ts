// Whatever the text: the lexer ends, goes forward, covers everything, and finds again what was quoted.
import fc from 'fast-check';
import { skipBlank, tokenize } from './lexer.ts';
import { quoteIdentifier, quoteString } from './quote.ts';
import { readStatement } from './statement.ts';

const sqlish = fc
  .array(
    fc.constantFrom(
      "'",
      '"',
      '`',
      '\\',
      ';',
      '--',
      '\n',
      '/*',
      '*/',
      '#',
      ' ',
      '$$',
      '$t$',
      '(',
      ')',
      '{',
      '}',
      '{x:String}',
      '//',
      '1e',
      '$',
      'SELECT',
      'INSERT',
      'INTO',
      'VALUES',
      'FORMAT',
      'a',
      '1',
      '1e',
      '.',
      ',',
      'é',
      '\0',
      '\u2018',
      '\u2019',
      "x'41",
      '#!',
      '# ',
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));
const anything = fc.oneof(sqlish, fc.string({ unit: 'binary', maxLength: 200 }));

test('tokens go forward without overlap, and between them lies only what may be skipped', () => {
  fc.assert(
    fc.property(anything, (sql) => {
      let at = 0;
      for (const token of tokenize(sql)) {
        expect(token.start).toBeGreaterThanOrEqual(at);
        expect(token.end).toBeGreaterThan(token.start);
        if (token.kind !== 'error') expect(skipBlank(sql, at)).toBe(token.start);
        at = token.end;
      }
      expect(at).toBeLessThanOrEqual(sql.length);
    }),
    { numRuns: 3000 },
  );
});

test('a quoted string is one token with the same value, whatever stands around it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const tokens = tokenize(`SELECT ${quoteString(value)} ; x`);
      expect(tokens.map((t) => t.kind)).toEqual(['word', 'string', 'semicolon', 'word']);
      expect(tokens[1]?.text).toBe(value);
    }),
    { numRuns: 2000 },
  );
});

test('a quoted identifier is one token with the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (value) => {
      const tokens = tokenize(`${quoteIdentifier(value)}.x`);
      expect(tokens.map((t) => t.kind)).toEqual(['quoted', 'punct', 'word']);
      expect(tokens[0]?.text).toBe(value);
    }),
    { numRuns: 2000 },
  );
});

test('a statement that is accepted holds no second one: no semicolon is left in it and its text is a prefix of what was sent', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const result = readStatement(text);
      if (!result.ok) return;
      const { statement } = { statement: result.value };
      expect(text.startsWith(statement.sql)).toBe(true);
      if (statement.insert === undefined)
        expect(tokenize(statement.sql).some((t) => t.kind === 'semicolon' || t.kind === 'error')).toBe(false);
    }),
    { numRuns: 3000 },
  );
});

test('whatever the data of an INSERT is, the head does not depend on it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (data) => {
      const result = readStatement(`INSERT INTO t (a, b) FORMAT TSV\n${data}`);
      expect(result).toMatchObject({
        ok: true,
        value: { kind: 'insert-data', insert: { head: 'INSERT INTO t (a, b)', format: 'TSV', dataStart: 32 } },
      });
    }),
    { numRuns: 2000 },
  );
});
