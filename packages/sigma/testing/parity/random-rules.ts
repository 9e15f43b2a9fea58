// Random expressions over the fields of random events: every kind, every shape of pattern, every way of access.
import type { EventColumn } from '@huntboard/schema';
import fc from 'fast-check';
import type { FieldAccess, FieldRef } from '../../src/event/field-access.ts';
import type { Cidr, Expr, ListPosition } from '../../src/model/expr.ts';
import { ANY_ONE, ANY_RUN, toPattern } from '../../src/model/pattern.ts';
import type { Pattern, PatternToken } from '../../src/model/pattern.ts';
import { parseAddress } from '../../src/matcher/parse-address.ts';
import { RANDOM_COLUMNS } from './random-events.ts';
import { ADDRESSES, EXT_KEYS, GUIDS, NUMBERS, NUMBER_TEXTS, piece, text } from './vocabulary.ts';

type Rule = Expr<FieldRef>;

const LISTS: readonly EventColumn[] = ['ts', 'rule_ids', 'ext'];
const column = (names: readonly EventColumn[]): fc.Arbitrary<FieldAccess> =>
  fc.constantFrom(...names).map((name) => ({ kind: 'column', column: name }));

const access: fc.Arbitrary<FieldAccess> = fc.oneof(
  { weight: 10, arbitrary: column(RANDOM_COLUMNS) },
  { weight: 1, arbitrary: column(LISTS) },
  { weight: 3, arbitrary: fc.constantFrom(...EXT_KEYS, 'Never').map((key) => ({ kind: 'ext' as const, key })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('SHA256' as const, 'SHA1' as const, 'MD5' as const, 'IMPHASH' as const)
      .map((algorithm) => ({ kind: 'hash' as const, algorithm })),
  },
);

const anyField = fc
  .oneof(
    { weight: 4, arbitrary: fc.tuple(access) },
    { weight: 1, arbitrary: fc.array(access, { minLength: 2, maxLength: 3 }) },
  )
  .map((places): FieldRef => ({ name: 'field', access: places }));

/** Of three fields two are such as usually hold what the expression looks for. */
const fieldOf = (names: readonly EventColumn[]): fc.Arbitrary<FieldRef> =>
  fc.oneof(
    { weight: 2, arbitrary: column(names).map((place): FieldRef => ({ name: 'field', access: [place] })) },
    { weight: 1, arbitrary: anyField },
  );

const literal = fc.oneof(
  { weight: 8, arbitrary: fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join('')) },
  { weight: 2, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom(...NUMBER_TEXTS, ...GUIDS, 'AABB', 'ccdd', '0') },
);

const anywhere = (found: string): Pattern => toPattern([ANY_RUN, found, ANY_RUN]);
const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  literal.map((found) => toPattern([found])),
  literal.map(anywhere),
  piece.map(anywhere),
  literal.map((found) => toPattern([found, ANY_RUN])),
  literal.map((found) => toPattern([ANY_RUN, found])),
  fc
    .array(fc.oneof<fc.Arbitrary<PatternToken>[]>(piece, piece, fc.constantFrom<PatternToken>(ANY_RUN, ANY_ONE)), {
      maxLength: 6,
    })
    .map(toPattern),
  fc.array(fc.constantFrom<PatternToken>(ANY_RUN, ANY_ONE), { maxLength: 4 }).map(toPattern),
);

const position = fc.constantFrom<ListPosition>('equals', 'contains', 'startswith', 'endswith');
const cased = fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

const textList = fc
  .record({
    kind: fc.constant('textList' as const),
    field: anyField,
    position,
    literals: fc.oneof(
      { weight: 6, arbitrary: fc.uniqueArray(literal, { minLength: 2, maxLength: 6 }) },
      { weight: 3, arbitrary: fc.uniqueArray(fc.oneof(piece, literal), { minLength: 9, maxLength: 20 }) },
      {
        weight: 1,
        arbitrary: fc
          .uniqueArray(piece, { minLength: 2, maxLength: 10 })
          .map((pieces) => [...pieces, ...Array.from({ length: 300 }, (_, i) => `never ${i}`)]),
      },
    ),
    cased,
  })
  .map((list): Rule => (list.position === 'equals' ? { ...list, literals: [...list.literals, ''] } : list));

