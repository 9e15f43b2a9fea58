// Acts on alerts: judges what is asked for against the last rows, and appends the next ones in one block, so all of them or none.
import {
  applyAction,
  NEW_STATE,
  UNDO_MS,
  type ActionAnswer,
  type ActionRequest,
  type Actor,
  type AlertState,
} from '@huntboard/actions';
import type { Store } from '@huntboard/clickhouse';
import { alertActions, encodeRows, type RowObject } from '@huntboard/schema';
import { AlertHistory, toEntry, toState, type ActionRow } from './alert-history.ts';
import { putBack } from './open-alerts.ts';
import { Refusal } from './refusal.ts';
import { digestOf, uuidOf } from './request-identity.ts';
import type { Sequence } from './sequence.ts';

type Direct = Exclude<ActionRequest, { action: 'undo' }>;
type Refused = ActionAnswer['refused'][number];

const UNKNOWN = { code: 'unknown', message: 'there is no such alert' } as const;

export interface AlertDeskOptions {
  readonly store: Pick<Store, 'query' | 'insertNative' | 'command'>;
  readonly sequence: Sequence;
  readonly now: () => number;
  /** Alerts in one request. */
  readonly maxBulk: number;
}

interface Planned {
  readonly id: string;
  readonly windowStart: number;
  readonly state: Omit<AlertState, 'lastAction'>;
  /** It was closed, and is not any more. */
  readonly opens: boolean;
}

export class AlertDesk {
  private readonly options: AlertDeskOptions;
  private readonly history: AlertHistory;

  constructor(options: AlertDeskOptions) {
    this.options = options;
    this.history = new AlertHistory(options.store);
  }

  /**
   * Does what can be done of the request, each alert for itself. Calls must follow one another. Rejects with Refusal when the
   * request as a whole cannot be, with StoreError when the store fails: sent again under its key, it acts once. Alerts in `hidden`
   * are not there for this actor.
   */
  async act(actor: Actor, request: ActionRequest, hidden: ReadonlySet<string> = new Set()): Promise<ActionAnswer> {
    const { key } = request;
    const digest = digestOf(actor.login, request);
    const before = await this.history.ofRequest(key);
    if (before.length > 0) return this.again(request, digest, before, hidden);
    return request.action === 'undo' ? this.undo(actor, request, digest) : this.direct(actor, request, digest, hidden);
  }

  /** What the request did when it came first; what it could not do then is looked at as it is now, and left alone. */
  private async again(
    request: ActionRequest,
    digest: string,
    rows: readonly ActionRow[],
    hidden: ReadonlySet<string>,
  ): Promise<ActionAnswer> {
    if (rows.some((row) => row.request_digest !== digest)) throw new Refusal('action_key_reused');
    const done = rows.map((row) => ({ id: row.alert_id, state: toState(row) }));
    const acted = new Set(rows.map((row) => row.alert_id));
    const rest = request.action === 'undo' ? [] : request.alerts.map(({ id }) => id).filter((id) => !acted.has(id));
    const last = rest.length === 0 ? new Map<string, ActionRow>() : await this.history.last(rest);
    const refused = rest.map((id): Refused => {
      if (hidden.has(id)) return { id, ...UNKNOWN };
      const row = last.get(id);
      const message = 'it was refused when the request came first';
      return { id, code: 'not_possible', message, state: row === undefined ? NEW_STATE : toState(row) };
    });
    return { key: request.key, repeated: true, done, refused };
  }

