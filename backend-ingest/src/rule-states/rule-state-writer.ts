// Tells the store which rules this service has, how each stands and what it did, for boards and KPIs: `rule_states`.
import type { Store } from '@huntboard/clickhouse';
import { encodeRows, ruleStates, type RowObject } from '@huntboard/schema';
import { printQuestions } from '@huntboard/sigma';
import type { RulesStatus, RuleStatus } from '../detect/rules-service.ts';

/** Between looks at what rules did. */
const EVERY_MS = 15_000;
/** Numbers that grow are written as often as this; anything else, first data included, at once. */
const NUMBERS_MS = 5 * 60_000;
/** Rows that did not change are written again after so long, so that those of a service that is gone can be told. */
const FRESH_MS = 12 * 3_600_000;
/** What a load brings comes at once, a service that starts may load twice. */
const SOON_MS = 1000;
const RETRY_MS = 30_000;

export interface RuleStateWriterOptions {
  readonly store: Pick<Store, 'query' | 'insertNative' | 'command'>;
  /** HUNTBOARD_NODE_NAME. */
  readonly service: string;
  readonly now: () => number;
  /** What there is to tell; undefined: detection is off, and every rule has ended. */
  readonly status: (() => Promise<RulesStatus>) | undefined;
  readonly onError: (error: Error) => void;
}

interface Known {
  /** The row as it was written last, without numbers that grow and without when; '' for one of a former start. */
  readonly told: string;
  readonly numbers: string;
  readonly dataAt: number;
  readonly at: number;
}

export class RuleStateWriter {
  private readonly options: RuleStateWriterOptions;
  private readonly timer: NodeJS.Timeout;
  private soon: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  /** By rule; undefined until it was read from the store. */
  private known: Map<string, Known> | undefined;
  private seq = 0;
  private stopped = false;

  constructor(options: RuleStateWriterOptions) {
    this.options = options;
    this.timer = setInterval(() => this.begin(), EVERY_MS).unref();
  }

  /** The rules changed. */
  changed(): void {
    this.plan(SOON_MS);
  }

  private plan(ms: number): void {
    if (this.stopped) return;
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      this.begin();
    }, ms).unref();
  }

  private begin(): void {
    this.writing = this.writing
      .then(() => this.write())
      .catch((error: unknown) => {
        this.options.onError(error as Error);
        this.plan(RETRY_MS);
      });
  }

  /** Writes what changed. Rejects with StoreError; what was not written is written the next time. */
  async write(): Promise<void> {
    const { status, now, service, store } = this.options;
    const told = await status?.();
    // Rules that could not be loaded yet are not rules that are gone.
    if (this.stopped || (told !== undefined && told.loadedAt === 0)) return;
    const known = (this.known ??= await this.read());
    const at = now();
    const rows: RowObject[] = [];
    const next = new Map<string, Known>();
    for (const rule of byWeight(told?.rules ?? [])) {
      const before = known.get(rule.id);
      const dataAt = Math.max(rule.dataAt, before?.dataAt ?? 0);
      const { evaluations, hits, nanoseconds } = rule;
      const row = { service, ...columnsOf(rule), loaded_at: told!.loadedAt };
      const one: Known = {
        told: JSON.stringify([row, dataAt > 0]),
        numbers: JSON.stringify([evaluations, hits, nanoseconds, dataAt]),
        dataAt,
        at,
      };
      next.set(rule.id, one);
      if (before !== undefined && isTold(before, one)) next.set(rule.id, { ...before, dataAt });
      else rows.push({ ...row, evaluations, hits, nanoseconds, data_at: dataAt, seq: this.next(at), updated_at: at });
    }
    const [first] = rows;
    if (first !== undefined)
      await store.insertNative('rule_states', encodeRows(ruleStates, rows), {
        rows: rows.length,
        dedupToken: `rules-${service}-${String(first['seq'])}`,
      });
    if ([...known.keys()].some((id) => !next.has(id))) await this.end([...next.keys()], at);
    this.known = next;
  }

  /** Rules that are not there any more keep their last row, as one that says so. */
  private async end(kept: readonly string[], at: number): Promise<void> {
    const columns = ruleStates.columns.map(({ name }) => name);
    const values: Readonly<Record<string, string>> = {
      seq: '{seq:UInt64}',
      state: "'removed'",
      reason: "''",
      updated_at: 'fromUnixTimestamp64Milli({at:Int64})',
    };
    await this.options.store.command(
      `INSERT INTO rule_states (${columns.join(', ')})
SELECT ${columns.map((name) => (values[name] === undefined ? name : `${values[name]} AS ${name}`)).join(', ')} FROM (
  SELECT ${columns.map((name) => `r.${name} AS ${name}`).join(', ')} FROM rule_states AS r FINAL
  WHERE r.service = {service:String} AND r.state != 'removed' AND r.rule_id NOT IN {kept:Array(String)}
)`,
      { params: { seq: this.next(at), at, service: this.options.service, kept }, idempotent: true },
    );
  }

  private next(at: number): number {
    this.seq = Math.max(this.seq + 1, at);
    return this.seq;
  }

  /** What a former start of this service told. */
  private async read(): Promise<Map<string, Known>> {
    const rows = await this.options.store.query<{ id: string; data_ms: string; seq: string; state: string }>(
      'SELECT rule_id AS id, toUnixTimestamp64Milli(data_at) AS data_ms, seq, state FROM rule_states FINAL WHERE service = {service:String}',
      { params: { service: this.options.service } },
    );
    for (const { seq } of rows) this.seq = Math.max(this.seq, Number(seq));
    const live = rows.filter(({ state }) => state !== 'removed');
    return new Map(live.map(({ id, data_ms }) => [id, { told: '', numbers: '', dataAt: Number(data_ms), at: 0 }]));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    clearTimeout(this.soon);
    await this.writing;
  }
}

/** What was written before still says it; a clock that was set back says nothing. */
function isTold(before: Known, now: Known): boolean {
  const age = now.at - before.at;
  if (age < 0 || before.told !== now.told) return false;
  return age < (before.numbers === now.numbers ? FRESH_MS : NUMBERS_MS);
}

/** Of documents with one id the one that runs is written last, and counts. */
function byWeight(rules: readonly RuleStatus[]): Iterable<RuleStatus> {
  const runs = ({ state }: RuleStatus): number => (state === 'active' ? 2 : state === 'silent' ? 1 : 0);
  const byId = new Map<string, RuleStatus>();
  for (const rule of rules) {
    const other = byId.get(rule.id);
    if (other === undefined || runs(rule) > runs(other)) byId.set(rule.id, rule);
  }
  return byId.values();
}

function columnsOf({ id, logsource, ...rule }: RuleStatus): RowObject {
  return {
    rule_id: id,
    title: rule.title,
    level: rule.level,
    status: rule.status,
    kind: rule.kind,
    state: rule.state,
    reason: rule.reason,
    tags: [...rule.tags],
    product: logsource.product,
    category: logsource.category,
    service_name: logsource.service,
    tests: rule.tests,
    file: rule.file,
    questions: printQuestions(rule.questions),
  };
}
