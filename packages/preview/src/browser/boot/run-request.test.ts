// How a request becomes panel data: packets, errors as data, hidden queries.
import type { DataQueryRequest, DataQueryResponse, DataSourceApi, PanelData } from '@grafana/data';
import { FieldType, getDefaultTimeRange, LoadingState, toDataFrame } from '@grafana/data';
import { lastValueFrom, of, Subject, throwError, toArray } from 'rxjs';
import { runRequest } from './run-request';

function request(targets: Array<{ refId: string; hide?: boolean }>): DataQueryRequest {
  return {
    requestId: 'Q1',
    targets,
    range: getDefaultTimeRange(),
    startTime: 0,
    interval: '1s',
    intervalMs: 1000,
    scopedVars: {},
    timezone: 'utc',
    app: 'test',
  };
}

function datasource(query: DataSourceApi['query']): DataSourceApi {
  return { query } as DataSourceApi;
}

const frame = toDataFrame({ refId: 'A', fields: [{ name: 'n', type: FieldType.number, values: [1, 2] }] });

describe('runRequest', () => {
  test('a quick answer is done without a loading state before it', async () => {
    const states = await lastValueFrom(
      runRequest(
        datasource(() => of({ data: [frame] })),
        request([{ refId: 'A' }]),
      ).pipe(toArray()),
    );
    expect(states.map((data) => data.state)).toEqual([LoadingState.Done]);
    expect(states[0]?.series[0]?.length).toBe(2);
  });

  test('a slow answer shows loading first', async () => {
    const answer = new Subject<DataQueryResponse>();
    const seen: PanelData[] = [];
    const loading = new Promise<void>((resolve) => {
      runRequest(
        datasource(() => answer),
        request([{ refId: 'A' }]),
      ).subscribe((data) => {
        seen.push(data);
        resolve();
      });
    });
    await loading;
    answer.next({ data: [frame] });
    answer.complete();
    expect(seen.map((data) => data.state)).toEqual([LoadingState.Loading, LoadingState.Done]);
  });

  test('packets under several keys add up, a later one replaces its own', async () => {
    const packets = of({ key: 'A', data: [frame] }, { key: 'B', data: [frame] }, { key: 'A', data: [frame] });
    const data = await lastValueFrom(
      runRequest(
        datasource(() => packets),
        request([{ refId: 'A' }]),
      ),
    );
    expect(data.series).toHaveLength(2);
  });

  test('an error of one query keeps the frames of the others', async () => {
    const answer = of({ data: [frame], errors: [{ refId: 'B', message: 'no such column' }] });
    const data = await lastValueFrom(
      runRequest(
        datasource(() => answer),
        request([{ refId: 'A' }, { refId: 'B' }]),
      ),
    );
    expect(data).toMatchObject({ state: LoadingState.Error, errors: [{ message: 'no such column' }] });
    expect(data.series).toHaveLength(1);
  });

  test('a thrown error becomes data with its message', async () => {
    const data = await lastValueFrom(
      runRequest(
        datasource(() => throwError(() => new Error('gone'))),
        request([{ refId: 'A' }]),
      ),
    );
    expect(data).toMatchObject({ state: LoadingState.Error, error: { message: 'gone' }, series: [] });
  });

  test('values of a variable query pass as they are', async () => {
    const values = [{ text: 'a', value: 'a' }];
    const data = await lastValueFrom(
      runRequest(
        datasource(() => of({ data: values })),
        request([{ refId: 'A' }]),
      ),
    );
    expect(data.series).toEqual(values);
  });

  test('hidden queries are not sent; none left is done at once', async () => {
    const query = jest.fn(() => of({ data: [] }));
    const data = await lastValueFrom(runRequest(datasource(query), request([{ refId: 'A', hide: true }])));
    expect(query).not.toHaveBeenCalled();
    expect(data.state).toBe(LoadingState.Done);
  });
});
