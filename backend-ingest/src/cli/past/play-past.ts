// The past of the demo's SOC into the store: alerts of quiet days with what happened behind them, what was done about them, cases, the journal.
import { createHash } from 'node:crypto';
import type { Store } from '@huntboard/clickhouse';
import { alertActions, alerts, encodeRows, events, incidentActions, journal, NativeBlockBuilder, type Row, type RowObject, type Table } from '@huntboard/schema'; // prettier-ignore
import { triageHistory, type PastAction, type PastIncidentAction } from '@huntboard/simulation';
import { pastRows, type PastPolicy } from './decode-alert.ts';

/** The demonstration's own: its machines are those of the past. */
const SEED = 'nordwind';
/** As the control API numbers actions: by the clock. */
const PER_MS = 1024;

const STATUS = { acknowledge: 'acknowledged', start: 'in_progress', close: 'closed' } as const;

function actionRow({ id, alert, ts, actor, action, disposition, comment }: PastAction, index: number): RowObject {
  return {
    action_id: id,
    alert_id: alert.id,
    window_start: alert.ts,
    seq: ts * PER_MS + (index % PER_MS),
    ts,
    actor,
    role: 'Editor',
    action,
    status: STATUS[action],
    disposition,
    assignee: actor,
    comment,
    request_id: id,
  };
}

function incidentRow(step: PastIncidentAction, index: number): RowObject {
  const { id, incident, ts, actor, action, value, severity, comment, alert, task } = step;
  return {
    incident_id: incident,
    action_id: id,
    seq: ts * PER_MS + (index % PER_MS),
    ts,
    actor,
    role: 'Editor',
    action,
    value,
    severity,
    comment,
    request_id: id,
    task_id: task,
    ...(alert === undefined ? {} : { alert_id: alert.id, window_start: alert.ts, grouping: 'hand' }),
  };
}

export interface PastTold {
  readonly alerts: number;
  readonly actions: number;
  readonly incidents: number;
}

/** Writes the past that led to `now` (epoch ms): once, however often it is called for the same `now`. Rejects with StoreError. */
export async function playPast(store: Pick<Store, 'insertNative'>, now: number, policy: PastPolicy): Promise<PastTold> {
  const history = triageHistory(SEED, now);
  // The same rows have the same token: the store drops what it has.
  const write = async (table: Table, bytes: Uint8Array, rows: number): Promise<void> => {
    const dedupToken = `demo-${table.name}-${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}`;
    const settings = { max_partitions_per_insert_block: '0' };
    await store.insertNative(table.name, bytes, { rows, dedupToken, settings });
  };
  const insert = async (table: Table, rows: readonly RowObject[]): Promise<void> => {
    if (rows.length > 0) await write(table, encodeRows(table, rows), rows.length);
  };
  const insertRows = async (table: Table, rows: readonly Row[]): Promise<void> => {
    const builder = new NativeBlockBuilder(table);
    for (const row of rows) builder.append(row);
    await write(table, builder.finish(), rows.length);
  };
  const told = pastRows(history.alerts, policy);
  await insertRows(
    events,
    told.flatMap((one) => one.events),
  );
  await insertRows(
    alerts,
    told.map(({ alert }) => alert),
  );
  await insert(alertActions, history.actions.map(actionRow));
  await insert(incidentActions, history.incidents.map(incidentRow));
  await insert(
    journal,
    history.notes.map(({ id, ts, actor, kind, title, outcome, comment }, index) => ({
      action_id: id,
      seq: ts * PER_MS + index,
      ts,
      actor,
      role: 'Editor',
      action: kind,
      title,
      outcome,
      comment,
      request_id: id,
    })),
  );
  const incidents = new Set(history.incidents.map(({ incident }) => incident)).size;
  return { alerts: history.alerts.length, actions: history.actions.length, incidents };
}
