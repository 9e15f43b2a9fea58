// What the queue itself can say to the next shift; people add what only they know.
import type { AlertLevel, AlertRow } from './alert';

/** What is counted in the store for the note, whatever is loaded or filtered on the screen. */
export interface HandoverNumbers {
  /** Open alerts by status and level. */
  readonly open: readonly {
    readonly status: AlertRow['status'];
    readonly level: AlertLevel;
    readonly alerts: number;
  }[];
  readonly late: number;
  readonly unseen: number;
  /** Open alerts that somebody works on, the most urgent first; the first of them. */
  readonly working: readonly Pick<AlertRow, 'assignee' | 'rule' | 'host' | 'status'>[];
}

const MAX_LINES = 10;

/** A draft of the note: how much is open, late and unseen, and who works on what. */
export function handoverDraft({ open, late, unseen, working }: HandoverNumbers): string {
  const count = (fits: (one: HandoverNumbers['open'][number]) => boolean): string =>
    open
      .filter(fits)
      .reduce((sum, { alerts }) => sum + alerts, 0)
      .toLocaleString('en');
  const named = working.filter(({ assignee }) => assignee !== '');
  const inWork = count(({ status }) => status !== 'new');
  const urgent = count(({ status, level }) => status === 'new' && (level === 'critical' || level === 'high'));
  return [
    `Open: ${count(() => true)}, of these new: ${count(({ status }) => status === 'new')} (critical or high: ${urgent}), late: ${late.toLocaleString('en')}, unseen for 24 h: ${unseen.toLocaleString('en')}.`,
    `In work: ${inWork}.`,
    ...named
      .slice(0, MAX_LINES)
      .map(({ assignee, rule, host }) => `- ${assignee}: ${rule}${host === '' ? '' : ` on ${host}`}`),
    ...(named.length > MAX_LINES ? ['- … and more: see «In work»'] : []),
    'Look first at: ',
  ].join('\n');
}
