// What is fetched on demand: children of a process that the first page did not bring, events of the process that is looked at.
import { useCallback, useMemo, useRef, useState } from 'react';
import type { DataFrame, DataQuery, DataQueryRequest, DataQueryResponse } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { from, isObservable, lastValueFrom } from 'rxjs';

export type PagePart = 'children' | 'events';

interface Page {
  readonly processId: string;
  readonly frames: readonly DataFrame[];
}

export interface LoadedPages {
  readonly frames: readonly DataFrame[];
  /** Ids of processes whose children are on their way. */
  readonly loading: ReadonlySet<string>;
  /** What went wrong at the last attempt; '' when nothing did. */
  readonly problem: string;
  /** Asks for a part of a process, once; does nothing where the data source knows no such queries. */
  load(part: PagePart, host: string, id: string): void;
}

interface LineageTarget extends DataQuery {
  readonly kind: 'lineage';
}

const isLineage = (target: DataQuery): target is LineageTarget => 'kind' in target && target.kind === 'lineage';
const pageLimit = 2000;

/** Where a further page of children begins: after the last child that a page brought. */
function lastChild(pages: readonly Page[], id: string): { readonly start: number; readonly id: string } | null {
  const frame = pages.findLast((page) => page.processId === id)?.frames[0];
  const value = (name: string): unknown => frame?.fields.find((field) => field.name === name)?.values.at(-1);
  const [start, child] = [value('start'), value('id')];
  return typeof start === 'number' && typeof child === 'string' ? { start, id: child } : null;
}

async function askFor(request: DataQueryRequest, target: DataQuery, id: string): Promise<readonly DataFrame[]> {
  const source = await getDataSourceSrv().get(target.datasource);
  const answer = source.query({ ...request, targets: [target], requestId: `huntboard-lineage-${target.refId}-${id}` });
  const response: DataQueryResponse = await lastValueFrom(isObservable(answer) ? answer : from(answer));
  const error = response.errors?.[0] ?? response.error;
  if (error) throw new Error(error.message ?? 'the data source gave no reason');
  return response.data as DataFrame[];
}

const holds = (series: readonly DataFrame[], id: string): boolean =>
  series.some((frame) => frame.fields.some((field) => field.name === 'id' && field.values.includes(id)));

/** Pages stay while their process is in the result: another host or time brings others. */
export function useLoadedPages(request: DataQueryRequest | undefined, series: readonly DataFrame[]): LoadedPages {
  const [pages, setPages] = useState<readonly Page[]>([]);
  const [loading, setLoading] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState('');
  const asked = useRef(new Set<string>());
  const target = request?.targets.find(isLineage);

  const load = useCallback(
    (part: PagePart, host: string, id: string): void => {
      const key = `${part}|${host}|${id}`;
      if (request === undefined || target === undefined || asked.current.has(key)) return;
      asked.current.add(key);
      if (part === 'children') setLoading((old) => new Set(old).add(id));
      const after = part === 'children' ? lastChild(pages, id) : null;
      const query = { ...target, part, hosts: [host], procGuid: id, after, limit: pageLimit, refId: part };
      askFor(request, query, id)
        .then(
          (frames) => {
            setPages((old) => [...old, { processId: id, frames }]);
            setProblem('');
            // Children that are still missing are asked for when the process is opened again.
            if (part === 'children') asked.current.delete(key);
          },
          (error: unknown) => {
            asked.current.delete(key);
            const what = part === 'children' ? 'Its children' : 'Its events';
            setProblem(`${what} did not load: ${error instanceof Error ? error.message : String(error)}`);
          },
        )
        .finally(() => setLoading((old) => new Set([...old].filter((one) => one !== id))));
    },
    [request, target, pages],
  );
  const frames = useMemo(
    () => pages.filter((page) => holds(series, page.processId)).flatMap((page) => page.frames),
    [pages, series],
  );
  return { frames, loading, problem, load };
}
