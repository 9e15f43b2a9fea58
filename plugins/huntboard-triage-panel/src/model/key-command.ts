// Keys to what they mean in the queue. The list is also the help that `?` shows.

export type KeyCommand =
  | 'down'
  | 'up'
  | 'first'
  | 'last'
  | 'pageDown'
  | 'pageUp'
  | 'open'
  | 'mark'
  | 'markAll'
  | 'acknowledge'
  | 'progress'
  | 'close'
  | 'reopen'
  | 'assignMe'
  | 'assign'
  | 'comment'
  | 'exception'
  | 'incident'
  | 'handover'
  | 'group'
  | 'fold'
  | 'search'
  | 'filters'
  | 'arrivals'
  | 'undo'
  | 'help'
  | 'back';

export interface KeyHelp {
  readonly keys: readonly string[];
  readonly command: KeyCommand;
  readonly text: string;
}

export const KEYS: readonly KeyHelp[] = [
  { keys: ['j', 'ArrowDown'], command: 'down', text: 'Next alert' },
  { keys: ['k', 'ArrowUp'], command: 'up', text: 'Previous alert' },
  { keys: ['Enter', 'o'], command: 'open', text: 'Open the alert, or unfold the group' },
  { keys: ['Escape'], command: 'back', text: 'Close what is open, drop the marks' },
  { keys: ['x'], command: 'mark', text: 'Mark or unmark; on a group: all of it' },
  { keys: ['X'], command: 'markAll', text: 'Mark all that are loaded, or none' },
  { keys: ['a'], command: 'acknowledge', text: 'Acknowledge' },
  { keys: ['p'], command: 'progress', text: 'In progress, by me' },
  { keys: ['c'], command: 'close', text: 'Close with a reason' },
  { keys: ['r'], command: 'reopen', text: 'Reopen' },
  { keys: ['m'], command: 'assignMe', text: 'Assign to me' },
  { keys: ['M'], command: 'assign', text: 'Assign to another' },
  { keys: ['n'], command: 'comment', text: 'Comment' },
  { keys: ['e'], command: 'exception', text: 'Create an exception' },
  { keys: ['i'], command: 'incident', text: 'Add to an incident' },
  { keys: ['H'], command: 'handover', text: 'Handover: a note for the next shift' },
  { keys: ['g'], command: 'group', text: 'Group by the next field' },
  { keys: ['h', 'ArrowLeft'], command: 'fold', text: 'Fold the group' },
  { keys: ['/'], command: 'search', text: 'Search' },
  { keys: ['f'], command: 'filters', text: 'Filters' },
  { keys: ['.'], command: 'arrivals', text: 'Show what arrived' },
  { keys: ['u'], command: 'undo', text: 'Undo the last action' },
  { keys: ['Home'], command: 'first', text: 'First' },
  { keys: ['End'], command: 'last', text: 'Last that is loaded' },
  { keys: ['PageDown'], command: 'pageDown', text: 'A page down' },
  { keys: ['PageUp'], command: 'pageUp', text: 'A page up' },
  { keys: ['?'], command: 'help', text: 'This list' },
];

const byKey: ReadonlyMap<string, KeyCommand> = new Map(
  KEYS.flatMap(({ keys, command }) => keys.map((key) => [key, command] as const)),
);

/** The command of a key press; null for keys that are not ours, and for all that come with Ctrl, Alt or Meta. */
export function keyCommand(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>): KeyCommand | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  return byKey.get(event.key) ?? null;
}
