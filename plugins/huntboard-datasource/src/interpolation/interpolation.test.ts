import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { emptyModel, migrateQuery } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';
import { interpolateFilters, interpolateList } from './interpolate-filters';
import { interpolateQuery } from './interpolate-query';
import { interpolateSql } from './interpolate-sql';
import { variableReader } from './variables';
import type { VariableReader } from './variables';

interface Variable {
  readonly value: string | string[];
  /** All values, which Grafana gives where "All" is chosen. */
  readonly options?: string[];
  readonly multi?: boolean;
}

/** Replaces as Grafana does: a format function gets the value (all of them for "All") of references without a format. */
function templates(variables: Record<string, Variable>): TemplateSrv {
  const models = Object.entries(variables).map(([name, { value, multi = false, options }]) => ({
    name,
    multi,
    includeAll: options !== undefined,
    current: { value, text: value },
  }));
  const replace = (
    text = '',
    scoped?: ScopedVars,
    format?: string | ((value: unknown, variable: unknown) => string),
  ): string =>
    text.replace(/\$(\w+)|\$\{(\w+)(?::(\w+))?\}/g, (found: string, plain?: string, braced?: string, own?: string) => {
      const name = plain ?? braced ?? '';
      const variable = variables[name];
      const given: unknown =
        scoped?.[name]?.value ??
        (variable?.value === '$__all' || variable?.value.includes('$__all') ? variable.options : variable?.value);
      if (given === undefined) return found;
      if (own === undefined && typeof format === 'function')
        return String(
          format(
            given,
            models.find((model) => model.name === name),
          ),
        );
      return own === 'raw' || own === undefined ? String(given) : `<${own}>`;
    });
  return {
    getVariables: () => models,
    replace,
    containsTemplate: () => true,
    updateTimeRange: () => undefined,
  } as unknown as TemplateSrv;
}

const reader = (variables: Record<string, Variable>, scoped: ScopedVars = {}): VariableReader =>
  variableReader(templates(variables), scoped);
const hosts = { host: { value: ['ws-1', "o'neil"], multi: true, options: ['ws-1', 'ws-2', "o'neil"] } };
const allHosts = { host: { value: '$__all', multi: true, options: ['ws-1', 'ws-2'] } };

describe('variables in SQL', () => {
  it('become a list of literals when there may be several', () => {
    expect(interpolateSql('host IN ($host)', reader(hosts))).toBe("host IN ('ws-1', 'o\\'neil')");
    expect(interpolateSql('host IN ($host)', reader(allHosts))).toBe("host IN ('ws-1', 'ws-2')");
  });

  it('stay bare, but harmless, when there is one value', () => {
    const text = { text: { value: "C:\\temp' OR 1=1 --" } };
    expect(interpolateSql("Image = '$text'", reader(text))).toBe("Image = 'C:\\\\temp\\' OR 1=1 --'");
  });

  it('are literals with sqlstring, and a backslash before a quote does not open a hole', () => {
    const text = { text: { value: "\\' OR 1=1 --" } };
    expect(interpolateSql('Image = ${text:sqlstring}', reader(text))).toBe("Image = '\\\\\\' OR 1=1 --'");
    expect(interpolateSql('host IN (${host:singlequote})', reader(hosts))).toBe("host IN ('ws-1', 'o\\'neil')");
  });

  it('leave macros and unknown variables alone', () => {
    const sql = 'SELECT $__timeInterval(ts), ${unknown:sqlstring} FROM events WHERE $__timeFilter(ts) AND $__filters';
    expect(interpolateSql(sql, reader({}))).toBe(sql);
  });

  it('take the value of the repeated row before that of the dashboard', () => {
    expect(interpolateSql("'$host'", reader({ host: { value: 'a' } }, { host: { text: 'b', value: 'b' } }))).toBe(
      "'b'",
    );
  });
});

describe('$__conditionalAll', () => {
  const sql = 'WHERE $__conditionalAll(host IN (${host:sqlstring}), $host) AND 1';

  it('is the condition, in parentheses, when values are chosen', () => {
    expect(interpolateSql(sql, reader(hosts))).toBe("WHERE (host IN ('ws-1', 'o\\'neil')) AND 1");
  });

  it.each([
    ['All is chosen', allHosts],
    ['All is one of the values', { host: { value: ['$__all'], multi: true, options: ['a'] } }],
    ['a text box is empty', { host: { value: '' } }],
  ])('holds always when %s', (_, variables) => {
    expect(interpolateSql(sql, reader(variables))).toBe('WHERE 1=1 AND 1');
  });

  it('may hold commas, parentheses, strings and another of itself', () => {
    const nested = "$__conditionalAll(f(a, ')') AND $__conditionalAll(b IN ($host), $host), ${user})";
    expect(interpolateSql(nested, reader({ ...allHosts, user: { value: 'u' } }))).toBe("(f(a, ')') AND 1=1)");
  });

  it.each([
    ['values are chosen', hosts, "WHERE 1  AND host IN ('ws-1', 'o\\'neil')  AND 2"],
    ['All is chosen', allHosts, 'WHERE 1   AND 2'],
    ['nothing is chosen', { host: { value: [], multi: true } }, 'WHERE 1   AND 2'],
    ['a text box is empty', { host: { value: '' } }, 'WHERE 1   AND 2'],
  ])('has a sister whose text begins with AND: when %s', (_, variables, text) => {
    const test = 'WHERE 1 $conditionalTest(AND host IN ($host), $host) AND 2';
    expect(interpolateSql(test, reader(variables))).toBe(text);
    const inert = "SELECT '$conditionalTest(a, b)' -- $conditionalTest(";
    expect(interpolateSql(inert, reader(variables))).toBe(inert);
  });

  it('is left alone in strings and comments', () => {
    const text = "SELECT '$__conditionalAll(a, b)' -- $__conditionalAll(";
    expect(interpolateSql(text, reader({}))).toBe(text);
  });
});

