// What Explore asks beside a query: context of a line, volume, samples, filters by click, links.
import { FieldType, LogRowContextQueryDirection, SupplementaryQueryType, toDataFrame } from '@grafana/data';
import type { LogRowModel } from '@grafana/data';
import { emptyModel } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';
import { addLinks } from './add-links';
import { contextQuery, contextRange } from './log-context';
import { supplementaryQuery, supplementaryRequest } from './log-volume';
import { modifyQuery } from './modify-query';

const id = 'bbbbbbbb-0000-4000-8000-000000000001';
const row = { rowId: id, timeEpochMs: 1_714_557_600_000, labels: { host: 'ws1' } } as unknown as LogRowModel;
const query = (change: object): HuntboardQuery =>
  ({ refId: 'A', ...emptyModel('events'), ...change }) as HuntboardQuery;

describe('the context of a log line', () => {
  it('is the events of its host before it, the nearest first, or after it', () => {
    expect(contextQuery(row, { limit: 5 })).toMatchObject({
      kind: 'events',
      format: 'logs',
      hosts: ['ws1'],
      limit: 5,
      orderBy: { field: 'ts', direction: 'desc' },
      filters: [
        {
          any: [
            { field: 'ts', operator: '<' },
            { all: [{ operator: '=' }, { field: 'event_id', operator: '<', value: id }] },
          ],
        },
      ],
    });
    const after = { direction: LogRowContextQueryDirection.Forward };
    expect(contextQuery(row, after)).toMatchObject({ orderBy: { direction: 'asc' } });
    expect(contextRange(row, after).from.valueOf()).toBe(row.timeEpochMs);
    expect(contextRange(row).to.valueOf()).toBe(row.timeEpochMs);
  });

  it('is none for a line that is no event', () => {
    expect(contextQuery({ ...row, rowId: 'x' })).toBeUndefined();
    expect(contextQuery({ ...row, labels: {} })).toBeUndefined();
  });
});

describe('supplementary queries', () => {
  const volume = { type: SupplementaryQueryType.LogsVolume } as const;

  it('count log lines by level', () => {
    expect(supplementaryQuery(volume, query({ format: 'logs', hosts: ['ws1'] }))).toMatchObject({
      refId: 'log-volume-A',
      format: 'histogram',
      groupBy: 'detected_level',
      hosts: ['ws1'],
    });
    expect(supplementaryQuery(volume, query({ format: 'table' }))).toBeUndefined();
    expect(supplementaryQuery(volume, query({ format: 'logs', hide: true }))).toBeUndefined();
  });

  it('show lines behind counts', () => {
    const sample = { type: SupplementaryQueryType.LogsSample, limit: 7 } as const;
    const series = { refId: 'A', ...emptyModel('timeseries'), hosts: ['ws1'] } as HuntboardQuery;
    expect(supplementaryQuery(sample, series)).toMatchObject({
      kind: 'events',
      format: 'logs',
      limit: 7,
      hosts: ['ws1'],
    });
    expect(supplementaryQuery(sample, query({ format: 'histogram' }))).toMatchObject({ format: 'logs', limit: 7 });
  });

  it('are a request only when one of the queries has one', () => {
    const request = { targets: [query({ format: 'table' })] } as never;
    expect(supplementaryRequest(volume.type, request)).toBeUndefined();
  });
});

describe('filter for and filter out', () => {
  const action = (type: string) => ({ type, options: { key: 'User', value: 'eve' } });

  it('add a filter, and turn the opposite one round', () => {
    const once = modifyQuery(query({}), action('ADD_FILTER'));
    expect(once).toMatchObject({ filters: [{ field: 'User', operator: '=', value: 'eve' }] });
    expect(modifyQuery(once, action('ADD_FILTER_OUT'))).toMatchObject({
      filters: [{ field: 'User', operator: '!=', value: 'eve' }],
    });
  });

  it('leave a query without filters as it is', () => {
    const sql = { refId: 'A', ...emptyModel('sql') } as HuntboardQuery;
    expect(modifyQuery(sql, action('ADD_FILTER'))).toBe(sql);
  });
});

describe('links', () => {
  it('lead from a process to its lineage, from a host to its events, and nowhere else', () => {
    const frame = toDataFrame({
      fields: ['proc_guid', 'host', 'toString'].map((name) => ({ name, type: FieldType.string, values: ['x'] })),
    });
    const [process, host, other] = addLinks(frame, { uid: 'u', name: 'Huntboard' }).fields;
    expect(process?.config.links?.[0]).toMatchObject({
      title: 'Process lineage',
      internal: { datasourceUid: 'u', query: { kind: 'lineage', procGuid: '${__value.raw}' } },
    });
    expect(host?.config.links?.map(({ title }) => title)).toContain('Events of this host');
    expect(other?.config.links).toBeUndefined();
  });
});
