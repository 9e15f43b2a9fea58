// Correlations over what is stored: asks the store about the groups that new hits touch, up to what has surely arrived, so that late
// events count, gaps are caught up, and every finding becomes one alert.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError, type Store } from '@huntboard/clickhouse';
import { timeText, type SqlParam } from '@huntboard/query';
import { ALERTS_COL, alerts, NativeBlockBuilder, type Row } from '@huntboard/schema';
import {
  compileCorrelation,
  correlationSql,
  leavesOf,
  toFindings,
  type CorrelationFinding,
  type CorrelationPlan,
  type CorrelationRow,
} from '@huntboard/sigma';
import { decodeCorrelations, decodeRules } from '../rules/encode-rules.ts';
import type { HitSpan } from '../stages/detect-rules.ts';
import { newAlertRow } from './alert-row.ts';
import type { CorrelationFacts, CorrelationSet } from './loaded-set.ts';

export interface CorrelationRunnerOptions {
  readonly store: Pick<Store, 'query' | 'insertNative'>;
  /** Keeps up to which receipt everything was judged. */
  readonly stateFile: string;
  readonly everyMs: number;
  readonly alertDays: number;
  readonly now: () => number;
  /** Receipt (epoch ms) before which everything is in the store; undefined while the store does not answer. */
  readonly storedUpTo: () => number | undefined;
  /** A row of `alerts` that is in the store. */
  readonly onRaised: (row: Row) => void;
  readonly onError: (correlation: string, error: Error) => void;
}

interface Running {
  readonly plan: CorrelationPlan;
  readonly facts: CorrelationFacts;
  /** Rules whose hits can change what it finds. */
  readonly rules: ReadonlySet<string>;
}

interface Subject {
  readonly host: string;
  readonly user: string;
  readonly image: string;
  readonly guid: string;
  readonly pid: number;
  readonly category: string;
}

const NIL = '00000000-0000-0000-0000-000000000000';
/** While nothing happens, the mark is noted this often, ms. */
const NOTE_MS = 60_000;
/** Findings of one correlation that one look takes; more of them at once say that the correlation is none. */
const MAX_FINDINGS = 1000;
/** Hits that an earlier process judged and whose correlation it did not come to. */
const SPANS = `SELECT rule, toUnixTimestamp64Milli(min(ts)) AS from, toUnixTimestamp64Milli(max(ts)) AS to,
  toUnixTimestamp64Milli(max(ingested_at)) AS receivedAt
FROM (SELECT arrayJoin(rule_ids) AS rule, ts, ingested_at FROM events
  WHERE ingested_at > {after:DateTime64(3, 'UTC')} AND ingested_at <= {upTo:DateTime64(3, 'UTC')} AND hasAny(rule_ids, {rules:Array(String)}))
WHERE has({rules:Array(String)}, rule) GROUP BY rule`;
const COUNTS = `SELECT toString(alert_id) AS id, toFloat64(sum(count)) AS count FROM alerts
WHERE window_start IN (SELECT arrayJoin({starts:Array(DateTime64(3, 'UTC'))})) AND alert_id IN (SELECT arrayJoin({ids:Array(UUID)}))
GROUP BY alert_id`;
const SUBJECT = `SELECT if(uniqExact(host) = 1, any(host), '') AS host, if(uniqExact(User) = 1, any(User), '') AS user,
  if(uniqExact(Image) = 1, any(Image), '') AS image, toString(argMin(proc_guid, ts)) AS guid, argMin(ProcessId, ts) AS pid,
  argMin(category, ts) AS category
FROM events WHERE ts >= {from:DateTime64(3, 'UTC')} AND ts <= {to:DateTime64(3, 'UTC')} AND event_id IN (SELECT arrayJoin({ids:Array(UUID)}))`;

