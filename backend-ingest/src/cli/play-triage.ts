// The past of the demo's SOC into the store: alerts of quiet days, what was done about them, the journal.
import { createHash } from 'node:crypto';
import type { Store } from '@huntboard/clickhouse';
import { alertActions, alerts, encodeRows, journal, type RowObject, type Table } from '@huntboard/schema';
import { triageHistory, type PastAction } from '@huntboard/simulation';

const ALERT_DAYS = 400;
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

/** Writes it once, however often it is called for the same end. Rejects with StoreError. */
export async function playTriage(
  store: Pick<Store, 'insertNative'>,
  now: number,
): Promise<{ readonly alerts: number; readonly actions: number }> {
  const history = triageHistory('nordwind', now);
  const insert = async (table: Table, rows: readonly RowObject[]): Promise<void> => {
    const dedupToken = `demo-${table.name}-${createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 32)}`;
    const settings = { max_partitions_per_insert_block: '0' };
    await store.insertNative(table.name, encodeRows(table, rows), { rows: rows.length, dedupToken, settings });
  };
  await insert(
    alerts,
    history.alerts.map((alert) => ({
      alert_id: alert.id,
      window_start: alert.ts,
      ts: alert.ts,
      last_ts: alert.ts,
      created_at: alert.receivedAt,
      updated_at: alert.receivedAt,
      raised_at: alert.raisedAt,
      rule_id: alert.ruleId,
      rule_title: alert.rule,
      level: alert.level,
      host: alert.host,
      User: alert.user,
      Image: alert.image,
      category: 'process',
      summary: alert.summary,
      dedup_key: `${alert.ruleId}|${alert.host}|${alert.user.toLowerCase()}|${alert.image.toLowerCase()}`,
      count: 1,
      evidence: JSON.stringify({ matched: { Image: alert.image }, raw: '' }),
      retention_days: ALERT_DAYS,
    })),
  );
  await insert(alertActions, history.actions.map(actionRow));
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
  return { alerts: history.alerts.length, actions: history.actions.length };
}
