// What is known of incidents: their state, their members, what a request did before.
import type { Store } from '@huntboard/clickhouse';
import { PLACES } from './alert-history.ts';

export interface IncidentState {
  readonly status: string;
  readonly last_action: string;
  readonly last_actor: string;
  readonly last_what: string;
  /** Tasks that are not done. */
  readonly open_tasks: string[];
  readonly tasks: string[];
  readonly pinned: string[];
}

export interface Membership {
  readonly window: number;
  /** '' : it belongs to none. */
  readonly incident: string;
}

const NIL = '00000000-0000-0000-0000-000000000000';

export class IncidentHistory {
  private readonly store: Pick<Store, 'query'>;

  constructor(store: Pick<Store, 'query'>) {
    this.store = store;
  }

  /** The incident and digest of a request that is known. */
  async ofRequest(key: string): Promise<{ readonly incident: string; readonly digest: string } | undefined> {
    const [row] = await this.store.query<{ incident: string; digest: string }>(
      'SELECT incident_id AS incident, request_digest AS digest FROM incident_actions WHERE request_id = {key:UUID} LIMIT 1',
      { params: { key } },
    );
    return row;
  }

  async state(incident: string): Promise<IncidentState | undefined> {
    const [row] = await this.store.query<IncidentState & { rows: string }>(
      `SELECT count() AS rows, if(argMaxIf(action, seq, action IN ('open', 'close', 'reopen')) = 'close', 'closed', 'open') AS status,
  argMax(action_id, seq) AS last_action, argMax(actor, seq) AS last_actor, argMax(action, seq) AS last_what,
  groupUniqArrayIf(task_id, action = 'add_task') AS tasks,
  arrayFilter(t -> countEqual(groupArrayIf(task_id, action = 'finish_task'), t) = countEqual(groupArrayIf(task_id, action = 'reopen_task'), t), tasks) AS open_tasks,
  arrayFilter(e -> countEqual(groupArrayIf(event_id, action = 'pin_event'), e) > countEqual(groupArrayIf(event_id, action = 'unpin_event'), e), groupUniqArrayIf(event_id, action = 'pin_event')) AS pinned
FROM incident_actions WHERE incident_id = {incident:UUID}`,
      { params: { incident } },
    );
    return row === undefined || Number(row.rows) === 0 ? undefined : row;
  }

  /** Alerts that exist, with the incident that each belongs to. */
  async memberships(alerts: readonly string[]): Promise<ReadonlyMap<string, Membership>> {
    const rows = await this.store.query<{ id: string; ms: string; incident: string }>(
      `SELECT a.id AS id, a.ms AS ms, m.incident AS incident
FROM (${PLACES}) AS a
LEFT JOIN (
  SELECT alert_id, argMax(incident_id, seq) AS incident FROM incident_alerts
  WHERE (window_start, alert_id) IN (SELECT fromUnixTimestamp64Milli(ms), id FROM (${PLACES}))
  GROUP BY alert_id
) AS m ON a.id = m.alert_id`,
      { params: { ids: alerts } },
    );
    return new Map(
      rows.map(({ id, ms, incident }) => [id, { window: Number(ms), incident: incident === NIL ? '' : incident }]),
    );
  }

  async size(incident: string): Promise<number> {
    const [row] = await this.store.query<{ n: string }>(
      `SELECT count() AS n FROM incident_alerts FINAL
WHERE incident_id = {incident:UUID} AND (window_start, alert_id) IN (
  SELECT window_start, alert_id FROM incident_actions WHERE incident_id = {incident:UUID} AND action = 'add_alert')`,
      { params: { incident } },
    );
    return Number(row?.n ?? 0);
  }

  /** An event as it is kept with an incident; undefined: it is not there any more. */
  async event(id: string): Promise<string | undefined> {
    const [row] = await this.store.query<Record<string, unknown>>(
      `SELECT toUnixTimestamp64Milli(ts) AS ts, host, category, action, EventID, User, Image, CommandLine, ParentImage, TargetFilename, DestinationIp, DestinationPort, source, raw
FROM events WHERE event_id = {id:UUID} LIMIT 1`,
      { params: { id } },
    );
    return row === undefined ? undefined : JSON.stringify(row);
  }
}
