// Children that are fetched when a process is opened whose children the first page did not bring.
import { useCallback, useMemo, useRef, useState } from 'react';
import type { DataFrame, DataQuery, DataQueryRequest, DataQueryResponse } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { from, isObservable, lastValueFrom } from 'rxjs';

interface Page {
  readonly host: string;
  readonly parentId: string;
  readonly frames: readonly DataFrame[];
}

export interface LoadedPages {
  readonly frames: readonly DataFrame[];
  /** Ids of processes whose children are on their way. */
  readonly loading: ReadonlySet<string>;
  /** What went wrong at the last attempt; '' when nothing did. */
  readonly problem: string;
  /** Whether children can be asked for at all. */
  readonly canLoad: boolean;
  load(host: string, id: string): void;
}

interface LineageTarget extends DataQuery {
  readonly kind: 'lineage';
}

const isLineage = (target: DataQuery): target is LineageTarget => 'kind' in target && target.kind === 'lineage';

async function askFor(
  request: DataQueryRequest,
  target: LineageTarget,
  host: string,
  id: string,
): Promise<readonly DataFrame[]> {
  const source = await getDataSourceSrv().get(target.datasource);
  const one = { ...target, hosts: [host], procGuid: id, depth: 1 };
  const answer = source.query({ ...request, targets: [one], requestId: `huntboard-lineage-${id}` });
  const response: DataQueryResponse = await lastValueFrom(isObservable(answer) ? answer : from(answer));
  const error = response.errors?.[0] ?? response.error;
  if (error) throw new Error(error.message ?? 'the data source gave no reason');
  return response.data as DataFrame[];
}

const holds = (series: readonly DataFrame[], id: string): boolean =>
  series.some((frame) => frame.fields.some((field) => field.name === 'id' && field.values.includes(id)));

/** Pages stay while their parent is in the result: another host or time brings others. */
export function useLoadedPages(request: DataQueryRequest | undefined, series: readonly DataFrame[]): LoadedPages {
  const [pages, setPages] = useState<readonly Page[]>([]);
  const [loading, setLoading] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState('');
  const asked = useRef(new Set<string>());
  const target = request?.targets.find(isLineage);

  const load = useCallback(
    (host: string, id: string): void => {
      if (request === undefined || target === undefined || asked.current.has(id)) return;
      asked.current.add(id);
      setLoading((old) => new Set(old).add(id));
      askFor(request, target, host, id)
        .then(
          (frames) => {
            setPages((old) => [...old, { host, parentId: id, frames }]);
            setProblem('');
          },
          (error: unknown) => {
            // Opening it again tries again.
            asked.current.delete(id);
            setProblem(`Its children did not load: ${error instanceof Error ? error.message : String(error)}`);
          },
        )
        .finally(() => setLoading((old) => new Set([...old].filter((one) => one !== id))));
    },
    [request, target],
  );
  const frames = useMemo(
    () => pages.filter((page) => holds(series, page.parentId)).flatMap((page) => page.frames),
    [pages, series],
  );
  return { frames, loading, problem, canLoad: target !== undefined, load };
}
