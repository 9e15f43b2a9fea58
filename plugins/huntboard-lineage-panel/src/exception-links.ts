// Where the alerts of a process are worked on: addresses of the triage dashboard, with the dialog for an exception open.
import type { TimeRange } from '@grafana/data';
import type { Forest } from '@huntboard/lineage';
import type { LineageData } from './read-frames';

export interface AlertLink {
  readonly rule: string;
  /** Opens the alert. */
  readonly href: string;
  /** Opens the alert and the dialog for an exception from it. */
  readonly exceptionHref: string;
}

/** More rules on one process say no more; the detail lists the rest. */
const rulesAtMost = 5;

/**
 * One link for each rule that fired on the process, its newest alert; none where the source names no alerts (`alertId`), as only
 * Huntboard's does. `base` is the dashboard's path, e.g. `/d/hb-triage`; it reads the variables `alert`, `state` and `do`.
 */
export function alertLinks(
  data: LineageData,
  forest: Forest,
  node: number,
  base: string,
  range: TimeRange,
): readonly AlertLink[] {
  if (base === '' || forest.kind(node) === 'host') return [];
  const newest = new Map<string, { readonly rule: string; readonly id: string; readonly time: number }>();
  for (const { ruleId, title, row, time } of forest.alertFactsOf(node)) {
    const id = data.alertId(row);
    if (id === '') continue;
    const known = newest.get(ruleId || title);
    if (known === undefined || !(time <= known.time))
      newest.set(ruleId || title, { rule: title || ruleId || 'alert', id, time });
  }
  return [...newest.values()].slice(0, rulesAtMost).map(({ rule, id }) => {
    const address = new URLSearchParams({
      'var-alert': id,
      'var-state': 'all',
      from: String(range.from.valueOf()),
      to: String(range.to.valueOf()),
    });
    const href = `${base}${base.includes('?') ? '&' : '?'}${address.toString()}`;
    return { rule, href, exceptionHref: `${href}&do=exception` };
  });
}
