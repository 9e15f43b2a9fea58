// Where one can go from an alert: dashboards of the suite, with the time around it.
import { locationUtil, urlUtil } from '@grafana/data';
import type { AlertDetail } from '@huntboard/actions';

const HOUR = 3_600_000;

export interface Pivot {
  readonly title: string;
  readonly href: string;
}

function to(dashboard: string, variables: Readonly<Record<string, string>>, from: number, until: number): string {
  const parameters: Record<string, string> = { from: String(from), to: String(until) };
  for (const [name, value] of Object.entries(variables)) parameters[`var-${name}`] = value;
  return locationUtil.assureBaseUrl(urlUtil.renderUrl(`/d/${dashboard}`, parameters));
}

/** Address of the lineage of a process around a time. */
export const lineageHref = (host: string, process: string, ts: number): string =>
  to('hb-lineage', { host, proc_guid: process }, ts - 6 * HOUR, ts + 6 * HOUR);

/** Address of everything about a host. */
export const hostHref = (host: string, ts: number): string => to('hb-host', { host }, ts - 24 * HOUR, ts + HOUR);

export const userHref = (user: string, ts: number): string => to('hb-user', { user }, ts - 24 * HOUR, ts + HOUR);

/** Pivots of an alert. */
export function pivotsOf({ alert }: Pick<AlertDetail, 'alert'>): readonly Pivot[] {
  const { host, user, process, image, ts, lastTs } = alert;
  const around = [ts - HOUR, lastTs + HOUR] as const;
  const list: Pivot[] = [];
  if (host !== '' && process !== '') list.push({ title: 'Process lineage', href: lineageHref(host, process, ts) });
  if (host !== '') list.push({ title: `Host ${host}`, href: hostHref(host, ts) });
  if (user !== '') list.push({ title: 'User', href: userHref(user, ts) });
  if (host !== '') list.push({ title: 'Hunt on this host', href: to('hb-hunt', { host }, ...around) });
  if (process !== '')
    list.push({ title: 'Events of the process', href: to('hb-hunt', { proc_guid: process }, ...around) });
  if (image !== '')
    list.push({ title: 'Hunt for the image', href: to('hb-hunt', { text: image }, ts - 7 * 24 * HOUR, lastTs + HOUR) });
  return list;
}
