// Alerts of the canary prove that detection works; a queue shows them only to who asks for them by rule or id.
import type { FilterNode } from '../../filters/model';
import type { AlertsQuery } from './model';

const CANARY = 'huntboard:canary';
const ASKS: ReadonlySet<string> = new Set(['rule_id', 'alert_id']);

const asks = (node: FilterNode): boolean => {
  if ('all' in node) return node.all.some(asks);
  if ('any' in node) return node.any.some(asks);
  return ASKS.has(node.field);
};

/** Condition on the columns of alerts; none when the query names rules or alerts itself. */
export function withoutCanary({ filters, group }: Pick<AlertsQuery, 'filters' | 'group'>): readonly string[] {
  return filters.some(asks) || group === CANARY ? [] : [`rule_id != '${CANARY}'`];
}
