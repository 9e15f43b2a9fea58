// The actions on an alert, oldest first, and the state that they leave.
import { NEW_STATE, type ActionEntry, type AlertState, type Status } from '@huntboard/actions';
import type { ActionContext } from './action-resources';

interface Row {
  readonly action_id: string;
  readonly ms: string;
  readonly actor: string;
  readonly role: string;
  readonly action: string;
  readonly comment: string;
  readonly status: string;
  readonly disposition: string;
  readonly assignee: string;
  readonly request_id: string;
}

/** Actions that are shown; an alert with more has been quarrelled about, and the last ones count. */
const MAX_ACTIONS = 500;

export async function historyOf(
  { store, call }: Pick<ActionContext, 'store' | 'call'>,
  id: string,
): Promise<ActionEntry[]> {
  const rows = await store.query<Row>(
    `SELECT action_id, toUnixTimestamp64Milli(ts) AS ms, actor, role, action, comment, status, disposition, assignee, request_id
FROM alert_actions WHERE alert_id = {id:UUID} ORDER BY seq DESC LIMIT ${MAX_ACTIONS}`,
    { params: { id }, signal: call.signal },
  );
  return rows.reverse().map(({ action_id, ms, request_id, status, ...row }) => ({
    id: action_id,
    ts: Number(ms),
    request: request_id,
    status: status as Status,
    ...row,
  }));
}

/** What the last entry says. */
export function stateOf(history: readonly ActionEntry[]): AlertState {
  const last = history.at(-1);
  if (last === undefined) return NEW_STATE;
  const { status, disposition, assignee, id } = last;
  return { status, disposition: disposition as AlertState['disposition'], assignee, lastAction: id };
}
