// The alerts of a batch: equal hits fold into one row, which the store adds to the rows of the same alert from other batches.
import { ALERTS_COL, COL, EXCEPTED_ALERTS_COL, type Row } from '@huntboard/schema';
import type { DetectionLimits } from './detection-set.ts';
import { dedupKey, foldedAlertId, newAlertRow, windowStart, type Finder } from './alert-row.ts';

export type AlertTable = 'alerts' | 'excepted_alerts';

/** Alerts that are remembered, so that one that goes on is not taken for a new one again and again. */
const MAX_KNOWN = 20_000;

/** Events that a batch names for an alert; the store keeps a hundred over all batches. */
const MAX_EVENT_IDS = 20;

interface Open {
  readonly table: AlertTable;
  readonly row: Row;
}

/**
 * Collects the alerts of one batch. What comes out depends on the hits and their order alone, so a batch that is encoded again
 * gives the same rows, as long as the rules are the same.
 */
export class AlertFolder {
  private readonly maxPerRule: number;
  private readonly retentionDays: number;
  private open = new Map<string, Open>();
  private perRule = new Map<string, number>();
  private known = new Set<string>();
  /** Length of the evidence that is open. */
  bytes = 0;

  constructor(limits: Pick<DetectionLimits, 'maxAlertsPerRule' | 'alertDays'>) {
    this.maxPerRule = limits.maxAlertsPerRule;
    this.retentionDays = limits.alertDays;
  }

  get rows(): number {
    return this.open.size;
  }

  /**
   * Adds a hit on an event.
   * @param make gives the row for the first hit of its key
   * @param exception id of the exception that hides it
   */
  add(finder: Finder, row: Row, make: () => Row, exception?: string): void {
    this.addAs(finder, dedupKey(finder, row), row, make, exception);
  }

  /** The same under a key that the finding has of itself. */
  addAs(finder: Finder, key: string, row: Row, make: () => Row, exception?: string): void {
    const start = windowStart(row[COL.ts] as number, finder.windowMs);
    const name = exception === undefined ? key : `${key}|${exception}`;
    const place = `${start}|${name}`;
    let open = this.open.get(place);
    if (open === undefined) {
      const known = this.perRule.get(finder.id) ?? 0;
      // A rule that hits everything must not flood memory and store: what is beyond shares one alert.
      if (known >= this.maxPerRule) {
        this.addOverflow(finder, start, row);
        return;
      }
      this.perRule.set(finder.id, known + 1);
      open = this.begin(place, exception, make(), name, start);
    }
    count(open.row, row);
  }

  private addOverflow(finder: Finder, start: number, row: Row): void {
    const key = `${finder.id}|and more`;
    const place = `${start}|${key}`;
    const open = this.open.get(place) ?? this.begin(place, undefined, this.overflowRow(finder), key, start);
    count(open.row, row);
  }

  private overflowRow(finder: Finder): Row {
    const alert = newAlertRow();
    alert[ALERTS_COL.rule_id] = finder.id;
    alert[ALERTS_COL.rule_title] = finder.title;
    alert[ALERTS_COL.level] = finder.level;
    alert[ALERTS_COL.tags] = [...finder.tags];
    alert[ALERTS_COL.summary] =
      `${finder.title}: hits beyond ${this.maxPerRule} alerts at a time; the events carry the rule in rule_ids`;
    alert[ALERTS_COL.evidence] = '{"matched":{}}';
    alert[ALERTS_COL.retention_days] = this.retentionDays;
    return alert;
  }

  private begin(place: string, exception: string | undefined, alert: Row, key: string, start: number): Open {
    const table = exception === undefined ? 'alerts' : 'excepted_alerts';
    if (exception !== undefined) alert[EXCEPTED_ALERTS_COL.exception] = exception;
    alert[ALERTS_COL.alert_id] = foldedAlertId(key, start);
    alert[ALERTS_COL.window_start] = start;
    alert[ALERTS_COL.dedup_key] = key;
    alert[ALERTS_COL.count] = 0;
    alert[ALERTS_COL.event_ids] = [];
    this.bytes += (alert[ALERTS_COL.evidence] as string).length;
    const open: Open = { table, row: alert };
    this.open.set(place, open);
    return open;
  }

  /** Whether the alert of a row comes up here for the first time, as far as memory goes. */
  isNew(row: Row): boolean {
    const id = row[ALERTS_COL.alert_id] as string;
    if (this.known.has(id)) return false;
    if (this.known.size >= MAX_KNOWN) this.known = new Set();
    this.known.add(id);
    return true;
  }

  /** Ends the batch: its rows, in the order of their first hits. */
  drain(): readonly { readonly table: AlertTable; readonly row: Row }[] {
    const rows = [...this.open.values()];
    this.open = new Map();
    this.perRule = new Map();
    this.bytes = 0;
    return rows;
  }
}

/** One more hit; the rows of a batch come in any order of their times. */
function count(alert: Row, row: Row): void {
  const ts = row[COL.ts] as number;
  const receivedAt = row[COL.ingested_at] as number;
  const isFirst = alert[ALERTS_COL.count] === 0;
  const least = (column: number, value: number): void => {
    if (isFirst || value < (alert[column] as number)) alert[column] = value;
  };
  const most = (column: number, value: number): void => {
    if (isFirst || value > (alert[column] as number)) alert[column] = value;
  };
  least(ALERTS_COL.ts, ts);
  most(ALERTS_COL.last_ts, ts);
  least(ALERTS_COL.created_at, receivedAt);
  most(ALERTS_COL.updated_at, receivedAt);
  alert[ALERTS_COL.count] = (alert[ALERTS_COL.count] as number) + 1;
  const ids = alert[ALERTS_COL.event_ids] as string[];
  if (ids.length < MAX_EVENT_IDS) ids.push(row[COL.event_id] as string);
}
