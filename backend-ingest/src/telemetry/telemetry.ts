// Typed events of the service: the only place where they become log lines and metrics.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RuleProblem } from '@huntboard/sigma';
import type { CanaryResult } from '../canary/canary.ts';
import type { ExceptionFacts } from '../detect/detection-set.ts';
import type { SealedBatch } from '../pipeline/lane-messages.ts';
import type { QueueEntry } from '../pipeline/queue/ledger.ts';
import type { RefusedBlock } from '../sinks/dead-letters.ts';
import type { Totals } from '../pipeline/queue/marks.ts';
import type { Overloaded } from '../stages/detect-rules.ts';
import type { Logger } from './log.ts';

/** The books at one moment: read in one go, so that they add up. */
export interface PipelineSnapshot {
  readonly inputs: Readonly<Record<string, Totals & { readonly queued: number }>>;
  readonly queueBytes: number;
  readonly queueEntries: number;
  readonly backlogEntries: number;
  readonly uncountedEntries: number;
  readonly waitingBytes: number;
  readonly lagSeconds: number;
  readonly storeAnswers: boolean;
}

const MS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const QUERYABLE_BUCKETS = [0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 10, 30, 60, 300];
const ROW_BUCKETS = [1, 10, 100, 1000, 5000, 10000, 20000, 40000];

export class Telemetry {
  private readonly registry = new Registry();
  /** One scrape after the other: each reads the books once, so that its numbers add up. */
  private scrapes: Promise<unknown> = Promise.resolve();
  private snapshot: PipelineSnapshot | undefined;
  private readBooks: (() => PipelineSnapshot) | undefined;
  readonly log: Logger;
  private readonly now: () => number;
  private readonly requests: Histogram<'route' | 'status'>;
  private readonly refusals: Counter<'code'>;
  private readonly inserts: Histogram<'table'>;
  private readonly insertRows: Histogram<'table'>;
  private readonly insertedBytes: Counter<'table'>;
  private readonly insertErrors: Counter<'table'>;
  private readonly blocksRefused: Counter<'table'>;
  private readonly deadLetters: Counter<'input'>;
  private readonly queryable: Histogram;
  private readonly decodedBytes: Counter<'input'>;
  private readonly alertsRaised: Counter<'rule'>;
  private readonly ruleHits: Counter<'rule'>;
  private readonly exceptionHits: Counter<'exception'>;
  private readonly ruleLoads: Counter<'result'>;
  private readonly rulesLoadedAt: Gauge;
  private readonly rulesOverloaded: Counter<'rule'>;
  private readonly detectionFailures: Counter;
  private readonly actions: Counter<'resource' | 'action' | 'status'>;
  private readonly canaries: Counter<'result'>;
  private readonly canarySeconds: Gauge;
  private canaryHeardAt: number | undefined;

  constructor(log: Logger, now: () => number) {
    this.log = log;
    this.now = now;
    const registers = [this.registry];
    const histogram = <L extends string>(
      name: string,
      help: string,
      labelNames: readonly L[],
      buckets: readonly number[],
    ): Histogram<L> => new Histogram({ name, help, labelNames: [...labelNames], buckets: [...buckets], registers });
    const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
      new Counter({ name, help, labelNames: [...labelNames], registers });
    this.requests = histogram(
      'huntboard_http_request_duration_seconds',
      'Time to the answer.',
      ['route', 'status'],
      MS_BUCKETS,
    );
    this.refusals = counter('huntboard_requests_refused_total', 'Requests that were refused, by error code.', ['code']);
    this.inserts = histogram('huntboard_insert_duration_seconds', 'Time of one insert.', ['table'], MS_BUCKETS);
    this.insertRows = histogram('huntboard_insert_rows', 'Rows of one insert.', ['table'], ROW_BUCKETS);
    this.insertedBytes = counter('huntboard_insert_bytes_total', 'Bytes of the blocks that were inserted.', ['table']);
    this.insertErrors = counter('huntboard_insert_errors_total', 'Inserts that failed and were tried again.', [
      'table',
    ]);
    this.blocksRefused = counter('huntboard_blocks_refused_total', 'Blocks that the store refused for good.', [
      'table',
    ]);
    this.deadLetters = counter(
      'huntboard_dead_letters_total',
      'Deliveries that the store takes in no form; they are files in dead-letters of the data directory.',
      ['input'],
    );
    this.queryable = histogram(
      'huntboard_queryable_seconds',
      'From receipt to queryable, by delivery.',
      [],
      QUERYABLE_BUCKETS,
    );
    this.decodedBytes = counter('huntboard_decoded_bytes_total', 'Bytes of bodies after decompression.', ['input']);
    this.alertsRaised = counter(
      'huntboard_alerts_raised_total',
      'Alerts written, by rule; one that goes on counts once a batch.',
      ['rule'],
    );
    this.ruleHits = counter('huntboard_rule_hits_total', 'Events that a rule matched.', ['rule']);
    this.exceptionHits = counter('huntboard_exception_hits_total', 'Hits that an exception hid.', ['exception']);
    this.ruleLoads = counter('huntboard_rules_loads_total', 'Loads of the rules: loaded, unchanged, refused.', [
      'result',
    ]);
    this.rulesLoadedAt = new Gauge({
      name: 'huntboard_rules_in_force_timestamp_seconds',
      help: 'Since when the rules judge; 0 while none do.',
      registers,
    });
    this.rulesOverloaded = counter('huntboard_rules_overloaded_total', 'Rules that were switched off for their cost.', [
      'rule',
    ]);
    this.detectionFailures = counter('huntboard_detection_failures_total', 'Faults of detection, each told once.', []);
    this.canaries = counter(
      'huntboard_canaries_total',
      'Canaries sent: heard, missing (no alert within a minute), refused.',
      ['result'],
    );
    this.canarySeconds = new Gauge({
      name: 'huntboard_canary_seconds',
      help: 'From sending the last canary until its alert could be read.',
      registers,
    });
    this.actions = counter('huntboard_actions_total', 'Actions asked for in Grafana, by the status of the answer.', [
      'resource',
      'action',
      'status',
    ]);
  }

