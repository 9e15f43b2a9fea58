// Marks on alerts, one or a range of them, and the folds of groups.
import { useCallback, useRef } from 'react';
import type { Dispatch, SetStateAction } from 'react';
import { toggleGroup, toggleMarks } from '../model/queue-state';
import type { Line, QueueState } from '../model/queue-state';

export interface Marks {
  /** `range`: all between the mark before and this one. */
  readonly mark: (id: string, range: boolean) => void;
  readonly toggle: (group: string) => void;
}

export function useMarks(lines: readonly Line[], setState: Dispatch<SetStateAction<QueueState>>): Marks {
  const last = useRef<string | null>(null);
  const mark = useCallback(
    (id: string, range: boolean): void => {
      const from = range && last.current !== null ? lines.findIndex(({ key }) => key === last.current) : -1;
      const to = lines.findIndex(({ key }) => key === id);
      last.current = id;
      const ids =
        from < 0
          ? [id]
          : lines
              .slice(Math.min(from, to), Math.max(from, to) + 1)
              .flatMap((line) => (line.kind === 'alert' ? [line.key] : []));
      setState((old) => (from < 0 ? toggleMarks(old, ids) : { ...old, marked: new Set([...old.marked, ...ids]) }));
    },
    [lines, setState],
  );
  const toggle = useCallback(
    (key: string): void =>
      setState((old) => ({ ...toggleGroup(old, key, !old.openGroups.has(key)), cursor: `group:${key}` })),
    [setState],
  );
  return { mark, toggle };
}
