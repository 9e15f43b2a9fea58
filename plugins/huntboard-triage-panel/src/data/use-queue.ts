// Keeps the queue loaded: pages and groups on demand, looks for what is new, tells what failed.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Dispatch, SetStateAction } from 'react';
import type { Grouping, Order, QueueFilter } from '../model/queue-filter';
import { EMPTY_QUEUE, loadedRows, withNews, withRows } from '../model/queue-state';
import type { QueueState } from '../model/queue-state';
import type { SlaPolicy } from '../model/sla';
import { askAlerts, askGroups, askQueue } from './queue-source';
import type { QueueQuestion } from './queue-source';
import type { Range } from './ask';

const MAX_GROUPS = 500;
/** Rows whose state is looked up at a time: those that a person can have in sight, and some. */
const MAX_WATCHED = 200;

export interface UseQueueOptions {
  readonly uid: string;
  readonly me: string;
  readonly policy: SlaPolicy;
  readonly filter: QueueFilter;
  readonly group: Grouping;
  readonly order: Order;
  readonly range: Range;
  readonly pageSize: number;
  readonly refreshSeconds: number;
  /** False until it is known whom `@me` means. */
  readonly ready: boolean;
}

export interface Queue {
  readonly state: QueueState;
  readonly setState: Dispatch<SetStateAction<QueueState>>;
  readonly loading: boolean;
  readonly problem: string | null;
  /** Begins anew: what arrived comes in, what no longer fits goes. The cursor stays. */
  readonly reload: () => void;
  /** Loads the next page of a list. */
  readonly more: (list: string) => void;
  /** Looks for news now. */
  readonly look: () => void;
  /** What is asked now, for questions beside the list. */
  readonly question: () => QueueQuestion;
}

export function useQueue(options: UseQueueOptions): Queue {
  const { uid, me, policy, filter, group, order, pageSize, refreshSeconds, ready } = options;
  const { from, to } = options.range;
  const [state, setState] = useState<QueueState>(EMPTY_QUEUE);
  const [loading, setLoading] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);
  const [epoch, setEpoch] = useState(0);
  const latest = useRef(state);
  useEffect(() => {
    latest.current = state;
  }, [state]);
  const running = useRef(new Set<string>());

  // The dashboard's range moves on with every refresh; the queue itself moves only when asked, so the range is read when needed.
  const range = useRef<Range>({ from, to });
  useEffect(() => {
    range.current = { from, to };
  }, [from, to]);
  const span = to - from;
  // So are the clocks: another time zone of the viewer is no reason to load again.
  const clocks = useRef(policy);
  useEffect(() => {
    clocks.current = policy;
  }, [policy]);

  const question = useCallback(
    (): QueueQuestion => ({ uid, filter, order, me, policy: clocks.current, range: upToNow(range.current) }),
    [uid, filter, order, me],
  );

  useEffect(() => {
    if (!ready) return;
    const abort = new AbortController();
    const { signal } = abort;
    setLoading(true);
    const load = async (): Promise<void> => {
      if (group === 'none') {
        const page = await askQueue(question(), { limit: pageSize, offset: 0, grouping: group, group: '' }, signal);
        setState((old) =>
          withRows({ ...afresh(old), grouped: false, groups: [] }, '', page.rows, page.complete, 'replace'),
        );
        return;
      }
      const groups = await askGroups(question(), group, MAX_GROUPS, signal);
      setState((old) => {
        const next = afresh(old);
        const open = new Set([...next.openGroups].filter((key) => groups.some((found) => found.key === key)));
        return { ...next, grouped: true, groups, openGroups: open };
      });
    };
    running.current.clear();
    load()
      .then(() => setProblem(null))
      .catch((error: unknown) => {
        if (!signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
      })
      .finally(() => {
        if (!signal.aborted) setLoading(false);
      });
    return () => abort.abort();
  }, [question, group, pageSize, ready, epoch, span]);

  const more = useCallback(
    (list: string): void => {
      if (running.current.has(list)) return;
      running.current.add(list);
      const offset = latest.current.lists.get(list)?.rows.length ?? 0;
      askQueue(question(), { limit: pageSize, offset, grouping: group, group: list })
        .then((page) =>
          setState((old) => withRows(old, list, page.rows, page.complete, offset === 0 ? 'replace' : 'append')),
        )
        .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
        .finally(() => running.current.delete(list));
    },
    [question, group, pageSize],
  );

  const look = useCallback((): void => {
    if (running.current.has('news') || document.hidden) return;
    running.current.add('news');
    const ids = loadedRows(latest.current)
      .slice(0, MAX_WATCHED)
      .map(({ alertId }) => alertId);
    const asked = { ...question(), order: 'newest' as const };
    Promise.all([
      askQueue(asked, { limit: 100, offset: 0, grouping: 'none', group: '' }),
      askAlerts(uid, ids, upToNow(range.current)),
    ])
      .then(([newest, known]) => {
        setProblem(null);
        setState((old) => {
          const young = newest.rows.filter(({ raisedAt }) => raisedAt > youngest(old));
          return withNews(old, [...known, ...young]);
        });
      })
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
      .finally(() => running.current.delete('news'));
  }, [question, uid]);

  useEffect(() => {
    if (refreshSeconds <= 0 || !ready) return;
    const timer = setInterval(look, refreshSeconds * 1000);
    return () => clearInterval(timer);
  }, [look, refreshSeconds, ready]);

  const reload = useCallback(() => setEpoch((old) => old + 1), []);
  return useMemo(
    () => ({ state, setState, loading, problem, reload, more, look, question }),
    [state, loading, problem, reload, more, look, question],
  );
}

/** A range that ends about now goes on to this moment: the dashboard's stands still between two refreshes. */
function upToNow({ from, to }: Range): Range {
  const now = Date.now();
  return now - to < 15 * 60_000 ? { from, to: Math.max(to, now + 60_000) } : { from, to };
}

const afresh = (old: QueueState): QueueState => ({
  ...EMPTY_QUEUE,
  cursor: old.cursor,
  openGroups: old.openGroups,
});

/** When the youngest alert that is shown or waits was raised. Of groups nothing may be loaded: then their newest counts. */
function youngest(state: QueueState): number {
  let raised = 0;
  for (const { raisedAt } of loadedRows(state)) raised = Math.max(raised, raisedAt);
  for (const { raisedAt } of state.arrivals) raised = Math.max(raised, raisedAt);
  for (const { newest } of state.groups) raised = Math.max(raised, newest);
  return raised;
}
