// Incidents for the panel: the list, and one with its members, tasks and timeline.
import type { Incident, IncidentDetail, Severity, Task, TimelineEntry } from '@huntboard/actions';
import type { ActionContext } from './action-resources';

const MS = (column: string): string => `toUnixTimestamp64Milli(${column})`;
const MAX_INCIDENTS = 1000;

interface Row {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly severity: string;
  readonly owner: string;
  readonly opened_ms: string;
  readonly opened_by: string;
  readonly updated_ms: string;
  readonly closed_ms: string;
  readonly members: string;
  readonly tasks: string;
  readonly tasks_open: string;
  readonly last_action: string;
}

const toIncident = (row: Row): Incident => ({
  id: row.id,
  title: row.title,
  status: row.status as Incident['status'],
  severity: row.severity as Severity,
  owner: row.owner,
  openedAt: Number(row.opened_ms),
  openedBy: row.opened_by,
  updatedAt: Number(row.updated_ms),
  closedAt: Number(row.closed_ms),
  alerts: Number(row.members),
  tasks: Number(row.tasks),
  tasksOpen: Number(row.tasks_open),
  lastAction: row.last_action,
});

/** Those that fit, the last changed first. Rejects with StoreError. */
export async function listIncidents(
  { store, call }: Pick<ActionContext, 'store' | 'call'>,
  fit: { readonly status?: string; readonly id?: string; readonly limit: number },
): Promise<Incident[]> {
  const where = [
    ...(fit.status === undefined ? [] : ['i.status = {status:String}']),
    ...(fit.id === undefined ? [] : ['i.incident_id = {id:UUID}']),
  ];
  const rows = await store.query<Row>(
    `SELECT i.incident_id AS id, i.title AS title, i.status AS status, i.severity AS severity, i.owner AS owner, ${MS('i.opened_at')} AS opened_ms, i.opened_by AS opened_by,
  ${MS('i.updated_at')} AS updated_ms, ${MS('i.closed_at')} AS closed_ms, m.n AS members, i.tasks AS tasks, i.tasks_open AS tasks_open, i.last_action AS last_action
FROM incidents AS i LEFT JOIN (SELECT incident_id, count() AS n FROM incident_alerts FINAL GROUP BY incident_id) AS m ON i.incident_id = m.incident_id
${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY updated_ms DESC, id LIMIT ${Math.min(fit.limit, MAX_INCIDENTS)}`,
    {
      params: {
        ...(fit.status === undefined ? {} : { status: fit.status }),
        ...(fit.id === undefined ? {} : { id: fit.id }),
      },
      signal: call.signal,
    },
  );
  return rows.map(toIncident);
}

interface MemberRow {
  readonly id: string;
  readonly grouping: string;
  readonly ts_ms: string;
  readonly level: string;
  readonly rule: string;
  readonly summary: string;
  readonly host: string;
  readonly user: string;
  readonly status: string;
  readonly disposition: string;
  readonly assignee: string;
  readonly evidence: string;
}

interface ActionRow {
  readonly ms: string;
  readonly actor: string;
  readonly action: string;
  readonly value: string;
  readonly severity: string;
  readonly comment: string;
  readonly alert: string;
  readonly task: string;
  readonly event: string;
  readonly event_json: string;
}

/** An incident with what its export shows beside the detail: the evidence of its alerts, the events that were pinned. */
export interface WholeIncident {
  readonly detail: IncidentDetail;
  readonly evidence: ReadonlyMap<string, string>;
  readonly events: ReadonlyMap<string, string>;
}

const NIL = '00000000-0000-0000-0000-000000000000';