export class CorrelationRunner {
  private readonly options: CorrelationRunnerOptions;
  private readonly builder = new NativeBlockBuilder(alerts);
  private readonly timer: NodeJS.Timeout;
  private correlations: readonly Running[] = [];
  private spans: HitSpan[] = [];
  /** Everything received up to here was judged, by an earlier process or by this one. */
  private judgedUpTo: number;
  private notedUpTo = 0;
  private caughtUp = false;
  private looking: Promise<void> | undefined;
  private stopped = false;

  constructor(options: CorrelationRunnerOptions) {
    this.options = options;
    this.judgedUpTo = readState(options.stateFile) ?? options.now();
    this.timer = setInterval(() => void this.look(), options.everyMs);
    this.timer.unref();
  }

  /** Runs these correlations from now on. */
  set(set: CorrelationSet): void {
    const rules = decodeRules(set.rules);
    const byRule = new Map(rules.map((one) => [one.rule, one]));
    const linked = decodeCorrelations(set.encoded, rules);
    this.correlations = linked.flatMap((one, index): Running[] => {
      const facts = set.facts[index]!;
      if (facts.silent) return [];
      const compiled = compileCorrelation(one, (rule) => ({ ok: true, value: byRule.get(rule)! }));
      if (!compiled.ok) return [];
      return [{ plan: compiled.value, facts, rules: new Set(leavesOf(compiled.value).map(({ key }) => key)) }];
    });
  }

  /** Hits that are in the store. */
  add(spans: readonly HitSpan[]): void {
    this.spans.push(...spans);
  }