  /** Registers the gauges and counters that are read from the books when somebody asks. */
  observe(readBooks: () => PipelineSnapshot): void {
    this.readBooks = readBooks;
    const read = (): PipelineSnapshot => this.snapshot ?? readBooks();
    const registers = [this.registry];
    const fields = ['received', 'stored', 'filtered', 'quarantined'] as const;
    const help = {
      received: 'Events acknowledged, since the queue was made.',
      stored: 'Events in the store.',
      filtered: 'Events dropped by a filter of the configuration.',
      quarantined: 'Events in the quarantine.',
    } as const;
    for (const field of fields) {
      new Counter({
        name: `huntboard_events_${field}_total`,
        help: help[field],
        labelNames: ['input'],
        registers,
        collect() {
          this.reset();
          for (const [input, totals] of Object.entries(read().inputs)) this.inc({ input }, totals[field]);
        },
      });
    }
    new Counter({
      name: 'huntboard_received_bytes_total',
      help: 'Bytes of bodies as sent.',
      labelNames: ['input'],
      registers,
      collect() {
        this.reset();
        for (const [input, totals] of Object.entries(read().inputs)) this.inc({ input }, totals.bytes);
      },
    });
    new Gauge({
      name: 'huntboard_events_queued',
      help: 'Events durable but not yet in the store.',
      labelNames: ['input'],
      registers,
      collect() {
        this.reset();
        for (const [input, totals] of Object.entries(read().inputs)) this.set({ input }, totals.queued);
      },
    });
    const gauge = (name: string, text: string, value: (snapshot: PipelineSnapshot) => number): void => {
      new Gauge({
        name,
        help: text,
        registers,
        collect() {
          this.set(value(read()));
        },
      });
    };
    gauge('huntboard_queue_bytes', 'Bytes of the queue on disk.', (s) => s.queueBytes);
    gauge('huntboard_queue_entries', 'Deliveries in the queue.', (s) => s.queueEntries);
    gauge('huntboard_queue_backlog_entries', 'Deliveries to be decoded again from disk.', (s) => s.backlogEntries);
    gauge(
      'huntboard_queue_uncounted_entries',
      'Deliveries whose events are not counted yet (after a crash).',
      (s) => s.uncountedEntries,
    );
    gauge('huntboard_waiting_bytes', 'Estimated bytes that senders wait for.', (s) => s.waitingBytes);
    gauge('huntboard_queue_lag_seconds', 'Age of the oldest delivery that is not in the store.', (s) => s.lagSeconds);
    gauge('huntboard_store_up', '1 when the store answers inserts.', (s) => Number(s.storeAnswers));
    gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
    gauge('process_start_time_seconds', 'Start of the process.', () => (this.now() - process.uptime() * 1000) / 1000);
    new Counter({
      name: 'process_cpu_seconds_total',
      help: 'CPU time of the process.',
      registers,
      collect() {
        this.reset();
        const { user, system } = process.cpuUsage();
        this.inc((user + system) / 1e6);
      },
    });
  }

