// Token by token: what is text stays text, what is a comment goes, what never ends is an error.
import { skipBlank, tokenize } from './lexer.ts';

const texts = (sql: string): string[] => tokenize(sql).map((t) => `${t.kind}:${t.text}`);

test.each<[string, string, string[]]>([
  ['words and operators', 'SELECT a+b', ['word:SELECT', 'word:a', 'punct:+', 'word:b']],
  ['backslash escapes', String.raw`'a\'b\\'`, [String.raw`string:a'b\ `.trim()]],
  ['doubled quotes', "'a''b'", ["string:a'b"]],
  ['hex escapes', String.raw`'\x41\n'`, ['string:A\n']],
  ['a semicolon in a string', "';'", ['string:;']],
  ['a comment in a string', "'--' '/*'", ['string:--', 'string:/*']],
  ['a newline in a string', "'a\nb'", ['string:a\nb']],
  ['quoted identifiers of both kinds', '"a;b" `c``d`', ['quoted:a;b', 'quoted:c`d']],
  ['line comments', 'a -- b ; c\n d', ['word:a', 'word:d']],
  ['hash comments need a space or an exclamation mark', 'a # x\nb #! y\nc', ['word:a', 'word:b', 'word:c']],
  ['block comments nest', 'a /* 1 /* 2 */ 3 */ b', ['word:a', 'word:b']],
  ['a comment mark inside a block comment', 'a /* -- */ b', ['word:a', 'word:b']],
  ['a quote inside a comment', "a -- it's\n b /* don't */ c", ['word:a', 'word:b', 'word:c']],
  ['heredocs', "$$it's; ok$$ $tag$ $$ ; $tag$", ["string:it's; ok", 'string: $$ ; ']],
  [
    'numbers',
    '1 1.5 1e10 0xFF 1_000 0b11',
    ['number:1', 'number:1.5', 'number:1e10', 'number:0xFF', 'number:1_000', 'number:0b11'],
  ],
  ['a word that begins with a digit', '1st', ['word:1st']],
  ['parameters', "{ x : Array(Enum8('a}' = 1)) } {y:Identifier}", ['parameter:x', 'parameter:y']],
  ['map literals are no parameters', "{'a':1}", ['punct:{', 'string:a', 'punct::', 'number:1', 'punct:}']],
  ['typographic characters are refused', '\u2018', ['error:character \u2018']],
  ['slash comments', "a // it's\nb", ['word:a', 'word:b']],
  ['dollars inside words', 'a$b$ $c', ['word:a$b$', 'word:$c']],
  [
    'dollars with more than a word between them are no heredoc',
    '$ x $ y $ x $',
    [
      'error:stray dollar',
      'word:x',
      'error:stray dollar',
      'word:y',
      'error:stray dollar',
      'word:x',
      'error:stray dollar',
    ],
  ],
  ['heredocs whose tags share dollars', '$a$b$a$ c', ['string:b', 'word:c']],
  ['an index after a dot', 't.1.2', ['word:t', 'punct:.', 'number:1', 'punct:.', 'number:2']],
  ['a number that takes its e along', '1e b', ['number:1e', 'word:b']],
  ['hex and bin strings', "x'41' b'01'", ['string:41', 'string:01']],
  ['a hex string that is none', "x'4'", ['string:4']],
  ['a wrong hex string', "x'g'", ['error:string that never ends']],
  ['a backslash', 'a \\G', ['word:a', 'error:character \\', 'word:G']],
  ['an open string', "SELECT 'a", ['word:SELECT', 'error:string that never ends']],
  ['an open string after a backslash', "'a\\'", ['error:string that never ends']],
  ['an open comment', 'SELECT /* a', ['word:SELECT', 'error:comment that never ends']],
  ['an open identifier', '`a', ['error:quoted identifier that never ends']],
  ['a stray character', 'é', ['error:character é']],
])('%s', (_, sql, expected) => {
  expect(texts(sql)).toEqual(expected);
});

test('depth counts brackets, and a closing one too many does not go below zero', () => {
  expect(
    tokenize('a (b [c] {d}) e) f')
      .filter((t) => t.kind === 'word')
      .map((t) => t.depth),
  ).toEqual([0, 1, 2, 2, 0, 0]);
});

test('offsets give the source back', () => {
  const sql = "SELECT /* x */ 'a\\'b' AS \"c d\" -- end";
  for (const token of tokenize(sql)) expect(skipBlank(sql, token.start)).toBe(token.start);
  expect(tokenize(sql).map((t) => sql.slice(t.start, t.end))).toEqual(['SELECT', "'a\\'b'", 'AS', '"c d"']);
});

test('a megabyte of dollars, quotes, braces or comment marks is read to its end', () => {
  for (const part of ['$a', '$a$b', '$a ', "x'41' ", "'", '{a:', '/*', '{', '`', '--', '(', "'\\''"]) {
    expect(tokenize(part.repeat(Math.floor(1_000_000 / part.length))).length).toBeGreaterThan(-1);
  }
});
