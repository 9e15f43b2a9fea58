// Acts on incidents: what is asked for becomes rows, in one block, so all of them or none.
import type { Actor, Grouping, IncidentAnswer, IncidentRequest, Severity } from '@huntboard/actions';
import type { Store } from '@huntboard/clickhouse';
import { encodeRows, incidentActions, type RowObject } from '@huntboard/schema';
import { IncidentHistory, type IncidentState, type Membership } from './incident-history.ts';
import { Refusal } from './refusal.ts';
import { digestOf, uuidOf } from './request-identity.ts';
import type { Sequence } from './sequence.ts';

/** Alerts of one incident: what is more belongs into another one, or to a rule that is too loud. */
export const MAX_MEMBERS = 1000;

export interface IncidentDeskOptions {
  readonly store: Pick<Store, 'query' | 'insertNative'>;
  readonly sequence: Sequence;
  readonly now: () => number;
  readonly maxBulk: number;
}

/** Who a rule of the house acts as. */
export const HOUSE: Actor = { login: 'huntboard', role: 'service' };

type Refused = IncidentAnswer['refused'];

export class IncidentDesk {
  private readonly options: IncidentDeskOptions;
  private readonly history: IncidentHistory;

  constructor(options: IncidentDeskOptions) {
    this.options = options;
    this.history = new IncidentHistory(options.store);
  }

  /** Calls must follow one another. Rejects with Refusal, or with StoreError: sent again under its key, it acts once. */
  async act(actor: Actor, request: IncidentRequest): Promise<IncidentAnswer> {
    const { key } = request;
    const digest = digestOf(actor.login, request);
    const before = await this.history.ofRequest(key);
    if (before !== undefined) {
      if (before.digest !== digest) throw new Refusal('action_key_reused');
      return { key, repeated: true, incident: before.incident, refused: [] };
    }
    const incident = request.action === 'open' ? key : request.incident;
    const state = request.action === 'open' ? undefined : await this.history.state(incident);
    if (request.action !== 'open' && state === undefined)
      throw new Refusal('target_unknown', { detail: 'the incident', targets: [incident] });
    if ('expect' in request && request.expect !== undefined && request.expect !== state?.last_action)
      throw new Refusal('action_conflict', {
        detail: `${state?.last_actor ?? ''} was first: ${state?.last_what.replaceAll('_', ' ') ?? ''}`,
        targets: [incident],
      });
    const { rows, refused } = await this.plan(request, incident, state);
    await this.append(actor, key, digest, rows);
    return { key, repeated: false, incident, refused };
  }

  private async plan(
    request: IncidentRequest,
    incident: string,
    state: IncidentState | undefined,
  ): Promise<{ readonly rows: readonly RowObject[]; readonly refused: Refused }> {
    const one = (more: RowObject): { rows: RowObject[]; refused: Refused } => ({
      rows: [{ incident_id: incident, action: request.action, ...more }],
      refused: [],
    });
    const not = (detail: string): never => {
      throw new Refusal('action_conflict', { detail, targets: [incident] });
    };
    switch (request.action) {
      case 'open': {
        const open = one({ value: request.title, severity: request.severity });
        const { rows, refused } = await this.addAlerts(incident, request.alerts, 'hand');
        if (rows.length === 0) not('none of its alerts is there');
        return { rows: [...open.rows, ...rows], refused };
      }
      case 'add_alerts':
        return some(await this.addAlerts(incident, request.alerts, 'hand'), not);
      case 'remove_alerts':
        return some(await this.removeAlerts(incident, request.alerts), not);
      case 'set_title':
        return one({ value: request.title });
      case 'set_owner':
        return one({ value: request.owner });
      case 'set_severity':
        return one({ severity: request.severity });
      case 'close':
        return state?.status === 'closed' ? not('it is closed already') : one({ comment: request.comment });
      case 'reopen':
        return state?.status === 'closed' ? one({ comment: request.comment }) : not('it is not closed');
      case 'note':
        return one({ comment: request.comment });
      case 'pin_event': {
        if (state?.pinned.includes(request.event) === true) return not('it is pinned already');
        const event = await this.history.event(request.event);
        if (event === undefined) throw new Refusal('target_unknown', { detail: 'the event', targets: [request.event] });
        return one({ event_id: request.event, event, comment: request.comment });
      }
      case 'unpin_event':
        return state?.pinned.includes(request.event) === true
          ? one({ event_id: request.event })
          : not('it is not pinned');
      case 'add_task':
        return one({ task_id: request.key, value: request.title, comment: request.assignee });
      case 'finish_task':
        return state?.open_tasks.includes(request.task) === true
          ? one({ task_id: request.task })
          : not('there is no such open task');
      case 'reopen_task':
        return state?.tasks.includes(request.task) === true && !state.open_tasks.includes(request.task)
          ? one({ task_id: request.task })
          : not('there is no such finished task');
    }
  }