const quoted = piece.map((found) => found.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
const regexSource = fc.oneof(
  quoted,
  quoted.map((found) => `^${found}`),
  quoted.map((found) => `${found}$`),
  quoted.map((found) => `\\b${found}\\b`),
  quoted.map((found) => `${found}.*?\\w+`),
  quoted.map((found) => `(?i:${found})[^a-z]`),
  fc.tuple(quoted, quoted).map(([a, b]) => `${a}.*${b}`),
  fc.tuple(quoted, quoted).map(([a, b]) => `${a}|${b}`),
  fc.tuple(quoted, quoted).map(([a, b]) => `(?:${a}){1,3}(${b})?`),
  fc.tuple(quoted, quoted).map(([a, b]) => `^(${a}|${b})+$`),
  fc.constantFrom(
    '.',
    '',
    '^$',
    '^.$',
    '^.{3}$',
    '\\s',
    '\\S+\\s\\S+',
    '\\d{4}',
    '\\D',
    '[[:alpha:]]{3}',
    '\\p{L}\\p{Lu}',
    '\\pN',
    '[^\\x00-\\x7F]',
    '\\x{1F600}b?',
    '\\Qa]\\E',
    '(?P<name>k)i',
    '(?i)k',
    '(?-i)K',
    '(?s).\\n.',
    '(?m)^b',
    '\\A\\\\',
    'exe\\z',
    '[\\s\\S]{10}',
    '[äö]',
    'σ',
    's\\b',
    '\\Bs',
  ),
);

const cidr: fc.Arbitrary<Cidr> = fc
  .tuple(
    fc.constantFrom(...ADDRESSES.flatMap((address) => [parseAddress(address) ?? []]).filter((b) => b.length > 0)),
    fc.nat(128),
  )
  .map(([bytes, length]) => {
    const prefix = Math.min(length, bytes.length * 8);
    return {
      prefix,
      bytes: bytes.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, prefix - i * 8))) & 0xff),
    };
  });

const textual: readonly EventColumn[] = ['Image', 'CommandLine', 'User', 'QueryName', 'ParentImage'];
const numeric: readonly EventColumn[] = [
  'EventID',
  'DestinationPort',
  'record_id',
  'LogonType',
  'Status',
  'QueryResults',
  'ts',
];

const leaf: fc.Arbitrary<Rule> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('text' as const), field: fieldOf(textual), pattern, cased }),
  },
  { weight: 4, arbitrary: textList },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('regex' as const),
      field: fieldOf(textual),
      source: regexSource,
      flags: fc.subarray<'i' | 'm' | 's'>(['i', 'm', 's']),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('cidr' as const),
      field: fieldOf(['SourceIp', 'DestinationIp']),
      network: cidr,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('compare' as const),
      field: fieldOf(numeric),
      operator: fc.constantFrom('gt' as const, 'gte' as const, 'lt' as const, 'lte' as const),
      value: fc.constantFrom(...NUMBERS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('datePart' as const),
      field: fieldOf(['ts', 'Details', 'Status']),
      part: fc.constantFrom(
        'minute' as const,
        'hour' as const,
        'day' as const,
        'week' as const,
        'month' as const,
        'year' as const,
      ),
      value: fc.constantFrom(
        0,
        1,
        2,
        4,
        5,
        7,
        8,
        12,
        23,
        29,
        30,
        31,
        52,
        53,
        59,
        2016,
        2021,
        2024,
        1900,
        -1,
        1.5,
        70000,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('exists' as const, 'missing' as const), field: anyField }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('fieldRef' as const), field: anyField, other: anyField, position, cased }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('keyword' as const), pattern, cased }) },
);

/** A rule's condition: mostly a comparison or two, now and then more. */
export const randomRule: fc.Arbitrary<Rule> = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: leaf },
    { weight: 1, arbitrary: fc.constantFrom(true, false).map((value): Rule => ({ kind: 'const', value })) },
    { weight: 3, arbitrary: tie('rule').map((item): Rule => ({ kind: 'not', item })) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        items: fc.array(tie('rule'), { maxLength: 4 }),
      }),
    },
  ),
})).rule;
