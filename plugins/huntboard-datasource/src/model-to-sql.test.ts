import type { SigmaQuery } from '@huntboard/sigma';
import type { EventsQuery, LineageQuery, SequenceQuery } from '@huntboard/query';
import { compileQuery } from '@huntboard/query';
import { emptyModel } from './huntboard-query';
import { modelToSql } from './model-to-sql';

const events = (change: Partial<EventsQuery>): EventsQuery => ({
  ...(emptyModel('events') as EventsQuery),
  columns: ['ts'],
  ...change,
});
const sqlOf = (change: Partial<EventsQuery>): string => modelToSql(events(change))?.sql ?? '';
const context = {
  timeRange: { from: 1_700_000_000_000, to: 1_700_003_600_000 },
  intervalMs: 60_000,
  maxDataPoints: 100,
  maxRows: 1000,
};

describe('an events query as SQL', () => {
  it('has macros for the time range and the ad-hoc filters, and literals for values', () => {
    expect(sqlOf({ categories: ['process'], hosts: ['ws-1'] })).toBe(
      "SELECT `ts` FROM events WHERE category IN ('process') AND host IN ('ws-1') AND $__timeFilter(ts) AND $__filters ORDER BY ts DESC LIMIT 1000",
    );
  });

  it('escapes what would end a string', () => {
    expect(sqlOf({ filters: [{ field: 'User', operator: '=', value: "O'Neil\\x" }] })).toContain("'o\\'neil\\\\x'");
  });

  it('keeps variables as variables, in the case in which they are written', () => {
    const sql = sqlOf({
      hosts: ['$Host'],
      search: 'a ${Text:raw} b',
      filters: [{ field: 'User', operator: '=', value: '[[user]]' }],
    });
    expect(sql).toContain('host IN (${Host:sqlstring})');
    expect(sql).toContain('a ${Text} b');
    expect(sql).toMatch(/IN \(\$\{user:sqlstring\}\)/);
    expect(sql).not.toContain('hbvar');
  });

  it('takes interval and range from the dashboard in a histogram', () => {
    const sql = sqlOf({ format: 'histogram' });
    expect(sql).toContain('INTERVAL $__interval_ms millisecond');
    expect(sql).toContain('$__fromTime_ms');
    expect(sql).toContain('TO $__toTime_ms');
    expect(modelToSql(events({ format: 'histogram' }))?.format).toBe('timeseries');
  });

  it.each(['table', 'logs', 'histogram'] as const)('compiles again, without a parameter left over, as %s', (format) => {
    const model = modelToSql(
      events({
        format,
        filters: [
          { field: 'ProcessId', operator: '>', value: '4' },
          { field: 'proc_guid', operator: '=', value: 'b669e388-4a98-5ee0-1704-000000000300' },
        ],
      }),
    );
    if (model === null) throw new Error('no SQL');
    expect(model.sql).not.toMatch(/\{p\d+:/);
    const compiled = compileQuery(model, context);
    expect(compiled).toMatchObject({ ok: true });
  });

  it('is none while a filter is wrong', () => {
    expect(modelToSql(events({ filters: [{ field: 'ProcessId', operator: '=', value: 'no number' }] }))).toBeNull();
  });
});

describe('a text with a variable in it', () => {
  it('is not looked up by tokens that only the value of the variable can say', () => {
    const filter = (value: string): string =>
      sqlOf({ filters: [{ field: 'CommandLine', operator: 'contains', value }] });
    expect(filter('$host -y')).not.toContain('hasAllTokens');
    expect(filter('-run $host -y')).toContain("hasAllTokens(lower(`CommandLine`), ['run'])");
    expect(filter('-run $host -y')).toContain("'-run ${host} -y'");
  });
});

describe('a sequence as SQL', () => {
  const sequence = (change: Partial<SequenceQuery>): SequenceQuery => ({
    ...(emptyModel('sequence') as SequenceQuery),
    ...change,
  });
  const step = (name: string, value: string): SequenceQuery['steps'][number] => ({
    name,
    categories: ['process'],
    search: '',
    filters: [{ field: 'User', operator: '=', value }],
  });

  it('has the range and the ad-hoc filters in each step, and variables that may have several values', () => {
    const sql = modelToSql(sequence({ hosts: ['$host'], steps: [step('first', '$user'), step('', 'eve')] }))?.sql ?? '';
    // Once to choose the events, once to say which step each is fit for.
    expect(sql.match(/\$__timeFilter\(ts\) AND \$__filters/g)).toHaveLength(4);
    expect(sql).toContain('host IN (${host:sqlstring})');
    expect(sql).toMatch(/IN \(\$\{user:sqlstring\}\)/);
    expect(sql).not.toMatch(/hbvar|\{(from|to|p\d+):/);
    expect(compileQuery({ kind: 'sql', version: 1, sql, format: 'table' }, context)).toMatchObject({ ok: true });
  });

  it('is none while a variable stands for a name', () => {
    const steps = [step('first', 'a'), step('', 'b')];
    expect(modelToSql(sequence({ steps }))).not.toBeNull();
    expect(modelToSql(sequence({ steps, by: ['$field'] }))).toBeNull();
    expect(modelToSql(sequence({ steps: [step('by ${name}', 'a'), step('', 'b')] }))).toBeNull();
    expect(sqlOf({ columns: ['ts', '$column'] })).toBe('');
  });
});

describe('a lineage as SQL', () => {
  const lineage = (change: Partial<LineageQuery>): string =>
    modelToSql({ ...(emptyModel('lineage') as LineageQuery), ...change })?.sql ?? '';

  it('is its processes, and names the frames that are left out', () => {
    const sql = lineage({ hosts: ['$host'] });
    expect(sql).toMatch(
      /^-- One frame of the query. The others are statements of their own: alerts, edges, remote\nWITH /,
    );
    expect(sql).toContain('host IN (${host:sqlstring})');
    expect(sql).toContain('$__fromTime_ms');
    expect(lineage({ part: 'events' })).toMatch(/^SELECT .* FROM events WHERE .*\$__timeFilter\(ts\)/);
  });

  it('is around the process or the alert that a variable names', () => {
    expect(lineage({ procGuid: '${proc_guid}' })).toContain("toUUIDOrZero('${proc_guid}') AS focus");
    expect(lineage({ alertId: '$alert' })).toContain("alert_id = toUUIDOrZero('${alert}')");
    expect(lineage({ procGuid: 'no guid' })).toBe('');
  });
});

describe('a sigma query as SQL', () => {
  const rule = (value: string): string =>
    `title: T\nlogsource: {category: process_creation}\ndetection:\n  s:\n    CommandLine|contains: ${JSON.stringify(value)}\n  condition: s\n`;
  const sigma = (text: string): SigmaQuery => ({ ...(emptyModel('sigma') as SigmaQuery), rule: text, columns: ['ts'] });

  it('keeps what looks like a variable in the rule as it is written there, and variables in hosts', () => {
    const { sql = '' } = modelToSql({ ...sigma(rule('$host [[host]] x')), hosts: ['$host'] }) ?? {};
    expect(sql).toContain("'\\x24host \\x5b[host]] x'");
    expect(sql).toContain('host IN (${host:sqlstring})');
  });

  it('is none for several rules and for correlations', () => {
    expect(modelToSql(sigma(`${rule('a')}---\n${rule('b')}`))).toBeNull();
    const correlation =
      '---\ntitle: C\ncorrelation: {type: event_count, rules: [r], group-by: [User], timespan: 5m, condition: {gte: 2}}\n';
    expect(modelToSql(sigma(`${rule('a')}name: r\n${correlation}`))).toBeNull();
  });
});