  /** Judges what has arrived since the last look. */
  look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const { storedUpTo, stateFile } = this.options;
    const upTo = storedUpTo();
    if (upTo === undefined || this.correlations.length === 0 || this.stopped) return;
    if (upTo <= this.judgedUpTo) return;
    try {
      await this.catchUp(this.judgedUpTo, upTo);
    } catch (error) {
      this.options.onError('', error as Error);
      return;
    }
    const due = [...this.spans];
    let isDone = true;
    for (const running of this.correlations) {
      const touching = due.filter(({ rule }) => running.rules.has(rule));
      if (touching.length === 0) continue;
      try {
        await this.judge(running, touching, this.judgedUpTo, upTo);
      } catch (error) {
        this.options.onError(running.facts.id, error as Error);
        // Looked at again next time, with all others: what was raised is not raised twice. A statement that the store refuses for
        // good must not hold up the others.
        if (error instanceof StoreError && !error.retryable)
          this.correlations = this.correlations.filter((one) => one !== running);
        else isDone = false;
      }
    }
    if (!isDone) return;
    // What was received after the mark may have companions that are not stored yet: it is looked at again.
    this.spans = this.spans.filter((span, index) => index >= due.length || span.receivedAt > upTo);
    this.judgedUpTo = upTo;
    if (due.length === 0 && upTo - this.notedUpTo < NOTE_MS) return;
    writeState(stateFile, upTo);
    this.notedUpTo = upTo;
  }

  /** Spans that an earlier process knew and took with it. */
  private async catchUp(after: number, upTo: number): Promise<void> {
    if (this.caughtUp) return;
    const rules = [...new Set(this.correlations.flatMap((one) => [...one.rules]))];
    const params = { after: timeText(after), upTo: timeText(upTo), rules };
    const rows = await this.options.store.query<Record<'rule' | 'from' | 'to' | 'receivedAt', string>>(SPANS, {
      params,
    });
    for (const { rule, from, to, receivedAt } of rows)
      this.spans.push({ rule, from: Number(from), to: Number(to), receivedAt: Number(receivedAt) });
    this.caughtUp = true;
  }

  private async judge(running: Running, spans: readonly HitSpan[], after: number, upTo: number): Promise<void> {
    const { plan } = running;
    const { text, params } = correlationSql(plan, {
      inner: 'rule_ids',
      from: Math.min(...spans.map(({ from }) => from)),
      // A late event changes the windows after it.
      to: Math.max(...spans.map(({ to }) => to)) + plan.lookback,
      receivedUpTo: upTo,
      touchedAfter: after,
      limit: MAX_FINDINGS,
    });
    const rows = await this.options.store.query<CorrelationRow>(text, { params: plain(params) });
    if (rows.length === MAX_FINDINGS)
      this.options.onError(
        running.facts.id,
        new Error(`more than ${MAX_FINDINGS} findings at once: the later ones are left out`),
      );
    const findings = toFindings(plan, rows);
    if (findings.length === 0) return;
    const known = await this.counts(findings);
    for (const finding of findings) {
      const more = finding.count - (known.get(finding.id) ?? 0);
      if (more > 0) await this.raise(running, finding, more);
    }
  }

  private async counts(findings: readonly CorrelationFinding[]): Promise<ReadonlyMap<string, number>> {
    const params = {
      starts: findings.map(({ first }) => timeText(first)),
      ids: findings.map(({ id }) => id),
    };
    const rows = await this.options.store.query<{ id: string; count: number }>(COUNTS, { params });
    return new Map(rows.map(({ id, count }) => [id, count]));
  }

  /** Adds what is new of a finding to its alert. Its token says up to which count, so that nobody adds it twice. */
  private async raise({ plan, facts }: Running, finding: CorrelationFinding, more: number): Promise<void> {
    const { store, now, onRaised } = this.options;
    const ids = finding.events.map(({ id }) => id);
    const times = finding.events.map(({ ts }) => ts);
    const params = { ids, from: timeText(Math.min(...times)), to: timeText(Math.max(...times)) };
    const [subject] = await store.query<Subject>(SUBJECT, { params });
    const row = this.toRow(plan, facts, finding, more, subject, now());
    this.builder.append(row);
    const token = createHash('sha256').update(`${finding.id}|${finding.count}`).digest('hex');
    await store.insertNative('alerts', this.builder.finish(), { rows: 1, dedupToken: `correlation-${token}` });
    onRaised(row);
  }

  private toRow(
    plan: CorrelationPlan,
    facts: CorrelationFacts,
    finding: CorrelationFinding,
    more: number,
    subject: Subject | undefined,
    now: number,
  ): Row {
    const { correlation } = plan;
    const alert = newAlertRow();
    const groups = correlation.groupBy.map((field, index) => [field, finding.values[index] ?? ''] as const);
    const about = groups.map(([field, value]) => `${field} ${value}`).join(', ');
    alert[ALERTS_COL.alert_id] = finding.id;
    alert[ALERTS_COL.window_start] = finding.first;
    alert[ALERTS_COL.ts] = finding.first;
    alert[ALERTS_COL.last_ts] = finding.last;
    alert[ALERTS_COL.created_at] = alert[ALERTS_COL.updated_at] = now;
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
    alert[ALERTS_COL.dedup_key] = [facts.id, ...finding.group].join('|');
    alert[ALERTS_COL.count] = more;
    alert[ALERTS_COL.event_ids] = finding.events.map(({ id }) => id);
    alert[ALERTS_COL.evidence] = JSON.stringify({ matched: Object.fromEntries(groups), value: finding.value });
    alert[ALERTS_COL.retention_days] = this.options.alertDays;
    return alert;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.looking;
  }
}

/** As the client writes them: it puts texts of a list into quotes, which numbers must not have. */
function plain(params: Readonly<Record<string, SqlParam>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, { type, value }]) => {
      const isNumbers = Array.isArray(value) && /^Array\((U?Int(8|16|32)|Float)/.test(type);
      return [name, isNumbers ? (value as readonly string[]).map(Number) : value];
    }),
  );
}

function readState(path: string): number | undefined {
  try {
    const { judged_up_to: time } = JSON.parse(readFileSync(path, 'utf8')) as { judged_up_to?: unknown };
    return typeof time === 'number' ? time : undefined;
  } catch {
    // The first start, or a file that was cut short: begins with what comes.
    return undefined;
  }
}

function writeState(path: string, judgedUpTo: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.part`, JSON.stringify({ judged_up_to: judgedUpTo }), { mode: 0o600 });
  renameSync(`${path}.part`, path);
}
