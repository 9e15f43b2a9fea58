// Macros of the Altinity plugin: exact text of each, what stays untouched, and what those are told that mean nothing here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTEXT } from '../../testing/queries';
import { ALTINITY_MACROS, Params, compileQuery, expandMacros, parseQuery } from '../index';

type Filters = Parameters<typeof expandMacros>[1]['filters'];

function expand(sql: string, context: Partial<typeof CONTEXT> & { readonly filters?: Filters } = {}): string {
  const expanded = expandMacros(sql, { ...CONTEXT, ...context }, new Params());
  return expanded.ok
    ? expanded.value
    : `${expanded.error.code} at ${expanded.error.position}: ${expanded.error.message}`;
}

const FROM = "{from:DateTime64(3, 'UTC')}";
const TO = "{to:DateTime64(3, 'UTC')}";
const ANY_TIME = `(c >= if(match(toTypeName(c), 'Date(32)?[)]*$'), toStartOfDay(${FROM}), ${FROM}) AND c <= ${TO})`;

const GOLDEN: readonly (readonly [string, string])[] = [
  ['$table', 'events'],
  ['$dateTimeCol', 'ts'],
  ['$dateCol', 'toDate(ts)'],
  ['$timeFilter', `(ts >= ${FROM} AND ts <= ${TO})`],
  ['$timeFilterMs', `(ts >= ${FROM} AND ts <= ${TO})`],
  ['$timeFilterByColumn(c)', ANY_TIME],
  ['$timeFilter64ByColumn(c)', ANY_TIME],
  ['$from', '1714557600'],
  ['$to', '1714561200'],
  ['$interval', '60'],
  ['$timeSeries', 'toStartOfInterval(toDateTime(ts), INTERVAL 60 second)'],
  ['$timeSeriesMs', 'toStartOfInterval(toDateTime64(ts, 3), INTERVAL 60000 millisecond)'],
  ['$naturalTimeSeries', 'toStartOfMinute(ts)'],
  ['$adhoc', '1'],
  ["$conditionalTest(AND host IN ('a', 'b'), 'a')", " AND host IN ('a', 'b') "],
  ["$conditionalTest(AND host IN (''), '')", ' '],
  ['$conditionalTest(AND host IN ($__all), $__all)', ' '],
  ["$unescape('User')", '`User`'],
  ['$unescape(User)', '`User`'],
];

describe('macros of the Altinity plugin', () => {
  it.each(GOLDEN)('%s', (macro, text) => {
    expect(expand(`SELECT ${macro} AS x`)).toBe(`SELECT ${text} AS x`);
  });

  it('have a golden text each, and stand in the docs with what they become', () => {
    const tested = new Set(GOLDEN.map(([macro]) => macro.replace(/\(.*/, '')));
    expect([...tested].sort()).toEqual(Object.keys(ALTINITY_MACROS).sort());
    const docs = readFileSync(join(__dirname, '../../../../docs/queries.md'), 'utf8').replaceAll(/ +\|/g, ' |');
    for (const [name, { args, becomes, doc }] of Object.entries(ALTINITY_MACROS)) {
      const usage = args.length === 0 ? name : `${name}(${args.join(', ')})`;
      expect(docs).toContain(`| \`${usage}\` | \`${becomes.replaceAll('`', '')}\` | ${doc} |`);
    }
  });

  it('suit the length of the range, where that decides', () => {
    const natural = (days: number): string =>
      expand('$naturalTimeSeries', { timeRange: { from: 0, to: days * 86_400_000 } });
    expect([0.01, 0.1, 0.5, 2, 10, 100, 200, 1000, 3000].map(natural)).toEqual([
      'toDateTime(ts)',
      'toStartOfMinute(ts)',
      'toStartOfFiveMinutes(ts)',
      'toStartOfFifteenMinutes(ts)',
      'toStartOfHour(ts)',
      'toStartOfDay(ts)',
      "toDateTime(toMonday(ts), 'UTC')",
      "toDateTime(toStartOfMonth(ts), 'UTC')",
      "toDateTime(toStartOfQuarter(ts), 'UTC')",
    ]);
  });

  it('are left as they are in strings, comments, quoted names and heredocs, and within longer names', () => {
    const inert = [
      "'$timeFilter'",
      '"$timeFilter"',
      '`$timeFilter`',
      '-- $timeFilter\n',
      '/* $from */',
      '$x$ $timeFilter $x$',
      '$from$ text $from$',
      "'it''s $timeFilter'",
      "'\\' $timeFilter'",
      '# $table\n',
      '‘$from’',
      'a$from',
      '$fromage',
      '$Table',
      '${from}',
      '{from:String}',
      '$timeFilter$',
    ];
    for (const text of inert) expect(expand(`SELECT ${text}, 1`)).toBe(`SELECT ${text}, 1`);
  });

  it('take values of filters as parameters, and let SQL be filtered where $adhoc stands', () => {
    const filters = [{ field: 'host', operator: '=' as const, value: "WS1' OR 1" }];
    expect(expand('WHERE $adhoc', { filters })).toBe('WHERE `host` = {p0:String}');
    const code = (sql: string): string => {
      const parsed = parseQuery({ kind: 'sql', sql });
      const compiled = parsed.ok ? compileQuery(parsed.value, { ...CONTEXT, filters }) : parsed;
      return compiled.ok ? 'ok' : compiled.error.code;
    };
    expect(code('SELECT 1 FROM events WHERE $timeFilter AND $adhoc')).toBe('ok');
    expect(code("SELECT '$adhoc' FROM events WHERE $timeFilter")).toBe('query.filters_misplaced');
  });

  it.each([
    ['$columns(host, count() c) FROM events', 'each value of it becomes a series'],
    ['$rate(count() AS c) FROM $table', 'the measure “rate”'],
    ['$rateColumns(host, count() c) FROM $table', 'the measure “rate”'],
    ['$perSecond(c) FROM t', 'counters'],
    ['$deltaColumns(k, c) FROM t', 'counters'],
    ['$increaseColumnsAggregated(k, s, max, c) FROM t', 'counters'],
    ['$lttb(100, a, b) FROM t', 'lttb(points)'],
    ["SELECT 1 SETTINGS $__adHocFilters('t')", '$__filters'],
  ])('%s is told what to write instead', (sql, words) => {
    const told = expand(sql);
    expect(told).toMatch(/^query\.unknown_macro at \d+: \$\w+ of another plugin means nothing here: /);
    expect(told).toContain(words);
  });

  it('say what is wrong with their arguments, and where', () => {
    expect(expand('SELECT $timeFilterByColumn')).toBe(
      'query.macro_arguments at 7: $timeFilterByColumn is used as $timeFilterByColumn(column); 0 given.',
    );
    expect(expand('SELECT $timeFilter(ts)')).toMatch(/takes no arguments; 1 given/);
    for (const name of ["'a b'", "'x) FROM t --'", '1', "'a", '*'])
      expect(expand(`SELECT $unescape(${name})`)).toMatch(/^query.macro_arguments at 7: /);
  });
});
