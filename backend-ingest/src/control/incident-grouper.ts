// Looks again and again at the alerts of the last hours and groups those that belong together, by the rule of the house.
import { randomUUID } from 'node:crypto';
import type { Store } from '@huntboard/clickhouse';
import { describe, groupAlerts, treeOf, type Groupable } from './group-alerts.ts';
import type { IncidentDesk } from './incident-desk.ts';

/** How far back alerts are looked at, by the time of their receipt. */
const HOURS_BACK = 3;
/** Alerts of one look, the newest first. */
const MAX_ALERTS = 20_000;

interface Row {
  readonly id: string;
  readonly window_ms: string;
  readonly ts_ms: string;
  readonly level: string;
  readonly rule: string;
  readonly host: string;
  readonly user: string;
  readonly process: string;
  readonly image: string;
  readonly lineage: string;
  readonly incident: string;
  readonly grouping: string;
}

const NIL = '00000000-0000-0000-0000-000000000000';

export interface IncidentGrouperOptions {
  readonly store: Pick<Store, 'query'>;
  readonly desk: Pick<IncidentDesk, 'group'>;
  /** Runs a task between two actions. */
  readonly inTurn: (task: () => Promise<void>) => Promise<void>;
  readonly everyMs: number;
  readonly onError: (error: Error) => void;
}

export class IncidentGrouper {
  private readonly options: IncidentGrouperOptions;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  /** The alerts of the last look: while none comes, there is nothing to group. */
  private looked = '';
  private stopped = false;

  constructor(options: IncidentGrouperOptions) {
    this.options = options;
    this.plan();
  }

  private plan(): void {
    if (this.stopped || this.options.everyMs === 0) return;
    this.timer = setTimeout(() => {
      this.looking = this.look()
        .catch((error: unknown) => this.options.onError(error as Error))
        .finally(() => this.plan());
    }, this.options.everyMs).unref();
  }

  /** One look. Rejects with StoreError. */
  async look(): Promise<void> {
    const { store, desk, inTurn } = this.options;
    const [alerts] = await store.query<{ seen: string }>(
      `SELECT concat(toString(uniqExact(alert_id)), ' ', toString(max(created_at))) AS seen FROM alerts WHERE ${RECENT}`,
    );
    if (alerts === undefined || alerts.seen === this.looked) return;
    await inTurn(async () => {
      const rows = await store.query<Row>(ALERTS);
      const fresh = rows.some(({ incident, grouping }) => incident === NIL && grouping === '');
      if (!fresh) return;
      const known = [...new Set(rows.map(({ incident }) => incident))].filter((id) => id !== NIL);
      const state = await store.query<{ id: string; n: string; closed: number }>(
        `SELECT i.incident_id AS id, i.status = 'closed' AS closed, m.n AS n FROM incidents AS i
LEFT JOIN (SELECT incident_id, count() AS n FROM incident_alerts FINAL WHERE incident_id IN {ids:Array(UUID)} GROUP BY incident_id) AS m ON i.incident_id = m.incident_id
WHERE i.incident_id IN {ids:Array(UUID)}`,
        { params: { ids: known } },
      );
      const closed = new Set(state.filter((one) => one.closed === 1).map(({ id }) => id));
      const sizes = new Map(state.map(({ id, n }) => [id, Number(n)]));
      // What was worked off is not taken up again; a new one of the kind makes a new incident.
      const alerts = rows.filter(({ incident }) => !closed.has(incident)).map(toGroupable);
      for (const group of groupAlerts(alerts, sizes)) {
        const members = group.alerts.map(({ alert, grouping }) => ({ id: alert.id, window: alert.window, grouping }));
        if (group.incident !== '') await desk.group(group.incident, undefined, members);
        else await desk.group(randomUUID(), describe(group.alerts.map(({ alert }) => alert)), members);
      }
    });
    this.looked = alerts.seen;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }
}

/** By receipt, so that what comes late is grouped as well; the canary and findings about detection itself are no incidents. */
const RECENT = `created_at >= now() - toIntervalHour(${HOURS_BACK}) AND NOT startsWith(rule_id, 'huntboard:')`;
const ALERTS = `SELECT a.alert_id AS id, toUnixTimestamp64Milli(a.window_start) AS window_ms, toUnixTimestamp64Milli(a.ts) AS ts_ms, a.level AS level, a.rule_title AS rule, a.host AS host, a.User AS user,
  a.proc_guid AS process, a.Image AS image, a.lineage AS lineage, m.incident_id AS incident, m.grouping AS grouping
FROM (
  SELECT alert_id, window_start, ts, level, rule_title, host, User, proc_guid, Image, lineage FROM alerts FINAL
  WHERE ${RECENT}
  ORDER BY created_at DESC LIMIT ${MAX_ALERTS}
) AS a
LEFT JOIN (SELECT alert_id, incident_id, grouping FROM incident_alerts FINAL WHERE alert_id IN (SELECT alert_id FROM alerts WHERE ${RECENT})) AS m ON a.alert_id = m.alert_id`;

function toGroupable(row: Row): Groupable {
  const process = row.process === NIL ? '' : row.process;
  const byHand = row.incident === NIL && row.grouping !== '';
  return {
    id: row.id,
    window: Number(row.window_ms),
    ts: Number(row.ts_ms),
    level: row.level,
    rule: row.rule,
    host: row.host,
    user: row.user,
    tree: treeOf(process, row.image, row.lineage),
    incident: byHand ? undefined : row.incident === NIL ? '' : row.incident,
  };
}