  /** Registers the number of rules by state. */
  observeRules(states: () => Readonly<Record<string, number>>): void {
    new Gauge({
      name: 'huntboard_rules',
      help: 'Rules by state: active, silent (there for correlations), disabled, error, unsupported, overloaded.',
      labelNames: ['state'],
      registers: [this.registry],
      collect() {
        for (const [state, count] of Object.entries(states())) this.set({ state }, count);
      },
    });
  }

  /** The metrics in Prometheus' text format. */
  scrape(): Promise<string> {
    const scrape = this.scrapes.then(() => {
      this.snapshot = this.readBooks?.();
      return this.registry.metrics();
    });
    this.scrapes = scrape.catch(() => undefined);
    return scrape;
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  requestAnswered(route: string, status: number, seconds: number): void {
    this.requests.observe({ route, status: String(status) }, seconds);
  }

  requestRefused(code: string, route: string, origin: string): void {
    this.refusals.inc({ code });
    this.log.debug({ code, route, origin }, 'request refused');
  }

  requestFailed(route: string, error: Error): void {
    this.log.error({ route, err: error }, 'request failed');
  }

  bodyDecoded(input: string, _bytes: number, decodedBytes: number): void {
    this.decodedBytes.inc({ input }, decodedBytes);
  }

  blockInserted(table: string, rows: number, bytes: number, seconds: number): void {
    this.inserts.observe({ table }, seconds);
    this.insertRows.observe({ table }, rows);
    this.insertedBytes.inc({ table }, bytes);
  }

  insertFailed(table: string, attempt: number, error: Error): void {
    this.insertErrors.inc({ table });
    // The first failure of a row of them is news, then each tenth.
    if (attempt === 1 || attempt % 10 === 0)
      this.log.warn({ table, attempt, error: error.message }, 'insert failed, will be tried again');
  }

  storeAnswersAgain(attempts: number): void {
    this.log.info({ attempts }, 'the store answers again');
  }

  blockRefused(table: string, rows: number, reason: string): void {
    this.blocksRefused.inc({ table });
    this.log.error({ table, rows, reason }, 'the store refuses a block; its events are told apart and quarantined');
  }

  deadLetterWritten(input: string, path: string, refused: readonly RefusedBlock[]): void {
    this.deadLetters.inc({ input });
    this.log.error(
      { code: 'dead_letter', path, refused },
      'the store takes a delivery in no form; it is kept as a file',
    );
  }

  deadLetterNotWritten(error: Error): void {
    this.log.error({ error: error.message }, 'a dead letter cannot be written; it is tried again, and its lane waits');
  }

  batchStored(sealed: SealedBatch, entries: readonly QueueEntry[]): void {
    for (const entry of entries) this.queryable.observe((this.now() - entry.receivedAt) / 1000);
    for (const [rule, count] of Object.entries(sealed.alerts)) this.alertsRaised.inc({ rule }, count);
    const { hits = {}, exceptions = {} } = sealed.detections ?? {};
    for (const [rule, count] of Object.entries(hits)) this.ruleHits.inc({ rule }, count);
    for (const [exception, count] of Object.entries(exceptions)) this.exceptionHits.inc({ exception }, count);
  }

  rulesLoaded(why: string, facts: Readonly<Record<string, unknown>> & { readonly changed: boolean }): void {
    this.ruleLoads.inc({ result: facts.changed ? 'loaded' : 'unchanged' });
    this.log.info({ why, ...facts }, 'rules loaded');
  }

  rulesRefused(why: string, reason: string): void {
    this.ruleLoads.inc({ result: 'refused' });
    this.log.error({ why, reason }, 'the rules cannot be loaded; the former ones stay in force');
  }

  rulesInForce(version: string, milliseconds: number): void {
    this.rulesLoadedAt.set(this.now() / 1000);
    this.log.info({ version, ms: Math.round(milliseconds) }, 'rules in force');
  }

  rulesNotCompiled(version: string, error: string): void {
    this.log.error({ version, error }, 'the rules cannot be compiled; the former ones stay in force');
  }

  ruleProblemsFound(problems: readonly RuleProblem[], unreadable: readonly string[]): void {
    for (const reason of unreadable) this.log.error({ reason }, 'rules cannot be read');
    for (const { severity, code, message, position, ruleId } of problems) {
      const facts = { code, message, rule: ruleId, file: position.file, line: position.line, column: position.column };
      if (severity === 'error') this.log.warn(facts, 'a rule is wrong: it does not run, or as its file was last right');
      else if (severity === 'unsupported') this.log.warn(facts, 'a rule cannot be run');
      else this.log.debug(facts, 'a rule is unusual');
    }
  }

  ruleOverloaded(overloaded: Overloaded): void {
    this.rulesOverloaded.inc({ rule: overloaded.rule });
    this.log.error(
      { ...overloaded },
      'a rule takes too much time and is switched off until the rules are loaded again',
    );
  }

  exceptionExpired({ id, owner, expires }: ExceptionFacts): void {
    this.log.warn({ exception: id, owner, expired: new Date(expires).toISOString() }, 'an exception has expired');
  }

  correlationRaised(rule: string): void {
    this.alertsRaised.inc({ rule });
  }

  /** What a correlation or a hunt found, and an exception hides. */
  findingHidden(exception: string, hits = 1): void {
    this.exceptionHits.inc({ exception }, hits);
  }

  correlationFailed(correlation: string, error: Error): void {
    this.detectionFailures.inc();
    const message = 'a correlation cannot be looked for; it is tried again unless the store refuses it for good';
    this.log.error({ correlation, error: error.message }, message);
  }

  indicatorsHunted(facts: { readonly indicators: number; readonly hits: number }): void {
    this.log.info(facts, 'new indicators looked for in stored events');
  }

  huntFailed(error: Error): void {
    this.detectionFailures.inc();
    this.log.error({ error: error.message }, 'new indicators cannot be looked for; it is tried again');
  }

  lineageNotWritten(error: Error): void {
    this.log.warn({ error: error.message }, 'ancestors of alerts not written, will be tried again');
  }

  detectionFailed(error: string): void {
    this.detectionFailures.inc();
    this.log.error({ error }, 'judging an event failed; the event is stored');
  }

  /** Canaries are sent from now on: registers how long ago the last one was sent whose alert came. */
  observeCanary(): void {
    const age = (): number | undefined => this.canaryAgeSeconds;
    new Gauge({
      name: 'huntboard_canary_age_seconds',
      help: 'Since the last canary was sent whose alert came, or since the service began.',
      registers: [this.registry],
      collect() {
        this.set(age() ?? 0);
      },
    });
    this.canaryHeardAt = this.now();
  }

  /** Undefined: no canary is sent. */
  get canaryAgeSeconds(): number | undefined {
    return this.canaryHeardAt === undefined ? undefined : (this.now() - this.canaryHeardAt) / 1000;
  }

  canaryEnded(result: CanaryResult, sentAt: number): void {
    this.canaries.inc({ result: result.kind });
    if (result.kind === 'heard') {
      this.canaryHeardAt = sentAt;
      this.canarySeconds.set(result.seconds);
      this.log.debug(result, 'the canary was heard');
    } else this.log.error(result, 'the canary raised no alert: ingest, rules or store do not work');
  }

  actionAnswered(resource: string, action: string, status: number): void {
    this.actions.inc({ resource, action, status: String(status) });
  }

  actionFailed(error: Error): void {
    this.log.error({ error: error.message }, 'an action could not be carried out; it can be sent again');
  }

  groupingFailed(error: Error): void {
    this.log.error({ error: error.message }, 'alerts could not be grouped to incidents, will be tried again');
  }

  auditNotWritten(error: Error): void {
    this.log.error({ error: error.message }, 'refused actions not written to the audit, will be tried again');
  }

  ruleStatesNotWritten(error: Error): void {
    this.log.warn({ error: error.message }, 'the states of rules are not written to the store, will be tried again');
  }

  queueRecovered(facts: Readonly<Record<string, number | string>>, damagedBytes: number): void {
    if (damagedBytes > 0) this.log.error({ ...facts, damagedBytes }, 'the queue held damaged records');
    else this.log.info(facts, 'queue opened');
  }

  queueNotWritable(error: Error): void {
    this.log.error({ error: error.message }, 'the queue cannot be written; deliveries are refused');
  }

  statsNotWritten(error: Error): void {
    this.log.debug({ error: error.message }, 'pipeline_stats not written');
  }

  nodeEnrolled(nodeId: string, host: string, tag: string): void {
    this.log.info({ nodeId, host, tag }, 'osquery node enrolled');
  }

  unknownResultsReceived(nodeId: string, bytes: number): void {
    this.log.info({ nodeId, bytes }, 'results of distributed queries that this server did not ask');
  }

  configurationRead(what: string, facts: Readonly<Record<string, unknown>>): void {
    this.log.info({ what, ...facts }, 'configuration read');
  }

  configurationRefused(what: string, error: Error): void {
    this.log.error({ what, error: error.message }, 'configuration not usable; the former one stays in force');
  }
}