/** Undefined: there is no such incident. Rejects with StoreError. */
export async function readIncident(context: ActionContext, id: string): Promise<WholeIncident | undefined> {
  const { store, call } = context;
  const options = { params: { id }, signal: call.signal };
  const inside = '(SELECT window_start, alert_id FROM incident_alerts FINAL WHERE incident_id = {id:UUID})';
  const [[incident], members, actions, alertActions] = await Promise.all([
    listIncidents(context, { id, limit: 1 }),
    store.query<MemberRow>(
      `SELECT a.alert_id AS id, m.grouping AS grouping, ${MS('a.ts')} AS ts_ms, a.level AS level, a.rule_title AS rule, a.summary AS summary, a.host AS host, a.User AS user,
  if(s.status = '', 'new', s.status) AS status, s.disposition AS disposition, s.assignee AS assignee, a.evidence AS evidence
FROM (SELECT * FROM alerts FINAL WHERE (window_start, alert_id) IN ${inside}) AS a
LEFT JOIN (SELECT alert_id, grouping FROM incident_alerts FINAL WHERE incident_id = {id:UUID}) AS m ON a.alert_id = m.alert_id
LEFT JOIN (SELECT alert_id, status, disposition, assignee FROM alert_states FINAL WHERE (window_start, alert_id) IN ${inside}) AS s ON a.alert_id = s.alert_id
ORDER BY ts_ms, id`,
      options,
    ),
    store.query<ActionRow>(
      `SELECT ${MS('ts')} AS ms, actor, action, value, severity, comment, alert_id AS alert, task_id AS task, event_id AS event, incident_actions.event AS event_json
FROM incident_actions WHERE incident_id = {id:UUID} ORDER BY seq`,
      options,
    ),
    store.query<{
      ms: string;
      actor: string;
      action: string;
      comment: string;
      alert: string;
      status: string;
      disposition: string;
    }>(
      `SELECT ${MS('ts')} AS ms, actor, action, comment, alert_id AS alert, status, disposition FROM alert_actions
WHERE alert_id IN (SELECT alert_id FROM incident_alerts FINAL WHERE incident_id = {id:UUID}) ORDER BY seq`,
      options,
    ),
  ]);
  if (incident === undefined) return undefined;
  const blank = { actor: '', action: '', comment: '', alert: '', event: '', host: '', level: '' };
  const timeline: TimelineEntry[] = [
    ...members.map((row) => ({ ...blank, kind: 'alert' as const, ts: Number(row.ts_ms), text: row.summary || row.rule, alert: row.id, host: row.host, level: row.level })), // prettier-ignore
    ...actions.map((row) => toEntry(row)),
    ...alertActions.map((row) => ({
      ...blank,
      kind: 'alert_action' as const,
      ts: Number(row.ms),
      actor: row.actor,
      action: row.action,
      text: `${row.action.replaceAll('_', ' ')}: ${row.status.replaceAll('_', ' ')}${row.disposition === '' ? '' : `, ${row.disposition.replaceAll('_', ' ')}`}`,
      comment: row.comment,
      alert: row.alert,
    })),
    ...pinned(actions),
  ];
  timeline.sort((a, b) => a.ts - b.ts);
  return {
    detail: {
      incident,
      members: members.map(({ ts_ms, evidence: _, grouping, ...row }) => ({
        ...row,
        ts: Number(ts_ms),
        grouping: grouping as IncidentDetail['members'][number]['grouping'],
      })),
      tasks: tasksOf(actions),
      timeline,
    },
    evidence: new Map(members.map(({ id: alert, evidence }) => [alert, evidence])),
    events: new Map(stillPinned(actions).map(({ event, event_json }) => [event, event_json])),
  };
}

const blankEntry = { alert: '', event: '', host: '', level: '' };

function toEntry(row: ActionRow): TimelineEntry {
  const words = row.action.replaceAll('_', ' ');
  const what = [row.value, row.severity].filter((text) => text !== '').join(', ');
  return {
    ...blankEntry,
    ts: Number(row.ms),
    kind: 'incident_action',
    actor: row.actor,
    action: row.action,
    text: what === '' ? words : `${words}: ${what}`,
    comment: row.action === 'add_task' ? '' : row.comment,
    alert: row.alert === NIL ? '' : row.alert,
    event: row.event === NIL ? '' : row.event,
  };
}

function stillPinned(actions: readonly ActionRow[]): ActionRow[] {
  const last = new Map<string, ActionRow>();
  for (const row of actions) if (row.action === 'pin_event' || row.action === 'unpin_event') last.set(row.event, row);
  return [...last.values()].filter(({ action }) => action === 'pin_event');
}

/** Pinned events stand at their own time. */
function pinned(actions: readonly ActionRow[]): TimelineEntry[] {
  return stillPinned(actions).map((row) => {
    const { ts, host, Image, CommandLine, category, action } = JSON.parse(row.event_json) as Record<string, string>;
    const text = [CommandLine, Image, `${category ?? ''} ${action ?? ''}`].find(
      (one) => one !== undefined && one.trim() !== '',
    );
    return { ...blankEntry, ts: Number(ts), kind: 'event', actor: '', action: '', text: text ?? '', comment: row.comment, event: row.event, host: host ?? '' }; // prettier-ignore
  });
}

function tasksOf(actions: readonly ActionRow[]): Task[] {
  const tasks = new Map<string, Task>();
  for (const row of actions) {
    const known = tasks.get(row.task);
    const ts = Number(row.ms);
    if (row.action === 'add_task')
      tasks.set(row.task, {
        id: row.task,
        title: row.value,
        assignee: row.comment,
        done: false,
        ts,
        doneAt: 0,
        doneBy: '',
      });
    else if (row.action === 'finish_task' && known !== undefined)
      tasks.set(row.task, { ...known, done: true, doneAt: ts, doneBy: row.actor });
    else if (row.action === 'reopen_task' && known !== undefined)
      tasks.set(row.task, { ...known, done: false, doneAt: 0, doneBy: '' });
  }
  return [...tasks.values()];
}
