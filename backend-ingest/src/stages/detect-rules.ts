// Judges every event by the rules in force: which matched goes on the event, and unless an exception hides it, into an alert.
import { ALERTS_COL, COL, newEventRow, type Row } from '@huntboard/schema';
import { compileMatcher, evaluate, type Expr, type FieldRef, type Matcher } from '@huntboard/sigma';
import { decodeRules } from '../rules/encode-rules.ts';
import type { AlertFolder } from '../detect/alert-folder.ts';
import { newAlertRow, toAlertRow, type Finder } from '../detect/alert-row.ts';
import type { DetectionLimits, DetectionSet, ExceptionFacts, MayApply, RuleFacts } from '../detect/detection-set.ts';
import type { Indicator, IndicatorType } from '../iocs/indicator.ts';
import { indicatorFinder, indicatorKey } from '../iocs/indicator-finder.ts';
import { IndicatorMatcher, type IndicatorHit } from '../iocs/indicator-matcher.ts';

const DAY_MS = 86_400_000;
const MAX_FAILURES = 20;

/** A rule was switched off because it took more than its share of the time. */
export interface Overloaded {
  readonly rule: string;
  readonly share: number;
  readonly nanosecondsPerEvent: number;
}

interface Exception extends ExceptionFacts {
  readonly condition: Expr<FieldRef>;
}

/** What a detector tells while it works. */
export interface DetectorEvents {
  readonly onOverload: (overloaded: Overloaded) => void;
  /** Judging an event failed, which is a fault of ours. Told once for each message. */
  readonly onFailure: (error: string) => void;
}

/** What the detector counted since it was asked last; by id. */
export interface DetectionCounts {
  readonly hits: Readonly<Record<string, number>>;
  readonly exceptions: Readonly<Record<string, number>>;
  /** Of the rules that correlations want to know of: what their hits span. */
  readonly spans: readonly HitSpan[];
}

/** Hits of one rule: their earliest and latest time, and the latest receipt (epoch ms). */
export interface HitSpan {
  readonly rule: string;
  readonly from: number;
  readonly to: number;
  readonly receivedAt: number;
}

/** What each rule did and cost, in the order of the set. */
export interface RuleCosts {
  readonly version: string;
  readonly evaluations: readonly number[];
  readonly hits: readonly number[];
  readonly nanoseconds: readonly number[];
  readonly disabled: readonly number[];
  /** Indices of rules for which events of their log source came since costs were asked for last. */
  readonly seen: readonly number[];
}

export class RuleDetector {
  readonly version: string;
  private readonly rules: readonly RuleFacts[];
  private readonly exceptions: readonly (readonly Exception[])[];
  private readonly indicatorExceptions: Readonly<Record<IndicatorType, readonly Exception[]>>;
  private readonly matcher: Matcher;
  private readonly indicators: IndicatorMatcher;
  private readonly windowMs: number;
  /** Of the event at hand: the same indicator in two fields is one hit. */
  private readonly seenIndicators = new Set<Indicator>();
  private readonly limits: DetectionLimits;
  private readonly events: DetectorEvents;
  private readonly failures = new Set<string>();
  private hits: Record<string, number> = {};
  private hidden: Record<string, number> = {};
  private spans = new Map<string, HitSpan>();
  private row: Row = [];
  private folder: AlertFolder | undefined;

  /**
   * @param former the detector that this one takes the place of: what it learned of the events is kept
   * @throws when the set cannot be compiled; the former one stays usable
   */
  constructor(set: DetectionSet, limits: DetectionLimits, events: DetectorEvents, former?: RuleDetector) {
    this.version = set.version;
    this.rules = set.rules;
    this.limits = limits;
    this.events = events;
    // A decoder takes no shared memory.
    const text = Buffer.from(set.encoded).toString('utf8');
    this.matcher = compileMatcher(decodeRules(text), {
      ...(former === undefined ? {} : { frequencies: former.matcher.frequencies }),
      overload: { share: limits.maxShare },
      onOverload: ({ ruleIndex, share, nanosecondsPerEvent }) => this.overloaded(ruleIndex, share, nanosecondsPerEvent),
    });
    this.indicators = new IndicatorMatcher(set.indicators);
    this.windowMs = set.windowMs;
    const conditions = decodeRules(set.conditions);
    const ready = (all: readonly MayApply[]): Exception[] =>
      all.map(({ exception, condition }) => ({
        ...set.exceptions[exception]!,
        condition: conditions[condition]!.expr,
      }));
    this.exceptions = set.rules.map((rule) => ready(rule.exceptions));
    const { hash, domain, ip, url } = set.indicatorExceptions;
    this.indicatorExceptions = { hash: ready(hash), domain: ready(domain), ip: ready(ip), url: ready(url) };
  }

