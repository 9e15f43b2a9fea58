// An alert of the demo's past as rows: its events as the sources read them, and itself as detection would have raised it from its cause.
import { ALERTS_COL, COL, copyRow, type Row } from '@huntboard/schema';
import type { Level } from '@huntboard/sigma';
import { pastId, type PlayedAlert } from '@huntboard/simulation';
import { createDecoder } from '@huntboard/sources';
import type { Ancestor } from '../../detect/lineage-enricher.ts';
import { dedupKey, textOf, toAlertRow, type Finder } from '../../detect/alert-row.ts';
import { enrichHost } from '../../stages/enrich-host.ts';

const LIMITS = { maxEventBytes: 1 << 20, maxDepth: 64, maxFields: 1000, minTime: 0, maxFutureMs: 0 };
const MAX_DEPTH = 16;

/** What of the cause the rule would have matched; the rest is absent there. */
const MATCHED = ['CommandLine', 'NewValue', 'TargetImage', 'GrantedAccess', 'ThreatName', 'TargetUserName', 'LogonType', 'IpAddress'] as const; // prettier-ignore

export interface PastRows {
  /** Rows of `events`, in the order of their times. */
  readonly events: readonly Row[];
  /** Row of `alerts`. */
  readonly alert: Row;
}

export interface PastPolicy {
  readonly alertDays: number;
  readonly windowMs: number;
  readonly canonicalHost: 'short' | 'fqdn';
  readonly assignRetention: (row: Row) => void;
}

function decode(alert: PlayedAlert, { canonicalHost, assignRetention }: PastPolicy): Row[] {
  const rows: Row[] = [];
  const delivery = { receivedAt: alert.receivedAt, input: 'http-events', origin: alert.host } as const;
  const decoder = createDecoder({ limits: LIMITS, osqueryTable: (name) => name, canonicalHost, now: () => Date.now() });
  const sink = {
    row(row: Row): void {
      const own = copyRow(row);
      own[COL.event_id] = pastId(`${alert.id}/event/${rows.length}`);
      own[COL.ingested_at] = Math.max(alert.receivedAt, own[COL.ts] as number);
      enrichHost(own, delivery);
      assignRetention(own);
      rows.push(own);
    },
    quarantine({ code, detail }: { readonly code: string; readonly detail: string }): void {
      throw new Error(`an event of the past cannot be decoded: ${code} ${detail}`);
    },
  };
  decoder.decode(Buffer.from(alert.lines.join('\n')), delivery, sink);
  return rows;
}

/** Ancestors of a process by the starts that are known, nearest first. */
function ancestorsOf(process: string, starts: ReadonlyMap<string, Row>): Ancestor[] {
  const chain: Ancestor[] = [];
  let child = starts.get(process);
  while (child !== undefined && chain.length < MAX_DEPTH) {
    const guid = child[COL.parent_guid] as string;
    const row = starts.get(guid);
    if (guid === '') break;
    chain.push({
      guid,
      pid: child[COL.ParentProcessId] as number,
      image: child[COL.ParentImage] as string,
      commandLine: child[COL.ParentCommandLine] as string,
      user: (row?.[COL.User] ?? '') as string,
      start: row === undefined ? '' : new Date(row[COL.ts] as number).toISOString(),
    });
    child = row;
  }
  return chain;
}

/** Rows of alerts of the past, in their order. Processes of earlier ones are known to later ones. */
export function pastRows(alerts: readonly PlayedAlert[], policy: PastPolicy): PastRows[] {
  const starts = new Map<string, Row>();
  return alerts.map((alert) => {
    const events = decode(alert, policy);
    for (const row of events)
      if (row[COL.category] === 'process' && row[COL.action] === 'start') starts.set(row[COL.proc_guid] as string, row);
    const cause = events[alert.cause];
    if (cause === undefined) throw new Error(`alert ${alert.id} of the past has no cause`);
    cause[COL.rule_ids] = [alert.ruleId];
    const finder: Finder = {
      id: alert.ruleId,
      title: alert.rule,
      level: alert.level as Level,
      tags: [],
      dedup: [],
      windowMs: policy.windowMs,
    };
    const matched = MATCHED.map((field) => ({ field, value: textOf(cause, field) }));
    const present = matched.filter(({ value }) => value !== '');
    const row = toAlertRow(finder, cause, present, policy.alertDays);
    const chain = ancestorsOf(row[ALERTS_COL.proc_guid] as string, starts);
    row[ALERTS_COL.alert_id] = alert.id;
    row[ALERTS_COL.window_start] = row[ALERTS_COL.ts] = row[ALERTS_COL.last_ts] = alert.ts;
    row[ALERTS_COL.created_at] = row[ALERTS_COL.updated_at] = alert.receivedAt;
    row[ALERTS_COL.raised_at] = alert.raisedAt;
    row[ALERTS_COL.dedup_key] = dedupKey(finder, cause);
    row[ALERTS_COL.count] = 1;
    row[ALERTS_COL.event_ids] = [cause[COL.event_id] as string];
    row[ALERTS_COL.lineage] = chain.length === 0 ? '' : JSON.stringify(chain);
    return { events, alert: row };
  });
}
