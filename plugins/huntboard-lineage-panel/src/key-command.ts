// Which key does what in the views.

export type KeyCommand =
  | 'up'
  | 'down'
  | 'first'
  | 'last'
  | 'pageUp'
  | 'pageDown'
  | 'open'
  | 'close'
  | 'openSiblings'
  | 'detail'
  | 'focus'
  | 'search'
  | 'filter'
  | 'nextMatch'
  | 'previousMatch'
  | 'nextAlert'
  | 'previousAlert'
  | 'menu'
  | 'tree'
  | 'graph'
  | 'timeline'
  | 'zoomIn'
  | 'zoomOut'
  | 'zoomFit'
  | 'keys'
  | 'back';

const commands: Readonly<Record<string, KeyCommand>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowRight: 'open',
  ArrowLeft: 'close',
  Home: 'first',
  End: 'last',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  '*': 'openSiblings',
  Enter: 'detail',
  ' ': 'detail',
  f: 'focus',
  '/': 'search',
  F: 'filter',
  n: 'nextMatch',
  N: 'previousMatch',
  a: 'nextAlert',
  A: 'previousAlert',
  m: 'menu',
  ContextMenu: 'menu',
  '1': 'tree',
  '2': 'graph',
  '3': 'timeline',
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  '0': 'zoomFit',
  '?': 'keys',
  Escape: 'back',
};

/** The command of a key press; null for keys that are not ours, and for all that come with Ctrl, Alt or Meta. */
export function keyCommand(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'> & { readonly shiftKey?: boolean },
): KeyCommand | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.key === 'F10' && event.shiftKey === true) return 'menu';
  return commands[event.key] ?? null;
}

/** The keys in words, for the help. */
export const keyHelp: readonly (readonly [string, string])[] = [
  ['↑ ↓ Home End PgUp PgDn', 'move'],
  ['→ ←', 'open, close; to the first child, to the parent'],
  ['*', 'open all siblings'],
  ['Enter', 'detail; opens what is rolled up'],
  ['f', 'focus: fold everything but its story'],
  ['/  n  N', 'search, next and previous match'],
  ['a  A', 'next and previous alert'],
  ['F', 'filters'],
  ['m', 'what to do with it'],
  ['1  2  3', 'tree, graph, timeline'],
  ['+  −  0', 'zoom in, out, fit (graph, timeline)'],
  ['Ctrl+C', 'copy it and what it started, as text'],
  ['Esc', 'back: close the detail, clear the search'],
];
