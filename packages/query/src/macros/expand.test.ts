// Macros: exact text of each, where they are expanded and where not, and what wrong use is told.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { CONTEXT } from '../../testing/queries';
import { MACROS, Params, expandMacros, singleStatement, tokenize } from '../index';

function expand(sql: string, filters: Parameters<typeof expandMacros>[1]['filters'] = []): string {
  const expanded = expandMacros(sql, { ...CONTEXT, filters }, new Params());
  return expanded.ok
    ? expanded.value
    : `${expanded.error.code} at ${expanded.error.position}: ${expanded.error.message}`;
}

const FROM = "{from:DateTime64(3, 'UTC')}";
const TO = "{to:DateTime64(3, 'UTC')}";

const GOLDEN: readonly (readonly [string, string])[] = [
  [
    '$__timeFilter(ts)',
    `(ts >= if(match(toTypeName(ts), 'Date(32)?[)]*$'), toStartOfDay(${FROM}), ${FROM}) AND ts <= ${TO})`,
  ],
  ['$__timeFilter_ms(ts)', `(ts >= ${FROM} AND ts <= ${TO})`],
  ['$__dateFilter(d)', `(d >= toDate(${FROM}) AND d <= toDate(${TO}))`],
  [
    '$__dateTimeFilter(d, t)',
    `((d >= toDate(${FROM}) AND d <= toDate(${TO})) AND (t >= if(match(toTypeName(t), 'Date(32)?[)]*$'), toStartOfDay(${FROM}), ${FROM}) AND t <= ${TO}))`,
  ],
  ['$__fromTime', `toDateTime(${FROM})`],
  ['$__toTime', `toDateTime(${TO})`],
  ['$__fromTime_ms', FROM],
  ['$__toTime_ms', TO],
  ['$__from', '1714557600000'],
  ['$__to', '1714561200000'],
  ['$__timeInterval(ts)', 'toStartOfInterval(toDateTime(ts), INTERVAL 60 second)'],
  ['$__timeInterval_ms(ts)', 'toStartOfInterval(toDateTime64(ts, 3), INTERVAL 60000 millisecond)'],
  ['$__interval_s', '60'],
  ['$__interval_ms', '60000'],
  ['$__filters', '1'],
  ["$__conditionalAll(host IN ('a'), 'a')", "(host IN ('a'))"],
  ['$__conditionalAll(host IN ($__all), $__all)', '1=1'],
];

describe('expandMacros', () => {
  it.each(GOLDEN)('%s', (macro, text) => {
    expect(expand(`SELECT ${macro} AS x`)).toBe(`SELECT ${text} AS x`);
  });

  it('has a golden text for every macro', () => {
    const tested = new Set(GOLDEN.map(([macro]) => macro.replace(/\(.*/, '')));
    expect(Object.keys(MACROS).filter((name) => !tested.has(name))).toEqual(['$__dt']);
    expect(expand('$__dt(d, t)')).toBe(expand('$__dateTimeFilter(d, t)'));
  });

  it.each(['../../README.md', '../../../../docs/queries.md'])('are all in %s, with what they become', (file) => {
    // Tables are laid out in columns: the space between cells does not count.
    const readme = readFileSync(join(__dirname, file), 'utf8').replaceAll(/ +\|/g, ' |');
    for (const [name, { args, becomes, doc }] of Object.entries(MACROS)) {
      const usage = args.length === 0 ? name : `${name}(${args.join(', ')})`;
      expect(readme).toContain(`| \`${usage}\` | \`${becomes.replaceAll('`', '')}\` | ${doc} |`);
    }
  });

  it('puts ad-hoc filters in, with their values as parameters', () => {
    const params = new Params();
    const filters = [{ field: 'host', operator: '=' as const, value: "WS1' OR 1" }];
    expect(expandMacros('WHERE $__filters', { ...CONTEXT, filters }, params)).toEqual({
      ok: true,
      value: 'WHERE `host` = {p0:String}',
    });
    expect(params.all).toEqual({ p0: { type: 'String', value: "ws1' or 1" } });
  });

  it('leaves strings, comments, quoted names and heredocs as they are', () => {
    const inert = [
      "'$__fromTime'",
      '"$__fromTime"',
      '`$__fromTime`',
      '-- $__fromTime\n',
      '/* $__fromTime */',
      '$x$ $__fromTime $x$',
      "'it''s $__fromTime'",
      "'\\' $__fromTime'",
      '# $__fromTime\n',
      '‘$__fromTime’',
    ];
    for (const text of inert) expect(expand(`SELECT ${text}, 1`)).toBe(`SELECT ${text}, 1`);
  });

  it('takes arguments with parentheses, strings, comments and macros in them', () => {
    expect(expand("$__timeFilter_ms(toDateTime(concat(a, ')', ',')))")).toBe(
      `(toDateTime(concat(a, ')', ',')) >= ${FROM} AND toDateTime(concat(a, ')', ',')) <= ${TO})`,
    );
    expect(expand('$__conditionalAll($__timeFilter_ms(ts) AND x IN (1, 2), 1)')).toBe(
      `((ts >= ${FROM} AND ts <= ${TO}) AND x IN (1, 2))`,
    );
    expect(expand('$__timeFilter_ms (  ts )')).toBe(`(ts >= ${FROM} AND ts <= ${TO})`);
  });

  it('says where a macro is wrong', () => {
    expect(expand('SELECT $__timeFiltr(ts)')).toMatch(/^query.unknown_macro at 7: There is no macro \$__timeFiltr/);
    expect(expand('SELECT $__timeFilter')).toBe(
      'query.macro_arguments at 7: $__timeFilter is used as $__timeFilter(column); 0 given.',
    );
    expect(expand('SELECT $__timeFilter(a, b)')).toMatch(/2 given/);
    expect(expand('SELECT $__timeFilter(a')).toMatch(/not closed/);
    expect(expand('SELECT $__fromTime(a)')).toMatch(/takes no arguments; 1 given/);
    expect(expand('SELECT $__fromTime()')).toBe(`SELECT toDateTime(${FROM})`);
  });
});

describe('tokenize', () => {
  it('loses and changes no character', () => {
    const pieces = fc.constantFrom(
      "'",
      '"',
      '`',
      '\\',
      '--',
      '/*',
      '*/',
      '$',
      '$__timeFilter(',
      '$a$',
      '{',
      ':',
      '}',
      '#',
      '‘',
      '’',
      '“',
      '”',
      ' ',
      '\n',
      'a',
      '1',
      '.',
      ';',
      ',',
      ')',
      'é',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const sql = parts.join('');
        expect(
          tokenize(sql)
            .map(({ text }) => text)
            .join(''),
        ).toBe(sql);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds the one statement, without semicolons and FORMAT', () => {
    expect(singleStatement('SELECT 1 FORMAT JSON;')).toBe('SELECT 1');
    expect(singleStatement(" SELECT ';' -- x\n; -- y")).toBe("SELECT ';'");
    expect(singleStatement('SELECT 1; SELECT 2')).toBeUndefined();
    expect(singleStatement('SELECT format FROM t')).toBe('SELECT format FROM t');
  });
});