  private async direct(
    actor: Actor,
    request: Direct,
    digest: string,
    hidden: ReadonlySet<string>,
  ): Promise<ActionAnswer> {
    const targets = new Map(request.alerts.map(({ id, expect }) => [id, expect]));
    if (targets.size > this.options.maxBulk)
      throw new Refusal('action_invalid', { detail: `alerts: at most ${this.options.maxBulk} in one request` });
    const ids = [...targets.keys()];
    const [windows, last] = await Promise.all([this.history.windows(ids), this.history.last(ids)]);
    const planned: Planned[] = [];
    const refused: Refused[] = [];
    for (const [id, expect] of targets) {
      const windowStart = hidden.has(id) ? undefined : windows.get(id);
      if (windowStart === undefined) {
        refused.push({ id, ...UNKNOWN });
        continue;
      }
      const row = last.get(id);
      const state = row === undefined ? NEW_STATE : toState(row);
      if (expect !== undefined && expect !== state.lastAction) {
        refused.push(conflict(id, row));
        continue;
      }
      const step = applyAction(state, request, actor.login);
      if (step.ok) planned.push({ id, windowStart, state: step.state, opens: opens(state, step.state) });
      else refused.push({ id, code: 'not_possible', message: step.message, state });
    }
    return this.append(actor, request, digest, planned, refused);
  }

  private async undo(
    actor: Actor,
    request: Extract<ActionRequest, { action: 'undo' }>,
    digest: string,
  ): Promise<ActionAnswer> {
    const rows = await this.history.ofRequest(request.undoes);
    const [first] = rows;
    if (first === undefined) throw new Refusal('target_unknown', { detail: 'the request to undo' });
    if (first.actor !== actor.login)
      throw new Refusal('action_forbidden', { detail: `it was ${first.actor} who did it` });
    if (first.action === 'undo') throw new Refusal('action_invalid', { detail: 'undoes: it is an undo itself' });
    if (this.options.now() - Number(first.ts_ms) > UNDO_MS)
      throw new Refusal('action_conflict', { detail: `it was done more than ${UNDO_MS / 1000} seconds ago` });
    const latest = await this.history.lastTwo(rows.map(({ alert_id }) => alert_id));
    const planned: Planned[] = [];
    const refused: Refused[] = [];
    for (const row of rows) {
      const [newest, former] = latest.get(row.alert_id) ?? [];
      if (newest?.action_id !== row.action_id) refused.push(conflict(row.alert_id, newest));
      else {
        const { lastAction: _, ...state } = former === undefined ? NEW_STATE : toState(former);
        planned.push({
          id: row.alert_id,
          windowStart: Number(row.window_ms),
          state,
          opens: opens(toState(newest), state),
        });
      }
    }
    return this.append(actor, request, digest, planned, refused);
  }

  private async append(
    actor: Actor,
    request: ActionRequest,
    digest: string,
    planned: readonly Planned[],
    refused: readonly Refused[],
  ): Promise<ActionAnswer> {
    const { key, action } = request;
    const ts = this.options.now();
    const rows = planned.map(({ id, windowStart, state }): RowObject => ({
      action_id: uuidOf(key, id),
      alert_id: id,
      window_start: windowStart,
      seq: this.options.sequence.next(),
      ts,
      actor: actor.login,
      role: actor.role,
      action,
      ...state,
      comment: request.action === 'undo' ? '' : request.comment,
      request_id: key,
      request_digest: digest,
      ...(request.action === 'undo' ? { undoes: request.undoes } : {}),
    }));
    const { store } = this.options;
    await putBack(
      store,
      planned.filter((one) => one.opens),
    );
    if (rows.length > 0)
      await store.insertNative('alert_actions', encodeRows(alertActions, rows), {
        rows: rows.length,
        dedupToken: `action-${key}`,
        // Alerts of many months in one request.
        settings: { max_partitions_per_insert_block: '0' },
      });
    const done = planned.map(({ id, state }) => ({ id, state: { ...state, lastAction: uuidOf(key, id) } }));
    return { key, repeated: false, done, refused: [...refused] };
  }
}

const opens = (before: Pick<AlertState, 'status'>, after: Pick<AlertState, 'status'>): boolean =>
  before.status === 'closed' && after.status !== 'closed';

function conflict(id: string, row: ActionRow | undefined): Refused {
  if (row === undefined)
    return { id, code: 'conflict', message: 'nobody has acted on it, other than was expected', state: NEW_STATE };
  const message = `${row.actor} was first: ${row.action}`;
  return { id, code: 'conflict', message, state: toState(row), last: toEntry(row) };
}
