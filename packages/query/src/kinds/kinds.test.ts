// Every kind in every form compiles to exactly this SQL; what is wrong is said before anything runs.
import { join } from 'node:path';
import { expectGolden } from '../../testing/golden';
import { CONTEXT, QUERIES } from '../../testing/queries';
import { compileQuery, displaySql, parseQuery } from '../index';

const compile = (model: unknown, context = CONTEXT): ReturnType<typeof compileQuery> => {
  const parsed = parseQuery(model);
  return parsed.ok ? compileQuery(parsed.value, context) : parsed;
};

describe('compileQuery', () => {
  it.each(Object.entries(QUERIES))('gives the known SQL for %s', (name, model) => {
    const compiled = compile(model);
    if (!compiled.ok) throw new Error(compiled.error.message);
    const text = compiled.value.statements
      .map(({ text: sql, params, ...rest }) => `${sql}\n-- ${JSON.stringify(params)}\n-- ${JSON.stringify(rest)}\n`)
      .join('\n');
    expectGolden(join(__dirname, '__golden__', `${name.replaceAll(' ', '-')}.sql`), text);
  });

  it('never writes a value into the text', () => {
    const evil = "x' OR 1=1 -- \\ } {p0:String}";
    const models = [
      {
        kind: 'events',
        hosts: [evil],
        categories: [evil],
        search: evil,
        filters: [{ field: evil, operator: '=', value: evil }],
        columns: [evil],
        orderBy: { field: evil },
      },
      {
        kind: 'events',
        format: 'histogram',
        groupBy: 'host',
        filters: [{ field: 'User', operator: 'in', value: [evil] }],
      },
      { kind: 'lineage', hosts: [evil] },
      { kind: 'alerts', levels: [evil], statuses: [evil], hosts: [evil] },
      { kind: 'values', field: evil, search: evil },
      { kind: 'annotations', levels: [evil], hosts: [evil] },
      { kind: 'annotations', from: 'seen', filters: [{ field: 'value', operator: '!=', value: evil }] },
      { kind: 'annotations', from: 'events', field: evil, hosts: [evil] },
    ];
    for (const model of models) {
      const compiled = compile(model);
      if (!compiled.ok) throw new Error(compiled.error.message);
      for (const { text, params } of compiled.value.statements) {
        // A column may carry the asker's name: in backquotes, where it means nothing else.
        expect(text.replaceAll(/`(?:[^`\\]|\\.)*`/g, '')).not.toMatch(/OR 1=1/i);
        expect(JSON.stringify(params).toLowerCase()).toContain('or 1=1');
      }
    }
  });

  it('says what is wrong with a value that does not fit its column', () => {
    const message = (filter: unknown): string => {
      const compiled = compile({ kind: 'events', filters: [filter] });
      return compiled.ok ? 'ok' : `${compiled.error.code}: ${compiled.error.message}`;
    };
    expect(message({ field: 'EventID', operator: '=', value: 'abc' })).toBe(
      'query.value_type: EventID holds numbers, "abc" is none.',
    );
    expect(message({ field: 'proc_guid', operator: '=', value: 'abc' })).toBe(
      'query.value_type: proc_guid holds GUIDs, "abc" is none.',
    );
    expect(message({ field: 'ts', operator: '>', value: 'soon' })).toBe(
      'query.value_type: ts holds times, "soon" is none.',
    );
    expect(message({ field: 'EventID', operator: '=', value: '0x1f' })).toBe('ok');
  });

  it('takes "All" and empty choices of a variable as no condition', () => {
    const all = compile({ kind: 'events', hosts: ['$__all'], categories: [''] });
    if (!all.ok) throw new Error(all.error.message);
    expect(all.value.statements[0].text).toBe((compile({ kind: 'events' }) as typeof all).value.statements[0].text);
  });

  it('bounds the number of points of a series, whatever the interval asked for', () => {
    const compiled = compile(
      { kind: 'events', format: 'histogram' },
      { ...CONTEXT, intervalMs: 1, timeRange: { from: 0, to: 86_400_000 } },
    );
    expect(compiled.ok && compiled.value.statements[0].text).toContain('INTERVAL 7855 millisecond');
  });

  it('refuses more than one statement, an empty one, and ad-hoc filters that have no place', () => {
    const code = (sql: string, filters = CONTEXT.filters): string => {
      const compiled = compile({ kind: 'sql', sql }, { ...CONTEXT, ...(filters === undefined ? {} : { filters }) });
      return compiled.ok ? 'ok' : compiled.error.code;
    };
    expect(code('SELECT 1; DROP TABLE events')).toBe('query.multiple_statements');
    expect(code("SELECT ';' /* ; */ -- ;\n;;")).toBe('ok');
    expect(code(' -- nothing')).toBe('query.empty');
    const filters = [{ field: 'host', operator: '=' as const, value: 'x' }];
    expect(code('SELECT 1', filters)).toBe('query.filters_misplaced');
    expect(code("SELECT '$__filters'", filters)).toBe('query.filters_misplaced');
    expect(code('SELECT 1 WHERE $__filters', filters)).toBe('ok');
  });
});

describe('ad-hoc filters', () => {
  const filters = [{ field: 'host', operator: '=' as const, value: 'Only-Here' }];

  it.each(Object.entries(QUERIES))('narrow every statement of %s, or are refused', (_name, model) => {
    const compiled = compile(model, { ...CONTEXT, filters });
    if (!compiled.ok) {
      expect(compiled.error.code).toBe('query.filters_misplaced');
      expect(model['kind']).toBe('sql');
      return;
    }
    for (const { params } of compiled.value.statements) expect(JSON.stringify(params)).toMatch(/only-here| "/);
  });

  it('by a key that only events have are refused where there are no such keys, and apply to events', () => {
    const byKey = [{ field: 'AppKey', operator: '=' as const, value: 'v1' }];
    const code = (model: object): string => {
      const compiled = compile(model, { ...CONTEXT, filters: byKey });
      return compiled.ok ? 'ok' : compiled.error.code;
    };
    for (const kind of ['events', 'timeseries', 'rarity', 'values'])
      expect([kind, code({ kind, field: 'User' })]).toEqual([kind, 'ok']);
    for (const kind of ['alerts', 'annotations', 'lineage'])
      expect([kind, code({ kind })]).toEqual([kind, 'query.filters_misplaced']);
    for (const kind of ['rarity', 'annotations'])
      expect([kind, code({ kind, from: 'seen' })]).toEqual([kind, 'query.filters_misplaced']);
    expect(code({ kind: 'annotations', from: 'events' })).toBe('ok');
    expect(code({ kind: 'values', table: 'process', field: 'User' })).toBe('query.filters_misplaced');
  });
});

describe('parseQuery', () => {
  it('reads queries of the official ClickHouse plugin', () => {
    expect(parseQuery({ refId: 'A', rawSql: 'SELECT 1', queryType: 'timeseries' })).toEqual({
      ok: true,
      value: { kind: 'sql', version: 1, sql: 'SELECT 1', format: 'timeseries' },
    });
    expect(parseQuery({ rawSql: 'SELECT 1', format: 1 })).toMatchObject({ ok: true, value: { format: 'table' } });
  });

  it('drops what it does not know and says what it cannot read', () => {
    expect(parseQuery({ kind: 'events', refId: 'A', datasource: {}, hide: false })).toMatchObject({
      ok: true,
      value: { kind: 'events', limit: 1000 },
    });
    expect(parseQuery({ kind: 'toString' })).toMatchObject({ ok: false, error: { code: 'query.unknown_kind' } });
    expect(parseQuery(null)).toMatchObject({ ok: false, error: { code: 'query.invalid' } });
    expect(parseQuery({ kind: 'events', limit: -1 })).toMatchObject({
      ok: false,
      error: { code: 'query.invalid', message: expect.stringContaining('limit') },
    });
    expect(parseQuery({ kind: 'events', version: 9 })).toMatchObject({ ok: false });
  });
});

describe('displaySql', () => {
  it('writes parameters in as literals, only where they are parameters', () => {
    const params = {
      a: { type: 'String', value: "it's" },
      t: { type: "DateTime64(3, 'UTC')", value: '2024-01-01 00:00:00.000' },
      l: { type: 'Array(String)', value: ['x', 'y'] },
    };
    expect(
      displaySql({
        text: "SELECT {a:String}, '{a:String}', {t:DateTime64(3, 'UTC')}, {l:Array(String)} -- {a:String}",
        params,
      }),
    ).toBe(
      "SELECT 'it\\'s', '{a:String}', toDateTime64('2024-01-01 00:00:00.000', 3, 'UTC'), ['x', 'y'] -- {a:String}",
    );
  });
});
