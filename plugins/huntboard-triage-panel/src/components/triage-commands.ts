// What keys and buttons mean in the queue, given what is shown, open and marked.
import type { Dispatch, SetStateAction } from 'react';
import type { Me } from '@huntboard/actions';
import type { Deed, Notice } from '../data/use-actions';
import type { KeyCommand } from '../model/key-command';
import type { AlertRow } from '../model/alert';
import { findRow, loadedRows, moveCursor, toggleGroup, toggleMarks } from '../model/queue-state';
import type { Line, QueueState } from '../model/queue-state';
import type { DialogKind } from './ActionDialog';
import type { Dialog } from './TriageDialogs';

export interface CommandOptions {
  readonly state: QueueState;
  readonly lines: readonly Line[];
  readonly me: Me | null;
  readonly mayTriage: boolean;
  /** What an action is about. */
  readonly targets: readonly AlertRow[];
  /** Id of the open alert, and whether its detail has come. */
  readonly opened: string | null;
  readonly hasDetail: boolean;
  readonly incident: string | null;
  readonly setState: Dispatch<SetStateAction<QueueState>>;
  readonly setDialog: (dialog: Dialog) => void;
  readonly act: (deed: Deed) => void;
  readonly say: (text: string, tone: Notice['tone']) => void;
  readonly undo: () => void;
  readonly reload: () => void;
  readonly openAlert: (id: string, windowStart?: number) => void;
  readonly closeAlert: () => void;
  readonly closeIncident: () => void;
  readonly mark: (id: string, range: boolean) => void;
  readonly toggle: (group: string) => void;
  readonly toggleFilters: () => void;
  readonly nextGrouping: () => void;
  readonly focusSearch: () => void;
  /** Rows in sight. */
  readonly page: () => number;
}

const WRITES: ReadonlySet<KeyCommand> = new Set([
  'acknowledge',
  'progress',
  'close',
  'reopen',
  'assignMe',
  'assign',
  'comment',
  'exception',
  'incident',
  'handover',
]);

/** The one place that carries out a command. */
export function triageCommands(options: CommandOptions): (key: KeyCommand) => void {
  const { state, lines, me, mayTriage, targets, opened, setState, setDialog, act, say, undo, reload } = options;
  const { openAlert, mark, toggle, focusSearch, page } = options;
  const ask = (kind: DialogKind | 'incident'): void => {
    if (targets.length === 0) say('No alert is chosen.', 'refused');
    else setDialog({ kind, targets });
  };
  return (key) => {
    if (WRITES.has(key) && !mayTriage)
      return say(me?.reason || 'Your role may read, but not work on alerts.', 'refused');
    const line = lines.find((one) => one.key === state.cursor);
    switch (key) {
      case 'open':
        if (line?.kind === 'group') toggle(line.group.key);
        else if (line?.kind === 'alert') openAlert(line.key, line.row.windowStart);
        return;
      case 'back':
        if (options.incident !== null) return options.closeIncident();
        if (opened !== null) return options.closeAlert();
        return setState((old) => ({ ...old, marked: new Set() }));
      case 'mark':
        if (line?.kind === 'group')
          setState((old) => toggleMarks(old, old.lists.get(line.group.key)?.rows.map(({ alertId }) => alertId) ?? []));
        else if (line?.kind === 'alert') mark(line.key, false);
        return;
      case 'markAll':
        return setState((old) =>
          toggleMarks(
            old,
            loadedRows(old).map(({ alertId }) => alertId),
          ),
        );
      case 'acknowledge':
        return act({ action: 'acknowledge' });
      case 'progress':
        return act({ action: 'start' });
      case 'assignMe':
        return act({ action: 'assign', assignee: me?.login ?? '' });
      case 'close':
      case 'reopen':
      case 'comment':
      case 'assign':
      case 'incident':
        return ask(key);
      case 'exception':
        if (!options.hasDetail) say('Open an alert first: the exception is made from it.', 'refused');
        else setDialog({ kind: 'exception' });
        return;
      case 'handover':
        return setDialog({ kind: 'handover' });
      case 'group':
        return options.nextGrouping();
      case 'fold': {
        const key_ =
          line?.kind === 'group' ? line.group.key : line?.kind === 'alert' && state.grouped ? line.list : null;
        if (key_ !== null) setState((old) => ({ ...toggleGroup(old, key_, false), cursor: `group:${key_}` }));
        return;
      }
      case 'search':
        return focusSearch();
      case 'filters':
        return options.toggleFilters();
      case 'arrivals':
        return reload();
      case 'undo':
        return undo();
      case 'help':
        return setDialog({ kind: 'help' });
      default: {
        const next = moveCursor(state, lines, key, page());
        setState(next);
        // With an alert open the keys read through the queue.
        const row = next.cursor === null ? undefined : findRow(next, next.cursor);
        if (opened !== null && row !== undefined) openAlert(row.alertId, row.windowStart);
      }
    }
  };
}
