// Keys to what they mean in the tree, after the ARIA practices for trees.

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
  | 'search'
  | 'nextMatch'
  | 'previousMatch'
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
  '/': 'search',
  n: 'nextMatch',
  N: 'previousMatch',
  Escape: 'back',
};

/** The command of a key press; null for keys that are not ours, and for all that come with Ctrl, Alt or Meta. */
export function keyCommand(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>): KeyCommand | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  return commands[event.key] ?? null;
}
