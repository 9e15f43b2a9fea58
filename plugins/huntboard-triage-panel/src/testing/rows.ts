// Alerts as the queue has them, for tests.
import type { AlertRow } from '../model/alert';

/** A new high alert on ws-01, but for what `more` says. */
export const alertRow = (alertId: string, more: Partial<AlertRow> = {}): AlertRow => ({
  alertId,
  windowStart: 0,
  ts: 0,
  raisedAt: 0,
  actedAt: 0,
  ruleId: 'r',
  rule: 'Rule',
  level: 'high',
  host: 'ws-01',
  user: '',
  image: '',
  procGuid: '',
  category: '',
  summary: '',
  tags: [],
  count: 1,
  incidentId: '',
  incident: '',
  status: 'new',
  disposition: '',
  assignee: '',
  lastAction: '',
  ...more,
});

/** A store of texts as the browser has one; `full` refuses to keep anything. */
export function memoryStorage(full = false): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      if (full) throw new DOMException('quota', 'QuotaExceededError');
      kept.set(key, value);
    },
  };
}
