import { CoreApp, FieldType, toDataFrame } from '@grafana/data';
import type { DataFrame, DataQueryRequest, DataSourceInstanceSettings } from '@grafana/data';
import { DataSourceWithBackend } from '@grafana/runtime';
import type { TemplateSrv } from '@grafana/runtime';
import { lastValueFrom, of } from 'rxjs';
import { HuntboardDataSource } from './datasource';
import type { HuntboardQuery } from './huntboard-query';
import type { HuntboardSettings } from './settings';

const templates = {
  getVariables: () => [{ name: 'host', current: { value: 'ws-1' } }],
  replace: (text = '', _scoped?: unknown, format?: (value: unknown, variable: unknown) => string) =>
    text.replace(/\$\{?host\}?/g, () => (typeof format === 'function' ? format('ws-1', {}) : 'ws-1')),
} as unknown as TemplateSrv;

function makeDataSource(): HuntboardDataSource {
  const settings = { id: 1, uid: 'u', type: 'huntboard-datasource', name: 'Huntboard', jsonData: {} };
  return new HuntboardDataSource(settings as DataSourceInstanceSettings<HuntboardSettings>, templates);
}

describe('the datasource', () => {
  const datasource = makeDataSource();

  it('puts variables in and hands ad-hoc filters on as they are', () => {
    const filters = [{ key: 'User', operator: '=~', value: 'a.*' }];
    const query = { refId: 'A', kind: 'events', hosts: ['$host'] } as unknown as HuntboardQuery;
    expect(datasource.applyTemplateVariables(query, {}, filters)).toMatchObject({
      refId: 'A',
      kind: 'events',
      hosts: ['ws-1'],
      adHocFilters: filters,
    });
    expect(datasource.applyTemplateVariables(query, {})).not.toHaveProperty('adHocFilters');
  });

  it('sends what it cannot read as it is, so that the backend says what is wrong', () => {
    const broken = { refId: 'A', kind: 'events', limit: 'many' } as unknown as HuntboardQuery;
    expect(datasource.filterQuery(broken)).toBe(true);
    expect(datasource.applyTemplateVariables(broken, {})).toBe(broken);
  });

  it('asks nothing for empty SQL and for hidden queries', () => {
    expect(datasource.filterQuery({ refId: 'A', kind: 'sql', sql: '  ' } as unknown as HuntboardQuery)).toBe(false);
    expect(datasource.filterQuery({ refId: 'A', kind: 'events', hide: true } as unknown as HuntboardQuery)).toBe(false);
    expect(datasource.filterQuery({ refId: 'A', kind: 'events' } as unknown as HuntboardQuery)).toBe(true);
  });

  it('gives the marks of annotations their links, and leaves other frames as they are', async () => {
    const frame = (refId: string): DataFrame => ({
      ...toDataFrame({ fields: [{ name: 'text', type: FieldType.string, values: ['a < b'] }] }),
      refId,
    });
    const answer = jest
      .spyOn(DataSourceWithBackend.prototype, 'query')
      .mockReturnValue(of({ data: [frame('marks'), frame('A')] }));
    const targets = [
      { refId: 'marks', kind: 'annotations' },
      { refId: 'A', kind: 'events' },
    ];
    const request = { targets } as unknown as DataQueryRequest<HuntboardQuery>;
    const { data } = await lastValueFrom(datasource.query(request));
    answer.mockRestore();
    const texts = data.map(({ fields }: DataFrame) => fields[0]?.values[0]);
    expect(texts).toEqual([expect.stringMatching(/^a &lt; b<br><a href=/), 'a < b']);
  });

  it('begins with events, and with a count of alerts in an alert rule', () => {
    expect(datasource.getDefaultQuery(CoreApp.Explore)).toMatchObject({ kind: 'events' });
    expect(datasource.getDefaultQuery(CoreApp.UnifiedAlerting)).toMatchObject({ kind: 'alerts', format: 'count' });
  });

  it('finds values in the time range by the resource of its backend', async () => {
    const getResource = jest.spyOn(datasource, 'getResource').mockResolvedValue({ values: [{ value: 'x', count: 2 }] });
    expect(await datasource.findValues({ field: 'User', search: 'x' })).toEqual(['x']);
    expect(getResource.mock.calls[0]?.slice(0, 2)).toEqual([
      'values',
      expect.objectContaining({ table: 'events', field: 'User', search: 'x', from: expect.any(Number) }),
    ]);
  });

  it('offers columns and the keys of the long tail for ad-hoc filters, columns alone when the store is away', async () => {
    const getResource = jest
      .spyOn(datasource, 'getResource')
      .mockResolvedValue({ values: [{ value: 'AppKey' }, { value: 'host' }] });
    const keys = (await datasource.getTagKeys()).map(({ value }) => value);
    expect(getResource.mock.calls.at(-1)?.[1]).toMatchObject({ field: 'ext' });
    expect(keys).toContain('AppKey');
    expect(keys.filter((key) => key === 'host')).toHaveLength(1);
    getResource.mockRejectedValueOnce(new Error('down'));
    expect((await datasource.getTagKeys()).map(({ value }) => value)).toContain('CommandLine');
  });

  it('knows the tables of the store once, and asks again after a failure', async () => {
    const getResource = jest.spyOn(datasource, 'getResource').mockRejectedValueOnce(new Error('down'));
    expect(await datasource.loadTables()).toEqual([]);
    getResource.mockResolvedValue({ database: 'd', tables: [{ name: 't', doc: '', columns: [] }] });
    expect(await datasource.loadTables()).toEqual([{ name: 't', doc: '', columns: [] }]);
  });
});
