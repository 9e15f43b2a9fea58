// The query editor as a panel holds it, with a datasource that answers at once.
import React, { useState } from 'react';
import { act, cleanup, configure, render } from '@testing-library/react';
import type { DataQueryRequest, DataQueryResponse } from '@grafana/data';
import { setTemplateSrv } from '@grafana/runtime';
import { of } from 'rxjs';
import type { Observable } from 'rxjs';
import type { HuntboardDataSource } from '../../datasource';
import type { Explanation } from '../../explanation';
import { emptyModel } from '../../huntboard-query';
import type { HuntboardQuery } from '../../huntboard-query';
import { QueryEditor } from '../QueryEditor';

// What compiles queries is loaded when it is first needed.
configure({ asyncUtilTimeout: 30_000 });
setTemplateSrv({
  getVariables: () => [],
  replace: (text = '') => text,
  containsTemplate: () => false,
  updateTimeRange: () => undefined,
});
afterEach(() => {
  cleanup();
  jest.useRealTimers();
});

export const compileFor = { timeRange: { from: 0, to: 1000 }, intervalMs: 1000, maxDataPoints: 100, maxRows: 100 };
const findValues = jest.fn(async () => ['ws-1', 'ws-2']);
/** Until the editor takes typing for finished, and what it asks then is answered. */
export async function typingStopped(): Promise<void> {
  await act(() => jest.advanceTimersByTimeAsync(1000));
}

export const explain = jest.fn(async (): Promise<Explanation> => ({
  statements: [
    {
      name: '',
      sql: 'SELECT 1',
      plan: '',
      tables: [{ table: 'events', rows: 8192, totalRows: 1_000_000, marks: 1, parts: 1, bytes: 81_920 }],
    },
  ],
}));
export const query = jest.fn((_request: DataQueryRequest<HuntboardQuery>): Observable<DataQueryResponse> =>
  of({ data: [] }),
);
export const datasource = { findValues, explain, query, loadTables: async () => [] } as unknown as HuntboardDataSource;

/** The editor as a panel holds it; tells what was last saved. */
export function mountEditor(first: HuntboardQuery): { last: () => HuntboardQuery; onRunQuery: jest.Mock } {
  let saved = first;
  const onRunQuery = jest.fn();
  function Holder(): React.ReactElement {
    const [query, setQuery] = useState(first);
    const change = (next: HuntboardQuery): void => {
      saved = next;
      setQuery(next);
    };
    return <QueryEditor datasource={datasource} query={query} onChange={change} onRunQuery={onRunQuery} />;
  }
  render(<Holder />);
  return { last: () => saved, onRunQuery };
}

export const events = (): HuntboardQuery => ({ refId: 'A', ...emptyModel('events') }) as HuntboardQuery;
