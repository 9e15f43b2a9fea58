// What people and data put into queries, executed on the real engine as the reader: nothing but the intended rows, whatever it is.
import { SEEN_KINDS } from '@huntboard/query';
import type { CompiledQuery, Filter } from '@huntboard/query';
import { CONTEXT, GUID, fill, startQueryStore } from '@huntboard/query/testing';
import type { QueryStore } from '@huntboard/query/testing';
import { events } from '@huntboard/schema';
import { interpolateFilters } from './interpolation/interpolate-filters';
import { interpolateSql } from './interpolation/interpolate-sql';
import { variableName } from './interpolation/variables';
import type { VariableReader } from './interpolation/variables';
import { modelToSql } from './model-to-sql';
import { compileQuery, parseQuery } from './query-kinds';
import type { QueryModel } from './query-models';

const CORPUS: readonly string[] = [
  "'", "''", "\\'", "\\", "\\\\'", '"', '`', "' OR 1=1 --", "' OR '1'='1", "') OR 1=1 --", "') UNION ALL SELECT 'leak' --",
  "'; DROP TABLE events; --", "1; DROP TABLE events", "' /* ", " */ OR 1=1", '-- ', '# comment', '\u2212\u2212 x', '/* x */',
  '{p0:String}', '{from:String}', '{p0:Identifier}', "{p0:String}' OR 1=1 --", '{', '}', '$__timeFilter(ts)', '$__filters', '$__conditionalAll(1, 2)', '$timeFilter', '$from', '$table', '$adhoc', '$conditionalTest(OR 1, 2)', '$unescape(User)', '$columns(1, 2)',
  "'$__fromTime'", '/* $__filters */', '$x$ OR 1=1 $x$', '$host', '${host}', '${host:sqlstring}', '[[host]]', '\u2018 OR 1=1 \u2019', '\u201c', '\u02bc OR 1=1',
  '\uff07 OR 1=1', '\u00b4', '\u0000', '\n', '\r\n--', '\t', '%', '_', '%%', '.*', '(', ')', '[', '(?i).*', 'a|b', '^', '$', '\\Q', '\\E', '+', '?',
  '\ud83d\ude42', '\ud800', 'NULL', 'true', '0', '-1', '1e999', '00000000-0000-0000-0000-000000000000', 'İ', 'ſ', 'K', "x' AND sleep(3) AND '1'='1",
  "' AND throwIf(1) = '", "x', (SELECT password FROM system.users), '", 'format JSON', '\\x27 OR 1=1', '\\u0027', '&#39;', '%27',
]; // prettier-ignore

/** A marker that no row holds: with it, an intended answer is always the empty one. */
const nothing = (value: string): string => `${value}no-such-text`;

let store: QueryStore;
let rowsBefore: string;
beforeAll(async () => {
  store = await startQueryStore();
  await fill(store);
  rowsBefore = await countRows();
});
afterAll(() => store?.stop());

const countRows = async (): Promise<string> =>
  String((await store.reader.query<{ n: string }>('SELECT count() AS n FROM events'))[0]?.n);

function compiled(model: object, filters: readonly Filter[] = []): CompiledQuery {
  const parsed = parseQuery(model);
  const result = parsed.ok ? compileQuery(parsed.value, { ...CONTEXT, filters }) : parsed;
  if (!result.ok) throw new Error(`${JSON.stringify(model)}: ${result.error.message}`);
  return result.value;
}

/** Rows that mean something: counts of nothing are none. */
async function found(model: object, filters: readonly Filter[] = []): Promise<number> {
  const { statements } = compiled(model, filters);
  const answers = await Promise.all(statements.map((statement) => store.run(statement)));
  return answers.flat().filter((row) => !['0', 0].includes((row['events'] ?? row['alerts'] ?? 1) as string | number))
    .length;
}

const rule = (field: string, value: string): string =>
  JSON.stringify({
    title: value,
    logsource: { category: 'process_creation' },
    detection: { s: { [field]: value }, condition: 's' },
  });

