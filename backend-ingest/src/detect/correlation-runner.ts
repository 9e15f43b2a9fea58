// Correlations over what is stored: asks the store about the groups that new hits touch, up to what has surely arrived, so that late
// events count, gaps are caught up, and every finding becomes one alert.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError, type Store } from '@huntboard/clickhouse';
import { timeText } from '@huntboard/query';
import { compileCorrelation, correlationSql, leavesOf, toFindings, type CorrelationRow } from '@huntboard/sigma';
import { decodeCorrelations, decodeRules } from '../rules/encode-rules.ts';
import type { HitSpan } from '../stages/detect-rules.ts';
import { CorrelationAlerts, type CorrelationAlertsOptions, type RunningCorrelation } from './correlation-alerts.ts';
import type { CorrelationSet } from './loaded-set.ts';
import { plainParams } from './plain-params.ts';

export interface CorrelationRunnerOptions extends CorrelationAlertsOptions {
  readonly store: Pick<Store, 'query' | 'insertNative'>;
  /** Keeps up to which receipt everything was judged. */
  readonly stateFile: string;
  readonly everyMs: number;
  /** Receipt (epoch ms) before which everything is in the store; undefined while the store does not answer. */
  readonly storedUpTo: () => number | undefined;
  readonly onError: (correlation: string, error: Error) => void;
}

interface Running extends RunningCorrelation {
  /** Rules whose hits can change what it finds. */
  readonly rules: ReadonlySet<string>;
}

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

export class CorrelationRunner {
  private readonly options: CorrelationRunnerOptions;
  private readonly alerts: CorrelationAlerts;
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
    this.alerts = new CorrelationAlerts(options);
    this.judgedUpTo = readState(options.stateFile) ?? options.now();
    this.timer = setInterval(() => void this.look(), options.everyMs);
    this.timer.unref();
  }

  /** Runs these correlations from now on. */
  set(set: CorrelationSet): void {
    const rules = decodeRules(set.rules);
    const byRule = new Map(rules.map((one) => [one.rule, one]));
    const linked = decodeCorrelations(set.encoded, rules);
    const conditions = decodeRules(set.conditions);
    this.correlations = linked.flatMap((one, index): Running[] => {
      const facts = set.facts[index]!;
      if (facts.silent) return [];
      const compiled = compileCorrelation(one, (rule) => ({ ok: true, value: byRule.get(rule)! }));
      if (!compiled.ok) return [];
      const plan = compiled.value;
      return [{ plan, facts, conditions, rules: new Set(leavesOf(plan).map(({ key }) => key)) }];
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
    // A late event changes the windows after it, and with them what goes on from there, at most to the end of their period.
    const changed = Math.max(...spans.map(({ to }) => to)) + plan.lookback;
    const { text, params } = correlationSql(plan, {
      inner: 'rule_ids',
      from: Math.min(...spans.map(({ from }) => from)),
      to: (Math.floor(changed / plan.period) + 1) * plan.period - 1,
      receivedUpTo: upTo,
      touchedAfter: after,
      limit: MAX_FINDINGS,
    });
    const rows = await this.options.store.query<CorrelationRow>(text, { params: plainParams(params) });
    if (rows.length === MAX_FINDINGS)
      this.options.onError(
        running.facts.id,
        new Error(`more than ${MAX_FINDINGS} findings at once: the later ones are left out`),
      );
    await this.alerts.record(running, toFindings(plan, rows));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.looking;
  }
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