describe('variables in filters', () => {
  it('make a list of "is" with several values', () => {
    expect(interpolateFilters([{ field: 'host', operator: '=', value: '$host' }], reader(hosts))).toEqual([
      { field: 'host', operator: 'in', value: ['ws-1', "o'neil"] },
    ]);
    expect(interpolateFilters([{ field: 'host', operator: '!=', value: '$host' }], reader(hosts))).toEqual([
      { field: 'host', operator: '!in', value: ['ws-1', "o'neil"] },
    ]);
  });

  it('drop the filter when All is chosen, and the group that becomes empty', () => {
    expect(
      interpolateFilters(
        [
          { field: 'host', operator: '=', value: '$host' },
          { any: [{ field: 'host', operator: 'contains', value: '$host' }] },
        ],
        reader(allHosts),
      ),
    ).toEqual([]);
  });

  it('stand for themselves in a regular expression', () => {
    const one = { x: { value: 'a.b(c' } };
    expect(interpolateFilters([{ field: 'Image', operator: 'regex', value: '$x' }], reader(one))).toEqual([
      { field: 'Image', operator: 'regex', value: 'a\\.b\\(c' },
    ]);
    expect(interpolateFilters([{ field: 'Image', operator: 'regex', value: '^$x$' }], reader(one))).toEqual([
      { field: 'Image', operator: 'regex', value: '^a\\.b\\(c$' },
    ]);
    expect(interpolateFilters([{ field: 'host', operator: 'regex', value: '$host' }], reader(hosts))).toEqual([
      { field: 'host', operator: 'regex', value: "(ws-1|o'neil)" },
    ]);
  });

  it('are tried one by one where an operator takes one value', () => {
    const contains = { field: 'Image', operator: 'contains' as const };
    expect(interpolateFilters([{ ...contains, value: '$host' }], reader(hosts))).toEqual([
      {
        any: [
          { ...contains, value: 'ws-1' },
          { ...contains, value: "o'neil" },
        ],
      },
    ]);
    const not = { field: 'Image', operator: '!contains' as const };
    expect(interpolateFilters([{ ...not, value: '$host' }], reader(hosts))).toEqual([
      {
        all: [
          { ...not, value: 'ws-1' },
          { ...not, value: "o'neil" },
        ],
      },
    ]);
  });

  it('keep the value as it is: nothing is quoted', () => {
    expect(
      interpolateFilters([{ field: 'Image', operator: '=', value: '$x' }], reader({ x: { value: "it's" } })),
    ).toEqual([{ field: 'Image', operator: '=', value: "it's" }]);
  });

  it('open a list when All is chosen', () => {
    expect(interpolateList(['$host'], reader(allHosts))).toEqual([]);
    expect(interpolateList(['$host', 'dc-1'], reader(hosts))).toEqual(['ws-1', "o'neil", 'dc-1']);
  });
});

describe('a lineage query', () => {
  const lineage = (procGuid: string): HuntboardQuery =>
    ({ refId: 'A', ...emptyModel('lineage'), procGuid }) as HuntboardQuery;

  it('takes the process of the variable, and none when there is no such variable', () => {
    expect(interpolateQuery(lineage('${proc_guid}'), reader({ proc_guid: { value: ' guid ' } }))).toMatchObject({
      procGuid: 'guid',
    });
    expect(interpolateQuery(lineage('${proc_guid}'), reader({}))).toMatchObject({ procGuid: '' });
  });
});

describe('a sigma query', () => {
  it('takes variables for hosts, and leaves the rule as it is written', () => {
    const query = { refId: 'A', ...emptyModel('sigma'), rule: 'title: $host', hosts: ['$host'] } as HuntboardQuery;
    expect(interpolateQuery(query, reader(hosts))).toMatchObject({ rule: 'title: $host', hosts: ['ws-1', "o'neil"] });
  });
});

describe('migration', () => {
  it('reads SQL of other tools', () => {
    expect(migrateQuery({ refId: 'A', rawSql: 'SELECT 1', queryType: 'timeseries' } as never)).toMatchObject({
      refId: 'A',
      kind: 'sql',
      sql: 'SELECT 1',
      format: 'timeseries',
    });
    expect(
      migrateQuery({ refId: 'A', kind: 'sql', version: 1, rawSql: 'SELECT 1', format: 'logs' } as never),
    ).toMatchObject({ kind: 'sql', sql: 'SELECT 1', format: 'logs' });
  });

  it('reads a single host as a list of one', () => {
    expect(
      migrateQuery({ refId: 'A', kind: 'lineage', version: 1, host: '$host', procGuid: '' } as never),
    ).toMatchObject({ hosts: ['$host'] });
  });

  it('fills in what is missing and drops what is unknown', () => {
    expect(migrateQuery({ refId: 'A', kind: 'events', nonsense: 1 } as never)).toEqual({
      refId: 'A',
      ...emptyModel('events'),
    });
  });

  it('gives empty SQL for what nobody can read', () => {
    expect(migrateQuery({ refId: 'A', kind: 'nonsense' } as never)).toEqual({ refId: 'A', ...emptyModel('sql') });
    expect(migrateQuery({ refId: 'A' })).toEqual({ refId: 'A', ...emptyModel('sql') });
  });
});
