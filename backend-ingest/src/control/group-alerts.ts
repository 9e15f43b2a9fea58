// The rule of the house for incidents: which alerts belong together. A pure function over the alerts of the last hours.
import type { Grouping, Severity } from '@huntboard/actions';

export interface Groupable {
  readonly id: string;
  /** Start of its window, and time of its first event; epoch ms. */
  readonly window: number;
  readonly ts: number;
  readonly level: string;
  readonly rule: string;
  readonly host: string;
  readonly user: string;
  /** Its process and the ancestors of it, nearest first, as far as they name a tree. */
  readonly tree: readonly string[];
  /** The incident it belongs to; '' none; undefined: a person took it out of one. */
  readonly incident: string | undefined;
}

export interface Group {
  /** The incident that takes them in; '' makes one. */
  readonly incident: string;
  readonly alerts: readonly { readonly alert: Groupable; readonly grouping: Exclude<Grouping, 'hand'> }[];
}

export const HOUR = 3_600_000;

const RANK: readonly string[] = ['critical', 'high', 'medium', 'low', 'informational'];
/** What is less than medium joins others only within its own process tree: quiet findings are many. */
const loud = ({ level }: Groupable): boolean => ['critical', 'high', 'medium'].includes(level);

/** Accounts that everybody shares. */
const SHARED = /(^|\\)(system|local service|network service|anonymous logon|root|dwm-\d+|umfd-\d+|-)$|\$$|^$/i;

/** Alerts of an incident that no rule adds to any more: a rule that is too loud would swallow everything. */
export const MAX_GROUPED = 200;

/**
 * Joins alerts, in the order of their time: the same process tree on a host, else the same host within the hour, else the same user on
 * another host within the hour. An alert joins the incident of the one that it goes with; two without make one. `sizes`: members of
 * the incidents that there are; closed ones are left out of `alerts`' incidents by the caller.
 */
export function groupAlerts(alerts: readonly Groupable[], sizes: ReadonlyMap<string, number>): readonly Group[] {
  const sorted = alerts.filter(({ incident }) => incident !== undefined).sort((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1)); // prettier-ignore
  const groups: { incident: string; alerts: { alert: Groupable; grouping: Exclude<Grouping, 'hand'> }[] }[] = [];
  const groupOf = new Map<string, (typeof groups)[number]>();
  const byIncident = new Map<string, (typeof groups)[number]>();
  const lastInTree = new Map<string, Groupable>();
  const lastOnHost = new Map<string, Groupable>();
  const lastOfUser = new Map<string, Groupable>();

  const open = (alert: Groupable): (typeof groups)[number] => {
    const known = groupOf.get(alert.id) ?? (alert.incident === '' ? undefined : byIncident.get(alert.incident!));
    if (known !== undefined) return known;
    const group: (typeof groups)[number] = { incident: alert.incident!, alerts: [] };
    groups.push(group);
    if (alert.incident !== '') byIncident.set(alert.incident!, group);
    groupOf.set(alert.id, group);
    return group;
  };
  /** False: the group is full. */
  const join = (alert: Groupable, partner: Groupable, grouping: Exclude<Grouping, 'hand'>): boolean => {
    const group = open(partner);
    // The one that was alone until now comes along.
    if (partner.incident === '' && group.alerts.length === 0) group.alerts.push({ alert: partner, grouping });
    if ((sizes.get(group.incident) ?? 0) + group.alerts.length >= MAX_GROUPED) return false;
    group.alerts.push({ alert, grouping });
    groupOf.set(alert.id, group);
    return true;
  };
  const joinNearest = (alert: Groupable, keys: readonly string[]): boolean => {
    const inTree = keys.map((key) => lastInTree.get(key)).find((other) => other !== undefined);
    if (inTree !== undefined) return join(alert, inTree, 'lineage');
    if (!loud(alert)) return true;
    const onHost = alert.host === '' ? undefined : near(alert, lastOnHost.get(alert.host));
    if (onHost !== undefined) return join(alert, onHost, 'host');
    const ofUser = near(alert, lastOfUser.get(alert.user.toLowerCase()));
    return ofUser === undefined || join(alert, ofUser, 'user');
  };

  for (const alert of sorted) {
    const keys = alert.tree.map((guid) => `${alert.host}\0${guid}`);
    // What finds no room begins no group of its own: what comes after it would gather there.
    if (alert.incident === '' && !joinNearest(alert, keys)) continue;
    for (const key of keys) lastInTree.set(key, alert);
    if (!loud(alert)) continue;
    lastOnHost.set(alert.host, alert);
    if (!SHARED.test(alert.user)) lastOfUser.set(alert.user.toLowerCase(), alert);
  }
  return groups.filter((group) => group.alerts.length > 0);
}

const near = (alert: Groupable, other: Groupable | undefined): Groupable | undefined =>
  other !== undefined && Math.abs(alert.ts - other.ts) <= HOUR ? other : undefined;

/** Title and severity of an incident that these alerts make: those of the worst of them. */
export function describe(alerts: readonly Groupable[]): { readonly title: string; readonly severity: Severity } {
  const rank = ({ level }: Groupable): number => (RANK.indexOf(level) + RANK.length + 1) % (RANK.length + 1);
  const [worst] = [...alerts].sort((a, b) => rank(a) - rank(b) || a.ts - b.ts);
  const hosts = new Set(alerts.map(({ host }) => host).filter((host) => host !== ''));
  const where = hosts.size === 0 ? '' : hosts.size === 1 ? ` on ${[...hosts][0]}` : ` on ${hosts.size} hosts`;
  const severity = RANK.includes(worst?.level ?? '') ? (worst!.level as Severity) : 'medium';
  return { title: `${worst?.rule ?? 'Alerts'}${where}`.slice(0, 200), severity };
}

/** Programs that everything starts from: a tree ends below them. */
const ROOTS =
  /(^|[\\/])(system|smss\.exe|csrss\.exe|wininit\.exe|winlogon\.exe|services\.exe|svchost\.exe|explorer\.exe|userinit\.exe|lsass\.exe|taskhostw?\.exe|systemd|init|sshd|cron|launchd|wmiprvse\.exe)$/i;

/** The process and its ancestors up to, but without, the programs that everything starts from. `lineage` as alerts keep it. */
export function treeOf(process: string, image: string, lineage: string): readonly string[] {
  const tree: string[] = [];
  if (process !== '' && !ROOTS.test(image)) tree.push(process);
  let ancestors: unknown;
  try {
    ancestors = lineage === '' ? [] : JSON.parse(lineage);
  } catch {
    return tree;
  }
  for (const ancestor of Array.isArray(ancestors) ? ancestors : []) {
    const { guid, image: path } = ancestor as { guid?: unknown; image?: unknown };
    if (typeof guid !== 'string' || guid === '' || (typeof path === 'string' && ROOTS.test(path))) break;
    tree.push(guid);
  }
  return tree;
}
