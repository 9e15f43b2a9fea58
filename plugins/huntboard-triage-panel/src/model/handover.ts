// What the queue itself can say to the next shift; people add what only they know.
import type { AlertRow } from './alert';
import { isUnreviewed } from './sla';

const many = (count: number, what: string): string => `${count} ${what}`;

/** A draft from the rows that are loaded: how much is open, unseen, and who works on what. */
export function handoverDraft(rows: readonly AlertRow[], now: number): string {
  const open = rows.filter(({ status }) => status !== 'closed');
  const working = open.filter(({ status, assignee }) => status !== 'new' && assignee !== '');
  const unseen = open.filter((row) => isUnreviewed(row, now)).length;
  const urgent = open.filter(
    ({ status, level }) => status === 'new' && (level === 'critical' || level === 'high'),
  ).length;
  return [
    `Open: ${many(open.length, 'alerts')}, of these new and critical or high: ${urgent}, unseen for 24 h: ${unseen}.`,
    ...working
      .slice(0, 10)
      .map(({ assignee, rule, host }) => `- ${assignee}: ${rule}${host === '' ? '' : ` on ${host}`}`),
    'Look first at: ',
  ].join('\n');
}