  private async addAlerts(
    incident: string,
    ids: readonly string[],
    grouping: Grouping,
  ): Promise<{ rows: RowObject[]; refused: Refused }> {
    if (ids.length > this.options.maxBulk)
      throw new Refusal('action_invalid', { detail: `alerts: at most ${this.options.maxBulk} in one request` });
    const [members, size] = await Promise.all([this.history.memberships(ids), this.history.size(incident)]);
    const rows: RowObject[] = [];
    const refused: Refused = [];
    let room = MAX_MEMBERS - size;
    for (const id of new Set(ids)) {
      const member = members.get(id);
      if (member === undefined) refused.push({ id, code: 'unknown', message: 'there is no such alert' });
      else if (member.incident === incident) refused.push({ id, code: 'not_possible', message: 'it is in it already' });
      else if (room-- <= 0)
        refused.push({ id, code: 'not_possible', message: `an incident holds ${MAX_MEMBERS} alerts` });
      else rows.push(...moved(incident, id, member, grouping));
    }
    return { rows, refused };
  }

  private async removeAlerts(
    incident: string,
    ids: readonly string[],
  ): Promise<{ rows: RowObject[]; refused: Refused }> {
    const members = await this.history.memberships(ids);
    const rows: RowObject[] = [];
    const refused: Refused = [];
    for (const id of new Set(ids)) {
      const member = members.get(id);
      if (member?.incident !== incident) refused.push({ id, code: 'not_possible', message: 'it is not in it' });
      else
        rows.push({
          incident_id: incident,
          action: 'remove_alert',
          alert_id: id,
          window_start: member.window,
          grouping: 'hand',
        });
    }
    return { rows, refused };
  }

  /** What a rule of the house groups; `opened` when it makes the incident. The same group asked for again acts once. */
  async group(
    incident: string,
    opened: { readonly title: string; readonly severity: Severity } | undefined,
    alerts: readonly { readonly id: string; readonly window: number; readonly grouping: Grouping }[],
  ): Promise<void> {
    const key = uuidOf('group', incident, ...alerts.map(({ id }) => id));
    if ((await this.history.ofRequest(key)) !== undefined) return;
    const open =
      opened === undefined
        ? []
        : [{ incident_id: incident, action: 'open', value: opened.title, severity: opened.severity }];
    const added = alerts.map(({ id, window, grouping }) => ({
      incident_id: incident,
      action: 'add_alert',
      alert_id: id,
      window_start: window,
      grouping,
    }));
    await this.append(HOUSE, key, '', [...open, ...added]);
  }

  private async append(actor: Actor, key: string, digest: string, planned: readonly RowObject[]): Promise<void> {
    const ts = this.options.now();
    const rows = planned.map((row, index) => ({
      ...row,
      action_id: uuidOf(key, String(index)),
      seq: this.options.sequence.next(),
      ts,
      actor: actor.login,
      role: actor.role,
      request_id: key,
      request_digest: digest,
    }));
    await this.options.store.insertNative('incident_actions', encodeRows(incidentActions, rows), {
      rows: rows.length,
      dedupToken: `incident-${key}`,
      settings: { max_partitions_per_insert_block: '0' },
    });
  }
}

/** An alert leaves the incident that it was in: the history of that one says so. */
function moved(
  incident: string,
  id: string,
  { window, incident: former }: Membership,
  grouping: Grouping,
): RowObject[] {
  const place = { alert_id: id, window_start: window, grouping };
  return [
    ...(former === '' ? [] : [{ incident_id: former, action: 'remove_alert', ...place }]),
    { incident_id: incident, action: 'add_alert', ...place },
  ];
}

function some<T extends { readonly rows: readonly RowObject[]; readonly refused: Refused }>(
  planned: T,
  not: (detail: string) => never,
): T {
  if (planned.rows.length === 0) not(planned.refused[0]?.message ?? 'nothing to do');
  return planned;
}
