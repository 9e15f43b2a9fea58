// Sigma queries on the real engine: the rows that the rules mean, within range, hosts and ad-hoc filters.
import { CONTEXT, fill, startQueryStore } from '@huntboard/query/testing';
import type { QueryStore } from '@huntboard/query/testing';
import type { QueryContext } from '@huntboard/query';
import { sigmaKind } from './to-sql.ts';

let store: QueryStore;
beforeAll(async () => {
  store = await startQueryStore();
  await fill(store);
});
afterAll(() => store?.stop());

const rule = (selection: string, more = ''): string =>
  `title: T\nlogsource: {category: process_creation}\ndetection:\n  s:\n    ${selection}\n  condition: s\n${more}`;

async function ask(model: object, context: Partial<QueryContext> = {}): Promise<Record<string, unknown>[][]> {
  const compiled = sigmaKind.toSql(sigmaKind.model.parse({ kind: 'sigma', ...model }), { ...CONTEXT, ...context });
  if (!compiled.ok) throw new Error(compiled.error.message);
  return Promise.all(compiled.value.statements.map((statement) => store.run(statement)));
}
const images = async (...asked: Parameters<typeof ask>): Promise<unknown[]> =>
  (await ask(...asked)).flat().map((row) => String(row['Image']).split(/[\\/]/).at(-1));

describe('a sigma query', () => {
  it('gives the events that the rule hits, the newest first', async () => {
    expect(await images({ rule: rule("Image|endswith: '.exe'") })).toEqual(['powershell.exe', 'WINWORD.EXE']);
    expect(await images({ rule: rule("CommandLine|contains: 'sqbf'") })).toEqual(['powershell.exe']);
    expect(await images({ rule: rule("CommandLine|contains|cased: 'sqbf'") })).toEqual([]);
  });

  it('stays within hosts, ad-hoc filters and the range, both ends included', async () => {
    const all = rule("Image|contains: 'e'");
    expect(await images({ rule: all, hosts: ['srv1'] })).toEqual([]);
    expect(await images({ rule: all, hosts: ['WS1'] })).toHaveLength(2);
    const filters = [{ field: 'Image', operator: 'contains' as const, value: 'office' }];
    expect(await images({ rule: all }, { filters })).toEqual(['WINWORD.EXE']);
    const at = CONTEXT.timeRange.from + 120_000;
    expect(await images({ rule: all }, { timeRange: { from: at, to: at } })).toEqual(['powershell.exe']);
  });

  it('counts hits over time', async () => {
    const [rows] = await ask({ rule: rule("Image|endswith: '.exe'"), format: 'histogram' });
    expect(rows?.filter((row) => row['events'] !== '0')).toHaveLength(2);
    expect(rows).toHaveLength(60);
  });

  it('finds correlations, with the values that they are grouped by, within hosts and filters', async () => {
    const text = `${rule("Image|endswith: '.exe'", 'name: exe\n')}---\ntitle: Two\ncorrelation: {type: event_count, rules: [exe], group-by: [User], timespan: 5m, condition: {gte: 2}}\n`;
    const [found] = await ask({ rule: text });
    expect(found).toEqual([
      expect.objectContaining({
        User: 'CORP\\eve',
        events: '2',
        event_ids: expect.arrayContaining([expect.any(String)]),
      }),
    ]);
    expect((await ask({ rule: text, hosts: ['srv1'] })).flat()).toEqual([]);
    const filters = [{ field: 'Image', operator: 'contains' as const, value: 'office' }];
    expect((await ask({ rule: text }, { filters })).flat()).toEqual([]);
    const [points] = await ask({ rule: text, format: 'histogram' });
    expect(points?.filter((row) => row['findings'] !== '0')).toHaveLength(1);
  });

  it('finds nothing but the intended rows, whatever a rule holds', async () => {
    for (const value of [
      "' OR 1=1 --",
      "'; DROP TABLE events; --",
      '{p0:String}',
      '{from:String}',
      '$__timeFilter(ts)',
      '\\',
      '‘ OR 1',
      '$host',
      '%',
    ]) {
      const quoted = JSON.stringify(`${value}zz`);
      for (const selection of [
        `CommandLine|contains: ${quoted}`,
        `User: ${quoted}`,
        `${JSON.stringify(`${value}Key`)}: ${quoted}`,
      ])
        for (const format of ['table', 'logs', 'histogram'])
          expect([
            selection,
            (await ask({ rule: rule(selection), format })).flat().filter((row) => row['events'] !== '0'),
          ]).toEqual([selection, []]);
    }
  });
});
