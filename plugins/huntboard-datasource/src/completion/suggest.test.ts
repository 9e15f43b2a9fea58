import { suggest } from './suggest';
import type { Suggestions } from './suggest';

const at = (text: string, variables: readonly string[] = []): Suggestions =>
  suggest(text.replace('|', ''), text.indexOf('|'), variables);
const labels = (text: string): string[] => at(text).items.map(({ label }) => label);

describe('completion', () => {
  it('offers tables after FROM and JOIN', () => {
    expect(labels('SELECT 1 FROM |')).toEqual(expect.arrayContaining(['events', 'process', 'alerts']));
    expect(labels('SELECT 1 FROM |')).not.toContain('count');
    expect(labels('SELECT 1 FROM events JOIN pr|')).toContain('process');
  });

  it('offers the columns of the tables that the statement names, with their words', () => {
    const { items, replaces } = at('SELECT Im| FROM events');
    expect(replaces).toBe(2);
    expect(items.find(({ label }) => label === 'Image')).toMatchObject({
      kind: 'column',
      detail: 'LowCardinality(String)',
      doc: expect.stringContaining('Full path'),
    });
    expect(labels('SELECT | FROM alerts')).toContain('rule_title');
    expect(labels('SELECT | FROM alerts')).not.toContain('CommandLine');
  });

  it('offers functions and macros with room for their arguments', () => {
    expect(at('SELECT cou|').items.find(({ label }) => label === 'countIf')).toMatchObject({
      insert: 'countIf(',
      after: ')',
    });
    expect(at('WHERE $__t|').items.find(({ label }) => label === '$__timeFilter')).toMatchObject({
      insert: '$__timeFilter(',
      after: ')',
    });
    expect(at('WHERE $__t|').replaces).toBe(4);
  });

  it('offers dashboard variables after $', () => {
    expect(at('WHERE host IN ($|)', ['host']).items.map(({ label }) => label)).toContain('${host:sqlstring}');
  });

  it('asks for the values of the column that a string is compared with', () => {
    expect(at("WHERE host = 'ws|'").valuesOf).toEqual({ field: 'host', typed: 'ws' });
    expect(at("WHERE host IN ('a', '|').").valuesOf).toEqual({ field: 'host', typed: '' });
    expect(at("WHERE Image ILIKE '%cmd|").valuesOf).toEqual({ field: 'Image', typed: '%cmd' });
  });

  it('is silent in comments', () => {
    expect(labels('SELECT 1 -- FROM |')).toEqual([]);
  });
});
