import { act, renderHook } from '@testing-library/react';
import { FieldType, toDataFrame } from '@grafana/data';
import type { DataQueryRequest } from '@grafana/data';
import { setDataSourceSrv } from '@grafana/runtime';
import { of, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { useLoadedPages } from './use-loaded-pages';

const series = [toDataFrame({ fields: [{ name: 'id', type: FieldType.string, values: ['p0'] }] })];
const child = toDataFrame({
  name: 'processes',
  fields: [
    { name: 'id', type: FieldType.string, values: ['c1', 'c2'] },
    { name: 'start', type: FieldType.time, values: [10, 20] },
  ],
});
const target = { refId: 'A', kind: 'lineage', hosts: ['${host}'], datasource: { uid: 'huntboard' } };
const request = { targets: [target] } as unknown as DataQueryRequest;

/** A datasource that answers as told, and what it was asked. */
function source(answer: () => Observable<unknown>): { readonly asked: Record<string, unknown>[] } {
  const asked: Record<string, unknown>[] = [];
  const query = ({ targets }: DataQueryRequest): unknown => {
    asked.push(targets[0] as unknown as Record<string, unknown>);
    return answer();
  };
  setDataSourceSrv({ get: async () => ({ query }) } as never);
  return { asked };
}

describe('what is loaded on demand', () => {
  it('asks for the children of a process, then for those after the last one', async () => {
    const { asked } = source(() => of({ data: [child] }));
    const { result } = renderHook(() => useLoadedPages(request, series));
    await act(async () => result.current.load('children', 'h', 'p0'));
    expect(result.current.frames).toHaveLength(1);
    expect(asked[0]).toMatchObject({ kind: 'lineage', part: 'children', hosts: ['h'], procGuid: 'p0', after: null });
    await act(async () => result.current.load('children', 'h', 'p0'));
    expect(result.current.frames).toHaveLength(2);
    expect(asked[1]).toMatchObject({ after: { start: 20, id: 'c2' } });
  });

  it('asks for the events of a process once', async () => {
    const { asked } = source(() => of({ data: [] }));
    const { result } = renderHook(() => useLoadedPages(request, series));
    await act(async () => result.current.load('events', 'h', 'p0'));
    await act(async () => result.current.load('events', 'h', 'p0'));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ part: 'events', procGuid: 'p0' });
  });

  it('says why nothing came, and drops pages whose process is gone', async () => {
    source(() => throwError(() => new Error('Code: 159. Timeout')));
    const failing = renderHook(() => useLoadedPages(request, series));
    await act(async () => failing.result.current.load('children', 'h', 'p0'));
    expect(failing.result.current.problem).toMatch(/children did not load: Code: 159/);

    source(() => of({ data: [child] }));
    const { result, rerender } = renderHook(({ shown }) => useLoadedPages(request, shown), {
      initialProps: { shown: series },
    });
    await act(async () => result.current.load('children', 'h', 'p0'));
    expect(result.current.frames).toHaveLength(1);
    rerender({ shown: [child] });
    expect(result.current.frames).toHaveLength(0);
  });

  it('asks nothing of data sources without such queries', async () => {
    const { asked } = source(() => of({ data: [] }));
    const { result } = renderHook(() => useLoadedPages({ targets: [{ refId: 'A' }] } as never, series));
    await act(async () => result.current.load('children', 'h', 'p0'));
    expect(asked).toHaveLength(0);
  });
});