  /** Judges an event that is complete, and writes the rules that matched on it. A rule that fails must not cost the event. */
  detect(row: Row, folder: AlertFolder): void {
    this.row = row;
    this.folder = folder;
    try {
      this.matcher.match(row, this.onHit);
      if (this.indicators.size === 0) return;
      this.seenIndicators.clear();
      this.indicators.match(row, this.onIndicator);
    } catch (error) {
      const { message } = error as Error;
      if (this.failures.has(message) || this.failures.size >= MAX_FAILURES) return;
      this.failures.add(message);
      this.events.onFailure(message);
    }
  }

  private readonly onHit = (index: number): void => {
    const rule = this.rules[index]!;
    const { row, folder } = this;
    (row[COL.rule_ids] as string[]).push(rule.id);
    this.hits[rule.id] = (this.hits[rule.id] ?? 0) + 1;
    if (rule.watched) this.span(rule.id, row);
    if (rule.silent) return;
    const exception = this.exceptionFor(this.exceptions[index]!, row);
    const make = (): Row => toAlertRow(rule, row, this.matcher.evidence(row, index), this.limits.alertDays);
    folder!.add(rule, row, make, exception);
  };

  private readonly onIndicator = ({ indicator, field, value }: IndicatorHit): void => {
    const { row, folder } = this;
    if (this.seenIndicators.has(indicator)) return;
    this.seenIndicators.add(indicator);
    const finder = indicatorFinder(indicator.type, this.windowMs);
    const ids = row[COL.rule_ids] as string[];
    if (!ids.includes(finder.id)) ids.push(finder.id);
    this.hits[finder.id] = (this.hits[finder.id] ?? 0) + 1;
    const matched = [
      { field, value },
      { field: 'indicator', value: indicator.value },
      { field: 'about', value: indicator.about },
    ];
    const exception = this.exceptionFor(this.indicatorExceptions[indicator.type], row);
    const make = (): Row => toAlertRow(finder, row, matched, this.limits.alertDays);
    folder!.addAs(finder, indicatorKey(finder, indicator, row), row, make, exception);
  };

  private span(rule: string, row: Row): void {
    const [ts, receivedAt] = [row[COL.ts] as number, row[COL.ingested_at] as number];
    const known = this.spans.get(rule);
    this.spans.set(rule, {
      rule,
      from: Math.min(ts, known?.from ?? ts),
      to: Math.max(ts, known?.to ?? ts),
      receivedAt: Math.max(receivedAt, known?.receivedAt ?? receivedAt),
    });
  }

  /** The first exception in force; the time of receipt decides, so that a batch that is decoded again comes out the same. */
  private exceptionFor(exceptions: readonly Exception[], row: Row): string | undefined {
    for (const { id, expires, condition } of exceptions)
      if ((row[COL.ingested_at] as number) < expires && evaluate(condition, row)) {
        this.hidden[id] = (this.hidden[id] ?? 0) + 1;
        return id;
      }
    return undefined;
  }

  private overloaded(index: number, share: number, nanosecondsPerEvent: number): void {
    const rule = this.rules[index]!;
    const finder: Finder = {
      id: 'huntboard:rule-overload',
      title: 'Rule switched off: it takes too much time',
      level: 'medium',
      tags: [],
      dedup: [],
      windowMs: DAY_MS,
    };
    const at = newEventRow();
    at[COL.ts] = at[COL.ingested_at] = this.row[COL.ingested_at]!;
    at[COL.event_id] = this.row[COL.event_id]!;
    const matched = {
      rule: rule.id,
      share: share.toFixed(3),
      nanoseconds_per_event: String(Math.round(nanosecondsPerEvent)),
    };
    this.folder!.addAs(finder, `${finder.id}|${rule.id}`, at, () => {
      const alert = newAlertRow();
      alert[ALERTS_COL.rule_id] = finder.id;
      alert[ALERTS_COL.rule_title] = finder.title;
      alert[ALERTS_COL.level] = finder.level;
      alert[ALERTS_COL.summary] =
        `${rule.title} (${rule.id}) took ${Math.round(share * 100)} % of the time of detection: it is off until the rules are loaded again`;
      alert[ALERTS_COL.evidence] = JSON.stringify({ matched });
      alert[ALERTS_COL.retention_days] = this.limits.alertDays;
      return alert;
    });
    this.events.onOverload({ rule: rule.id, share, nanosecondsPerEvent });
  }

  /** Counts since the last call. */
  takeCounts(): DetectionCounts {
    const counts = { hits: this.hits, exceptions: this.hidden, spans: [...this.spans.values()] };
    this.spans = new Map();
    this.hits = {};
    this.hidden = {};
    return counts;
  }

  costs(): RuleCosts {
    const { evaluations, hits, nanoseconds, disabled } = this.matcher.counters;
    return {
      version: this.version,
      evaluations: [...evaluations],
      hits: [...hits],
      nanoseconds: [...nanoseconds],
      disabled: [...disabled],
      seen: this.matcher.counters.takeSeen(),
    };
  }
}
