// How much there is, in one line above the queue.
import type { Me } from '@huntboard/actions';
import { loadedRows } from './queue-state';
import type { QueueState } from './queue-state';
import { isUnreviewed } from './sla';

/** `200+ alerts · 3+ unseen for 24 h · 2 marked · ana (Editor)`: a plus where more may wait than is loaded. */
export function queueSummary(state: QueueState, me: Pick<Me, 'login' | 'role'> | null, now: number): string {
  const rows = loadedRows(state);
  const complete = !state.grouped && [...state.lists.values()].every((list) => list.complete);
  const more = complete ? '' : '+';
  const unseen = rows.filter((row) => isUnreviewed(row, now)).length;
  return [
    state.grouped ? `${state.groups.length} groups` : `${rows.length.toLocaleString()}${more} alerts`,
    unseen > 0 ? `${unseen}${more} unseen for 24 h` : '',
    state.marked.size > 0 ? `${state.marked.size} marked` : '',
    me === null || me.login === '' ? '' : `${me.login} (${me.role})`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