/** Every place of every kind where a value can stand. */
const PLACES: Readonly<Record<string, (value: string) => object>> = {
  'events: host': (value) => ({ kind: 'events', hosts: [value] }),
  'events: category': (value) => ({ kind: 'events', categories: [value] }),
  'events: text': (value) => ({ kind: 'events', search: value, format: 'logs' }),
  'events: filter on text': (value) => ({
    kind: 'events',
    filters: [{ field: 'CommandLine', operator: 'contains', value }],
  }),
  'events: filter on a key': (value) => ({ kind: 'events', filters: [{ field: value, operator: '=', value }] }),
  'events: list': (value) => ({ kind: 'events', filters: [{ field: 'User', operator: 'in', value: [value, value] }] }),
  'events: groups': (value) => ({
    kind: 'events',
    filters: [
      { any: [{ field: 'User', operator: '=', value }, { all: [{ field: 'rule_ids', operator: '=', value }] }] },
    ],
  }),
  'events: columns, order': (value) => ({
    kind: 'events',
    hosts: [value],
    columns: [value, 'ts'],
    orderBy: { field: value },
  }),
  'events: histogram by a key': (value) => ({ kind: 'events', hosts: [value], format: 'histogram', groupBy: value }),
  'timeseries: all': (value) => ({
    kind: 'timeseries',
    hosts: [value],
    measure: 'uniq',
    fill: 'none',
    field: value,
    groupBy: [value],
  }),
  'rarity: field': (value) => ({ kind: 'rarity', field: value, newOnly: true }),
  'rarity: seen': (value) => ({ kind: 'rarity', from: 'seen', seenKind: SEEN_KINDS[0], search: value, hosts: [value] }),
  'sequence: steps, fields': (value) => ({
    kind: 'sequence',
    by: ['host', value],
    hosts: [value],
    steps: [{ name: value.slice(0, 99), search: value }, { filters: [{ field: value, operator: 'endswith', value }] }],
  }),
  'lineage: host': (value) => ({ kind: 'lineage', hosts: [value] }),
  'alerts: all': (value) => ({ kind: 'alerts', levels: [value], hosts: [value], statuses: [value] }),
  'alerts: count': (value) => ({
    kind: 'alerts',
    format: 'count',
    filters: [{ field: 'summary', operator: 'contains', value }],
  }),
  'values: search': (value) => ({ kind: 'values', field: 'CommandLine', search: value }),
  'values: key': (value) => ({ kind: 'values', field: value, sample: 10 }),
  'annotations: seen': (value) => ({
    kind: 'annotations',
    from: 'seen',
    hosts: [value],
    filters: [{ field: 'value', operator: 'contains', value }],
  }),
  'annotations: events': (value) => ({ kind: 'annotations', from: 'events', field: value, hosts: [value] }),
  'annotations: all': (value) => ({ kind: 'annotations', levels: [value], hosts: [value] }),
  'sigma: value': (value) => ({ kind: 'sigma', rule: rule('CommandLine|contains', value) }),
  'sigma: host, columns': (value) => ({ kind: 'sigma', rule: rule('User', 'x'), hosts: [value], columns: [value] }),
};

describe('values in every place of every kind', () => {
  it.each(Object.entries(PLACES))('%s', async (name, model) => {
    // No rule can hold half a surrogate pair: it is refused. The statements of a lineage are long, and their values stand alike.
    const corpus = CORPUS.filter((text, n) =>
      name.startsWith('sigma: value') ? text !== '\ud800' : !name.startsWith('lineage') || n % 5 === 0,
    );
    for (const value of corpus) expect([value, await found(model(nothing(value)))]).toEqual([value, 0]);
    expect(await countRows()).toBe(rowsBefore);
  });

  it('find the row that holds exactly them, and no other', async () => {
    const START = CONTEXT.timeRange.from;
    // What is no text in UTF-8 cannot be stored as such; a lone surrogate is sent as U+FFFD.
    const texts = CORPUS.filter((text) => !/[\ud800-\udfff]/u.test(text));
    await store.insert(
      events,
      texts.map((text, n) => ({
        ts: START + 1000, ingested_at: START, retention_days: 10_000, raw_days: 10_000, host: 'corpus', category: 'test', raw: '{}',
        event_id: GUID.replace(/.{6}$/, (0x100000 + n).toString(16)), CommandLine: `<${text}>`, ext: { Key: `<${text}>`, [`<${text}>`]: 'here' },
      })), // prettier-ignore
    );
    for (const text of texts) {
      const value = `<${text}>`;
      for (const filter of [
        { field: 'CommandLine', operator: '=', value },
        { field: 'CommandLine', operator: 'contains', value },
        { field: 'Key', operator: 'in', value: [value] },
        { field: `ext.${value}`, operator: '=', value: 'here' },
        { field: `ext.${value}`, operator: 'exists' },
      ]) {
        const [statement] = compiled({
          kind: 'events',
          hosts: ['corpus'],
          columns: ['CommandLine'],
          filters: [filter],
        }).statements;
        const rows = await store.run(statement);
        // Case does not count, so that one letter in two cases finds two rows.
        const same = texts.filter((other) => other.toLowerCase() === text.toLowerCase());
        expect([filter, rows.map((row) => row['CommandLine']).sort()]).toEqual([
          filter,
          same.map((other) => `<${other}>`).sort(),
        ]);
      }
    }
  });
});

