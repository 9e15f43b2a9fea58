// Looks for new indicators in what is stored already: the store finds candidates, the matcher of the stream decides.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Store } from '@huntboard/clickhouse';
import { Params } from '@huntboard/query';
import {
  ALERTS_COL,
  alerts,
  COL,
  EXCEPTED_ALERTS_COL,
  exceptedAlerts,
  newEventRow,
  NativeBlockBuilder,
  type EventColumn,
  type Row,
} from '@huntboard/schema';
import { conditionSql } from '@huntboard/sigma';
import { AlertFolder, type AlertTable } from '../detect/alert-folder.ts';
import { toAlertRow } from '../detect/alert-row.ts';
import type { DetectionLimits, DetectionSet } from '../detect/detection-set.ts';
import { plainParams } from '../detect/plain-params.ts';
import { decodeRules } from '../rules/encode-rules.ts';
import { indicatorFinder, indicatorKey } from './indicator-finder.ts';
import { INDICATOR_COLUMNS, IndicatorMatcher } from './indicator-matcher.ts';
import type { Indicator, IndicatorType } from './indicator.ts';

export interface RetroHuntOptions {
  readonly store: Pick<Store, 'query' | 'insertNative'>;
  /** Remembers what was looked for. */
  readonly stateFile: string;
  /** 0: nothing is looked for. */
  readonly days: number;
  readonly limits: DetectionLimits;
  readonly everyMs: number;
  readonly now: () => number;
  /** Receipt (epoch ms) up to which everything is stored; undefined while the store does not answer. */
  readonly storedUpTo: () => number | undefined;
  /** Rows of `alerts` that are in the store. */
  readonly onRaised: (rows: readonly Row[]) => void;
  /** Hits that an exception (by its id) hides. */
  readonly onHidden: (exception: string, hits: number) => void;
  readonly onHunted: (facts: { readonly indicators: number; readonly hits: number }) => void;
  readonly onError: (error: Error) => void;
}

/** As many needles as the engine's search takes at a time, with room for columns. */
const CHUNK = 200;
const MAX_EVENTS = 10_000;
const MAX_RAW = 16 * 1024;
const DAY_MS = 86_400_000;
/** What an alert needs of an event, beside the columns that are searched. */
const COLUMNS: readonly EventColumn[] = [
  'event_id',
  'category',
  'host',
  'User',
  'proc_guid',
  'ProcessId',
  'Image',
  'CommandLine',
  'TargetFilename',
  'ImageLoaded',
  'TargetUserName',
  'ServiceName',
  'TaskName',
  'query_name',
];

/** A row of the store's answer. */
type Found = Readonly<Record<string, string | number | readonly number[]>> & { readonly hides: readonly number[] };

/** A candidate, and the exception that hides it. */
interface Candidate {
  readonly row: Row;
  readonly exception: string | undefined;
}

const nameOf = ({ type, value }: Indicator): string => `${type}|${value}`;

export class RetroHunt {
  private readonly options: RetroHuntOptions;
  private readonly builders = {
    alerts: new NativeBlockBuilder(alerts),
    excepted_alerts: new NativeBlockBuilder(exceptedAlerts),
  };
  private readonly timer: NodeJS.Timeout;
  private hunted: Set<string> | undefined;
  private waiting: { readonly set: DetectionSet; readonly since: number } | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(options: RetroHuntOptions) {
    this.options = options;
    this.timer = setInterval(() => void this.look(), options.everyMs);
    this.timer.unref();
  }

  /** From now on the stream looks for the indicators of this set. */
  set(set: DetectionSet): void {
    if (this.options.days > 0) this.waiting = { set, since: this.options.now() };
  }

  look(): Promise<void> {
    this.running ??= this.lookOnce().finally(() => (this.running = undefined));
    return this.running;
  }

  private async lookOnce(): Promise<void> {
    const { waiting } = this;
    const upTo = this.options.storedUpTo();
    // What was received before the stream knew the indicators must be stored first.
    if (waiting === undefined || upTo === undefined || upTo < waiting.since) return;
    this.hunted ??= readState(this.options.stateFile);
    const { hunted } = this;
    const { set } = waiting;
    const fresh = set.indicators.filter((one) => !hunted.has(nameOf(one)));
    try {
      for (const type of Object.keys(INDICATOR_COLUMNS) as IndicatorType[]) {
        const ofType = fresh.filter((one) => one.type === type).sort((a, b) => (a.value < b.value ? -1 : 1));
        for (let i = 0; i < ofType.length && !this.stopped; i += CHUNK)
          await this.hunt(type, ofType.slice(i, i + CHUNK), set, upTo);
      }
    } catch (error) {
      this.options.onError(error as Error);
      return;
    }
    if (this.stopped) return;
    // An indicator that is gone from the files is new when it comes back.
    this.hunted = new Set(set.indicators.map(nameOf));
    if (fresh.length > 0) writeState(this.options.stateFile, this.hunted);
    if (this.waiting === waiting) this.waiting = undefined;
  }

