// What a correlation found as alerts in the store: each episode of a group is one alert that grows, and keeps its id when a late
// event moves its start; what an exception hides goes where it is shown as hidden.
import { createHash } from 'node:crypto';
import type { Store } from '@huntboard/clickhouse';
import { Params, timeText } from '@huntboard/query';
import {
  ALERTS_COL,
  alerts,
  EXCEPTED_ALERTS_COL,
  exceptedAlerts,
  NativeBlockBuilder,
  type Row,
} from '@huntboard/schema';
import { conditionSql, type CorrelationFinding, type CorrelationPlan, type ResolvedRule } from '@huntboard/sigma';
import { newAlertRow } from './alert-row.ts';
import type { AlertTable } from './alert-folder.ts';
import type { CorrelationFacts } from './loaded-set.ts';
import { plainParams } from './plain-params.ts';

export interface CorrelationAlertsOptions {
  readonly store: Pick<Store, 'query' | 'insertNative'>;
  readonly alertDays: number;
  readonly now: () => number;
  /** A row of `alerts` that is in the store. */
  readonly onRaised: (row: Row) => void;
  /** The same that an exception (by its id) hides. */
  readonly onHidden: (exception: string) => void;
}

/** A correlation that runs, and the conditions of its exceptions by number. */
export interface RunningCorrelation {
  readonly plan: CorrelationPlan;
  readonly facts: CorrelationFacts;
  readonly conditions: readonly ResolvedRule[];
}

interface Subject {
  readonly host: string;
  readonly user: string;
  readonly image: string;
  readonly guid: string;
  readonly pid: number;
  readonly category: string;
}

/** An alert of the correlation as the store has it; times are epoch ms. */
interface Known {
  readonly id: string;
  readonly key: string;
  readonly start: number;
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

const NIL = '00000000-0000-0000-0000-000000000000';
const TIMES = `toUnixTimestamp64Milli(window_start) AS start, toUnixTimestamp64Milli(ts) AS first, toUnixTimestamp64Milli(last_ts) AS last`;
const SUBJECT = `SELECT if(uniqExact(host) = 1, any(host), '') AS host, if(uniqExact(User) = 1, any(User), '') AS user,
  if(uniqExact(Image) = 1, any(Image), '') AS image, toString(argMin(proc_guid, ts)) AS guid, argMin(ProcessId, ts) AS pid,
  argMin(category, ts) AS category
FROM events WHERE ts >= {from:DateTime64(3, 'UTC')} AND ts <= {to:DateTime64(3, 'UTC')} AND event_id IN (SELECT arrayJoin({ids:Array(UUID)}))`;

export class CorrelationAlerts {
  private readonly options: CorrelationAlertsOptions;
  private readonly builders = {
    alerts: new NativeBlockBuilder(alerts),
    excepted_alerts: new NativeBlockBuilder(exceptedAlerts),
  };

  constructor(options: CorrelationAlertsOptions) {
    this.options = options;
  }

  /** Adds to the alerts what is new in these findings of one correlation. */
  async record(running: RunningCorrelation, findings: readonly CorrelationFinding[]): Promise<void> {
    if (findings.length === 0) return;
    const { facts } = running;
    const known = {
      alerts: await this.known('alerts', running, findings),
      excepted_alerts: facts.exceptions.length === 0 ? [] : await this.known('excepted_alerts', running, findings),
    };
    for (const finding of findings) {
      const exception = await this.exceptionFor(running, finding);
      const table = exception === undefined ? 'alerts' : 'excepted_alerts';
      const key = keyOf(facts, finding, exception);
      // A late event moves the start of an episode, or makes two into one: what overlaps is the same.
      const same = known[table].filter(
        (one) => one.key === key && one.first <= finding.last && one.last >= finding.first,
      );
      const more = finding.count - same.reduce((sum, { count }) => sum + count, 0);
      if (more > 0) await this.add(running, finding, more, same[0], exception);
    }
  }

  /** Alerts of these groups in the periods of the findings, the earliest first. */
  private async known(
    table: AlertTable,
    { plan, facts }: RunningCorrelation,
    findings: readonly CorrelationFinding[],
  ): Promise<readonly Known[]> {
    const params = new Params();
    const begin = Math.min(...findings.map(({ first }) => Math.floor(first / plan.period) * plan.period));
    const end = Math.max(...findings.map(({ last }) => last));
    const exceptions = [undefined, ...facts.exceptions.map(({ id }) => id)];
    const keys = findings.flatMap((finding) => exceptions.map((exception) => keyOf(facts, finding, exception)));
    const text = `SELECT toString(alert_id) AS id, dedup_key AS key, ${TIMES}, toFloat64(count) AS count FROM ${table} FINAL
WHERE window_start >= ${params.time(begin)} AND window_start <= ${params.time(end)} AND rule_id = ${params.text(facts.id)}
  AND dedup_key IN (SELECT arrayJoin(${params.bind('Array(String)', [...new Set(keys)])})) ORDER BY window_start, alert_id`;
    const rows = await this.options.store.query<Record<keyof Known, string>>(text, { params: plainParams(params.all) });
    return rows.map(({ id, key, start, first, last, count }) => ({
      id,
      key,
      start: Number(start),
      first: Number(first),
      last: Number(last),
      count: Number(count),
    }));
  }

