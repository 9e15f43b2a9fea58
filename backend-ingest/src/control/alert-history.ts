// What is known of alerts that somebody wants to act on: that they exist, their state, their last actions.
import type { ActionEntry, AlertState, Status } from '@huntboard/actions';
import type { Store } from '@huntboard/clickhouse';

/** A row of `alert_actions` as it is read back. */
export interface ActionRow {
  readonly action_id: string;
  readonly alert_id: string;
  readonly window_ms: string;
  readonly seq: string;
  readonly ts_ms: string;
  readonly actor: string;
  readonly role: string;
  readonly action: string;
  readonly status: string;
  readonly disposition: string;
  readonly assignee: string;
  readonly comment: string;
  readonly request_id: string;
  readonly request_digest: string;
}

const COLUMNS = `action_id, alert_id, toUnixTimestamp64Milli(window_start) AS window_ms, seq,
  toUnixTimestamp64Milli(ts) AS ts_ms, actor, role, action, status, disposition, assignee, comment, request_id, request_digest`;

export const toState = (row: ActionRow): AlertState => ({
  status: row.status as Status,
  disposition: row.disposition as AlertState['disposition'],
  assignee: row.assignee,
  lastAction: row.action_id,
});

export const toEntry = (row: ActionRow): ActionEntry => ({
  id: row.action_id,
  ts: Number(row.ts_ms),
  actor: row.actor,
  role: row.role,
  action: row.action,
  comment: row.comment,
  status: row.status as Status,
  disposition: row.disposition,
  assignee: row.assignee,
  request: row.request_id,
});

/** Where alerts `ids` are: one row each that exists. */
export const PLACES = `SELECT alert_id AS id, toUnixTimestamp64Milli(any(window_start)) AS ms FROM alert_index
WHERE by = 'alert' AND key IN (SELECT cityHash64(toString(arrayJoin({ids:Array(UUID)})))) AND alert_id IN {ids:Array(UUID)}
GROUP BY alert_id`;

export class AlertHistory {
  private readonly store: Pick<Store, 'query'>;

  constructor(store: Pick<Store, 'query'>) {
    this.store = store;
  }

  /** Rows that a request wrote; none: it is not known. */
  ofRequest(key: string): Promise<ActionRow[]> {
    return this.store.query<ActionRow>(
      `SELECT ${COLUMNS} FROM alert_actions WHERE request_id = {key:UUID} ORDER BY seq`,
      { params: { key } },
    );
  }

  /** Alert → start of its window (epoch ms), for those that exist. */
  async windows(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.store.query<{ id: string; ms: string }>(PLACES, { params: { ids } });
    return new Map(rows.map(({ id, ms }) => [id, Number(ms)]));
  }

  /** Alert → its last row; none: nobody has acted on it. */
  async last(ids: readonly string[]): Promise<ReadonlyMap<string, ActionRow>> {
    const rows = await this.store.query<ActionRow>(
      `SELECT ${COLUMNS} FROM alert_actions WHERE alert_id IN {ids:Array(UUID)} ORDER BY seq DESC LIMIT 1 BY alert_id`,
      { params: { ids } },
    );
    return new Map(rows.map((row) => [row.alert_id, row]));
  }

  /** Alert → its last two rows, newest first. */
  async lastTwo(ids: readonly string[]): Promise<ReadonlyMap<string, readonly ActionRow[]>> {
    const rows = await this.store.query<ActionRow>(
      `SELECT ${COLUMNS} FROM alert_actions WHERE alert_id IN {ids:Array(UUID)} ORDER BY seq DESC LIMIT 2 BY alert_id`,
      { params: { ids } },
    );
    const byAlert = new Map<string, ActionRow[]>();
    for (const row of rows) byAlert.set(row.alert_id, [...(byAlert.get(row.alert_id) ?? []), row]);
    return byAlert;
  }
}