describe('ad-hoc filters', () => {
  it.each(['=', '!=', 'contains', 'in', 'exists'] as const)('with %s keep to what they say', async (operator) => {
    const all = await found({ kind: 'events' });
    for (const text of CORPUS) {
      const value = nothing(text);
      const filter = { field: 'User', operator, value: operator === 'in' ? [value] : value } as Filter;
      const expected =
        operator === '!='
          ? all
          : operator === 'exists'
            ? await found({ kind: 'events', filters: [{ field: 'User', operator: 'exists' }] })
            : 0;
      expect([text, await found({ kind: 'events' }, [filter])]).toEqual([text, expected]);
      expect([
        text,
        await found({ kind: 'sql', sql: 'SELECT 1 FROM events WHERE $__timeFilter(ts) AND $__filters' }, [filter]),
      ]).toEqual([text, expected]);
    }
  });

  it('with a regular expression either mean it or are refused by the engine', async () => {
    for (const text of CORPUS) {
      const filter: Filter = { field: 'User', operator: 'regex', value: `^(${nothing(text)})$` };
      // 427: no regular expression.
      const answer = await found({ kind: 'events' }, [filter]).catch((error: { code: string }) => error.code);
      expect([text, answer]).toEqual([text, answer === '427' ? '427' : 0]);
    }
  });
});

/** Variables as Grafana gives them, for tests: one value or several. */
function reader(values: Readonly<Record<string, readonly string[]>>): VariableReader {
  const pattern = /\$\{(\w+)\}|\$(?!__)(\w+)/g;
  return {
    replace: (text, format) =>
      text.replace(pattern, (whole, braced: string | undefined, bare: string | undefined) => {
        const of = values[braced ?? bare ?? ''];
        return of === undefined ? whole : format(of, of.length > 1);
      }),
    values: (text) => values[variableName(text) ?? ''] ?? null,
    isAll: (name) => (values[name] ?? []).includes('$__all'),
  };
}

describe('variables', () => {
  const count = async (sql: string, variables: VariableReader): Promise<number> =>
    found({ kind: 'sql', sql: interpolateSql(sql, variables) });

  it.each([
    ['as the text of a literal', "SELECT 1 FROM events WHERE User = '$v'"],
    ['as literals', 'SELECT 1 FROM events WHERE User IN (${v:sqlstring})'],
    ['as one literal', 'SELECT 1 FROM events WHERE User = ${v:singlequote}'],
    ['in a condition for all', "SELECT 1 FROM events WHERE $__conditionalAll(User = '$v', $v)"],
    ['in a text for all', "SELECT 1 FROM events WHERE $timeFilter $conditionalTest(AND User = '$v', $v)"],
    ['beside macros', "SELECT 1 FROM events WHERE $__timeFilter(ts) AND User = '$v' AND $__filters"],
    ['in LIKE', "SELECT 1 FROM events WHERE User LIKE '%$v'"],
  ])('%s', async (_name, sql) => {
    for (const text of CORPUS) expect([text, await count(sql, reader({ v: [nothing(text)] }))]).toEqual([text, 0]);
    expect(await countRows()).not.toBe('0');
  });

  it('with several values are a list of literals', async () => {
    const all = CORPUS.map(nothing);
    expect(await count('SELECT 1 FROM events WHERE User IN ($v)', reader({ v: all }))).toBe(0);
    expect(await count('SELECT 1 FROM events WHERE User IN ($v)', reader({ v: [...all, 'root'] }))).toBe(1);
  });

  it('stand for themselves in a regular expression', async () => {
    for (const text of CORPUS) {
      const filters = interpolateFilters(
        [{ field: 'User', operator: 'regex', value: '^$v$' }],
        reader({ v: [nothing(text)] }),
      );
      expect([text, await found({ kind: 'events', filters })]).toEqual([text, 0]);
    }
  });
});

describe('SQL that a query was turned into', () => {
  it.each(
    Object.entries(PLACES).filter(([name]) =>
      /^(events: (host|filter on text|list)|rarity: f|sequence|lineage|alerts: a|sigma: value)/.test(name),
    ),
  )('gives what the query gives: %s', async (name, model) => {
    for (const text of CORPUS.filter((one) => one !== '\ud800')) {
      const parsed = parseQuery(model(nothing(text)));
      if (!parsed.ok) throw new Error(parsed.error.message);
      const sql = modelToSql(parsed.value as QueryModel);
      // A name that would be a variable has no SQL.
      if (sql === null && /^(sequence|rarity)/.test(name) && /\$|\[\[/.test(text)) continue;
      if (sql === null) throw new Error(`${name} has no SQL`);
      const run = interpolateSql(sql.sql, reader({ host: ['ws1'] }));
      expect([name, text, await found({ ...sql, sql: run })]).toEqual([name, text, 0]);
    }
  });
});