  /** The first exception that holds for every event that shows the finding. */
  private async exceptionFor(
    { facts, conditions }: RunningCorrelation,
    finding: CorrelationFinding,
  ): Promise<string | undefined> {
    if (facts.exceptions.length === 0) return undefined;
    const params = new Params();
    const held = facts.exceptions.map((exception) => {
      const any = exception.conditions.map(
        ({ rule, condition }) =>
          `(has(rule_ids, ${params.text(rule)}) AND ${conditionSql(conditions[condition]!.expr, params)})`,
      );
      return `countIf(ingested_at < ${params.time(exception.expires)} AND (${any.join(' OR ')}))`;
    });
    const { ids, from, to } = shownBy(finding);
    const text = `SELECT toUInt32(count()) AS n, [${held.map((one) => `toUInt32(${one})`).join(', ')}] AS held FROM events
WHERE ts >= ${params.time(from)} AND ts <= ${params.time(to)} AND event_id IN (SELECT arrayJoin(${params.bind('Array(UUID)', ids)}))`;
    const [found] = await this.options.store.query<{ n: number; held: number[] }>(text, {
      params: plainParams(params.all),
    });
    if (found === undefined || found.n === 0) return undefined;
    return facts.exceptions.find((_, index) => found.held[index] === found.n)?.id;
  }

  /** Adds hits to an alert, or begins one. The token says up to which count, so that nobody adds them twice. */
  private async add(
    { plan, facts }: RunningCorrelation,
    finding: CorrelationFinding,
    more: number,
    base: Known | undefined,
    exception: string | undefined,
  ): Promise<void> {
    const { store, now, onRaised, onHidden } = this.options;
    const { ids, from, to } = shownBy(finding);
    const [subject] = await store.query<Subject>(SUBJECT, {
      params: { ids, from: timeText(from), to: timeText(to) },
    });
    const row = toRow(plan, facts, finding, more, subject);
    row[ALERTS_COL.alert_id] = base?.id ?? finding.id;
    row[ALERTS_COL.window_start] = base?.start ?? finding.first;
    row[ALERTS_COL.created_at] = row[ALERTS_COL.updated_at] = row[ALERTS_COL.raised_at] = now();
    row[ALERTS_COL.dedup_key] = keyOf(facts, finding, exception);
    row[ALERTS_COL.retention_days] = this.options.alertDays;
    if (exception !== undefined) row[EXCEPTED_ALERTS_COL.exception] = exception;
    const table = exception === undefined ? 'alerts' : 'excepted_alerts';
    const builder = this.builders[table];
    builder.append(row);
    const name = [row[ALERTS_COL.alert_id], finding.id, finding.count].join('|');
    const token = createHash('sha256').update(name).digest('hex');
    await store.insertNative(table, builder.finish(), { rows: 1, dedupToken: `correlation-${token}` });
    if (exception === undefined) onRaised(row);
    else onHidden(exception);
  }
}

function keyOf(facts: CorrelationFacts, { group }: CorrelationFinding, exception: string | undefined): string {
  return [facts.id, ...group, ...(exception === undefined ? [] : [exception])].join('|');
}

function shownBy({ events }: CorrelationFinding): { ids: string[]; from: number; to: number } {
  const times = events.map(({ ts }) => ts);
  return { ids: events.map(({ id }) => id), from: Math.min(...times), to: Math.max(...times) };
}

function toRow(
  { correlation }: CorrelationPlan,
  facts: CorrelationFacts,
  finding: CorrelationFinding,
  more: number,
  subject: Subject | undefined,
): Row {
  const alert = newAlertRow();
  const groups = correlation.groupBy.map((field, index) => [field, finding.values[index] ?? ''] as const);
  const about = groups.map(([field, value]) => `${field} ${value}`).join(', ');
  alert[ALERTS_COL.ts] = finding.first;
  alert[ALERTS_COL.last_ts] = finding.last;
  alert[ALERTS_COL.rule_id] = facts.id;
  alert[ALERTS_COL.rule_title] = correlation.title;
  alert[ALERTS_COL.level] = facts.level;
  alert[ALERTS_COL.tags] = [...correlation.tags];
  alert[ALERTS_COL.host] = subject?.host ?? '';
  alert[ALERTS_COL.User] = subject?.user ?? '';
  alert[ALERTS_COL.Image] = subject?.image ?? '';
  alert[ALERTS_COL.proc_guid] = subject?.host && subject.guid !== NIL ? subject.guid : '';
  alert[ALERTS_COL.ProcessId] = subject?.host ? subject.pid : 0;
  alert[ALERTS_COL.category] = subject?.category ?? '';
  alert[ALERTS_COL.summary] = `${correlation.title}${about === '' ? '' : ` for ${about}`}`;
  alert[ALERTS_COL.count] = more;
  alert[ALERTS_COL.event_ids] = finding.events.map(({ id }) => id);
  alert[ALERTS_COL.evidence] = JSON.stringify({ matched: Object.fromEntries(groups), value: finding.value });
  return alert;
}