  private async hunt(type: IndicatorType, chunk: readonly Indicator[], set: DetectionSet, upTo: number): Promise<void> {
    const { limits, onHunted, onRaised, onHidden } = this.options;
    const candidates = await this.candidates(type, chunk, set, upTo);
    const folder = new AlertFolder(limits);
    const matcher = new IndicatorMatcher(chunk);
    const finder = indicatorFinder(type, set.windowMs);
    for (const { row, exception } of candidates) {
      const seen = new Set<Indicator>();
      matcher.match(row, ({ indicator, field, value }) => {
        if (seen.has(indicator)) return;
        seen.add(indicator);
        const matched = [
          { field, value },
          { field: 'indicator', value: indicator.value },
          { field: 'about', value: indicator.about },
        ];
        const make = (): Row => toAlertRow(finder, row, matched, limits.alertDays);
        folder.addAs(finder, indicatorKey(finder, indicator, row), row, make, exception);
      });
    }
    const found = folder.drain();
    const of = (table: AlertTable): Row[] => found.flatMap((one) => (one.table === table ? [one.row] : []));
    const [raised, hidden] = [of('alerts'), of('excepted_alerts')];
    await this.insert('excepted_alerts', hidden, chunk);
    await this.insert('alerts', raised, chunk);
    onRaised(raised);
    for (const row of hidden) onHidden(row[EXCEPTED_ALERTS_COL.exception] as string, row[ALERTS_COL.count] as number);
    for (const one of chunk) this.hunted?.add(nameOf(one));
    onHunted({ indicators: chunk.length, hits: found.length });
  }

  private async insert(table: AlertTable, rows: readonly Row[], chunk: readonly Indicator[]): Promise<void> {
    if (rows.length === 0) return;
    const builder = this.builders[table];
    const raisedAt = this.options.now();
    for (const row of rows) {
      row[ALERTS_COL.raised_at] = raisedAt;
      builder.append(row);
    }
    // The same indicators anew, after a crash before they were noted, store nothing.
    const token = createHash('sha256').update(chunk.map(nameOf).join('\n')).digest('hex');
    await this.options.store.insertNative(table, builder.finish(), {
      rows: rows.length,
      dedupToken: `hunt-${token}`,
      settings: { max_partitions_per_insert_block: '0' },
    });
  }

  /** Events that may hold one of them: a superset, for the matcher to decide. */
  private async candidates(
    type: IndicatorType,
    chunk: readonly Indicator[],
    set: DetectionSet,
    upTo: number,
  ): Promise<Candidate[]> {
    const params = new Params();
    const values = chunk.filter(({ value }) => !isRange(type, value)).map(({ value }) => value);
    const searched: readonly EventColumn[] =
      type === 'domain' ? [...INDICATOR_COLUMNS.domain, ...INDICATOR_COLUMNS.url] : INDICATOR_COLUMNS[type];
    const conditions: string[] = [];
    if (values.length > 0) {
      const needles = params.bind('Array(String)', values);
      conditions.push(...searched.map((column) => `multiSearchAny(lower(${column}), ${needles})`));
    }
    for (const { value } of chunk.filter((one) => isRange(type, one.value)))
      for (const column of searched) {
        const address = `if(isIPv4String(${column}) OR isIPv6String(${column}), toString(${column}), '::')`;
        conditions.push(`${column} != '' AND isIPAddressInRange(${address}, ${params.text(value)})`);
      }
    const columns = [...new Set([...COLUMNS, ...searched])];
    const exceptions = set.indicatorExceptions[type];
    const compiled = decodeRules(set.conditions);
    const hides = exceptions.map(({ exception, condition }) => {
      const isInForce = `ingested_at < ${params.time(set.exceptions[exception]!.expires)}`;
      return `toUInt8(${isInForce} AND ${conditionSql(compiled[condition]!.expr, params)})`;
    });
    const text = `SELECT ${columns.map((column) => (UUIDS.has(column) ? `toString(${column})` : column)).join(', ')},
  toUnixTimestamp64Milli(ts) AS at, toUnixTimestamp64Milli(ingested_at) AS received, substring(raw, 1, ${MAX_RAW}) AS text,
  [${hides.join(', ')}]::Array(UInt8) AS hides
FROM events
WHERE ts >= ${params.time(this.options.now() - this.options.days * DAY_MS)} AND ingested_at <= ${params.time(upTo)}
  AND NOT has(rule_ids, ${params.text(`ioc:${type}`)}) AND (${conditions.map((one) => `(${one})`).join(' OR ')})
ORDER BY ts LIMIT ${MAX_EVENTS}`;
    const found = await this.options.store.query<Found>(text, { params: plainParams(params.all) });
    return found.map((one) => {
      const row = newEventRow();
      const names = Object.keys(one);
      columns.forEach((column, index) => (row[COL[column]] = one[names[index]!] as string | number));
      if (row[COL.proc_guid] === NIL) row[COL.proc_guid] = '';
      row[COL.ts] = Number(one['at']);
      row[COL.ingested_at] = Number(one['received']);
      row[COL.raw] = Buffer.from(String(one['text']), 'utf8');
      const hiding = exceptions[one.hides.indexOf(1)];
      return { row, exception: hiding === undefined ? undefined : set.exceptions[hiding.exception]!.id };
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }
}

const UUIDS: ReadonlySet<EventColumn> = new Set<EventColumn>(['event_id', 'proc_guid']);
const NIL = '00000000-0000-0000-0000-000000000000';

const isRange = (type: IndicatorType, value: string): boolean => type === 'ip' && value.includes('/');

function readState(path: string): Set<string> {
  try {
    return new Set(JSON.parse(readFileSync(path, 'utf8')) as string[]);
  } catch {
    // The first hunt, or a file that was cut short: what is looked for twice is stored once.
    return new Set();
  }
}

function writeState(path: string, hunted: ReadonlySet<string>): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.part`, JSON.stringify([...hunted]), { mode: 0o600 });
  renameSync(`${path}.part`, path);
}
