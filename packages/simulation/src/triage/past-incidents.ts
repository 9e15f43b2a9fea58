// Incidents of the past: what turned out to be real was a case, with whatever else its machine raised that day, a task and an end.
import { pastId } from './past-id.ts';
import type { PastAction, PastAlert } from './triage-history.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** One step of a case; `value`, `comment` as the control API writes them. */
export interface PastIncidentAction {
  readonly id: string;
  readonly incident: string;
  readonly ts: number;
  readonly actor: string;
  readonly action: 'open' | 'set_owner' | 'add_alert' | 'note' | 'add_task' | 'finish_task' | 'close';
  readonly value: string;
  readonly severity: string;
  readonly comment: string;
  /** Of `add_alert`. */
  readonly alert: PastAlert | undefined;
  /** Of tasks. */
  readonly task: string;
}

/** What had to be done, by what happened. */
const TASKS: Readonly<Record<PastAlert['scene'], string>> = {
  'ask-for-groups': 'Ask for the ticket',
  'back-up': 'Ask the vendor for a signed script',
  'archive-payroll': 'Find out where the archive went',
  'exclude-folder': 'Remove the exclusion and scan the folder',
  'log-on-as-admin': 'Reset the password and go through the sessions of that day',
  'read-lsass': 'Talk to the vendor of the inventory',
  'open-phish': 'Withdraw the mail from all boxes and block the sender',
};

/** A case for each alert that was closed as true: opened when it was taken, closed when it was. In the order of time. */
export function pastIncidents(alerts: readonly PastAlert[], actions: readonly PastAction[]): PastIncidentAction[] {
  const taken = new Map(actions.filter(({ action }) => action === 'acknowledge').map((one) => [one.alert.id, one.ts]));
  const inCase = new Set<string>();
  const steps: PastIncidentAction[] = [];
  for (const { alert, actor, comment, disposition, ts: closedAt } of actions) {
    if (disposition !== 'true_positive' || inCase.has(alert.id)) continue;
    const incident = pastId(`incident/${alert.id}`);
    const openedAt = taken.get(alert.id)! + MINUTE;
    const step = (action: PastIncidentAction['action'], ts: number, more: Partial<PastIncidentAction> = {}): void => {
      const id = pastId(`${incident}/${action}/${more.alert?.id ?? ''}`);
      steps.push({ id, incident, ts, actor, action, value: '', severity: '', comment: '', alert: undefined, task: '', ...more }); // prettier-ignore
    };
    const sameDay = alerts.filter(({ id, host, ts }) => host === alert.host && Math.floor(ts / DAY) === Math.floor(alert.ts / DAY) && ts < closedAt && !inCase.has(id)); // prettier-ignore
    const task = pastId(`${incident}/task`);
    step('open', openedAt, { value: `${alert.rule} on ${alert.host}`, severity: alert.level });
    for (const member of sameDay) {
      inCase.add(member.id);
      step('add_alert', openedAt + 1000, { alert: member });
    }
    step('set_owner', openedAt + 2000, { value: actor });
    step('add_task', openedAt + 40_000, { value: TASKS[alert.scene], comment: actor, task });
    step('finish_task', closedAt - 30_000, { task });
    step('note', closedAt - 20_000, { comment });
    step('close', closedAt + 60_000, { comment });
  }
  return steps.sort((a, b) => a.ts - b.ts);
}
