// The open batch of a lane: rows of all tables, cut into blocks, with the outcome of every input.
import {
  ALERTS_COL,
  NativeBlockBuilder,
  alerts,
  events,
  exceptedAlerts,
  osqueryNodes,
  quarantine,
  type Row,
  type Table,
} from '@huntboard/schema';
import { AlertFolder } from '../detect/alert-folder.ts';
import type { DetectionLimits } from '../detect/detection-set.ts';
import type { Block, Outcome, SealedBatch, TableName } from './lane-messages.ts';
import type { RowCounts } from './queue/marks.ts';

/**
 * The order of the blocks of a batch. Alerts come last, one block a table: they depend on the rules, which may have changed when a
 * batch is encoded again, and the tokens of the other blocks must not. When a block before them is refused, none of them is stored.
 */
const TABLES: Readonly<Record<TableName, Table>> = {
  events,
  quarantine,
  osquery_nodes: osqueryNodes,
  excepted_alerts: exceptedAlerts,
  alerts,
};
const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];
/** What a row takes beside its verbatim text: only for deciding where to cut, so it need not be exact, but always the same. */
const ROW_BYTES = 256;

/** Tables whose rows belong to one delivery each. */
type EntryTable = Exclude<TableName, 'alerts' | 'excepted_alerts'>;
const NO_ROWS: Readonly<Record<EntryTable, number>> = { events: 0, quarantine: 0, osquery_nodes: 0 };

interface Builder {
  readonly builder: NativeBlockBuilder;
  bytes: number;
}

interface MutableOutcome {
  stored: number;
  filtered: number;
  quarantined: number;
}

/** Collects rows until it is sealed. Cutting depends on the rows alone: the same entries give the same blocks. */
export class BatchBuilder {
  private readonly defaults: { readonly blockRows: number; readonly blockBytes: number };
  private readonly builders = new Map<TableName, Builder>();
  private readonly spare: Uint8Array<ArrayBuffer>[] = [];
  private blockRows: number;
  private blockBytes: number;
  private sequences: number[] = [];
  private rowCounts: RowCounts[] = [];
  /** Rows of the entry that is being decoded, and those of them that are in the store already. */
  private entryRows: Record<EntryTable, number> = { ...NO_ROWS };
  private storedRows: RowCounts = {};
  private blocks: Block[] = [];
  private outcomes: Record<string, MutableOutcome> = {};
  /** Hits of the entries; rows of them come up when the batch is sealed. */
  readonly folder: AlertFolder;
  private readonly now: () => number;
  private ownRows = 0;
  private ownBytes = 0;

  constructor(
    defaults: { readonly blockRows: number; readonly blockBytes: number },
    limits: Pick<DetectionLimits, 'maxAlertsPerRule' | 'alertDays'>,
    now: () => number = Date.now,
  ) {
    this.defaults = defaults;
    this.now = now;
    this.folder = new AlertFolder(limits);
    this.blockRows = defaults.blockRows;
    this.blockBytes = defaults.blockBytes;
  }

  /** What the batch holds so far. */
  get rows(): number {
    return this.ownRows + this.folder.rows;
  }

  get bytes(): number {
    return this.ownBytes + this.folder.bytes;
  }

  /** Cuts the batch that begins now as an earlier process did. */
  cutAt(blockRows: number, blockBytes: number): void {
    this.blockRows = blockRows;
    this.blockBytes = blockBytes;
  }

  /** Begins an entry; `stored`: its first rows by table that are in the store already. */
  beginEntry(stored: RowCounts | undefined): void {
    this.entryRows = { ...NO_ROWS };
    this.storedRows = stored ?? {};
  }

  /** Whether the next row of the table is in the store already. */
  isStored(table: EntryTable): boolean {
    return this.entryRows[table] < (this.storedRows[table] ?? 0);
  }

  /** Appends a row, unless it is in the store already; `size` is the length of its verbatim text. */
  append(table: EntryTable, row: Row, size: number): void {
    const isStored = this.isStored(table);
    this.entryRows[table]++;
    if (isStored) return;
    const open = this.builder(table);
    open.builder.append(row);
    open.bytes += size + ROW_BYTES;
    this.ownRows++;
    this.ownBytes += size + ROW_BYTES;
    if (open.builder.rows >= this.blockRows || open.bytes >= this.blockBytes) this.cut(table, open);
  }

  private builder(table: TableName): Builder {
    let open = this.builders.get(table);
    if (open === undefined)
      this.builders.set(table, (open = { builder: new NativeBlockBuilder(TABLES[table]), bytes: 0 }));
    return open;
  }

  /** The alerts of the batch: how many by rule, and the new ones that name a process. */
  private appendAlerts(): Pick<SealedBatch, 'alerts' | 'newAlerts'> {
    const counts: Record<string, number> = {};
    const newAlerts: Row[] = [];
    const raisedAt = this.now();
    for (const { table, row } of this.folder.drain()) {
      row[ALERTS_COL.raised_at] = raisedAt;
      this.builder(table).builder.append(row);
      if (table !== 'alerts') continue;
      const rule = row[ALERTS_COL.rule_id] as string;
      counts[rule] = (counts[rule] ?? 0) + 1;
      if (row[ALERTS_COL.proc_guid] !== '' && this.folder.isNew(row)) newAlerts.push(row);
    }
    return { alerts: counts, newAlerts };
  }

  /** Ends an entry: it belongs to this batch. */
  addEntry(sequence: number, input: string, outcome: Outcome): void {
    this.sequences.push(sequence);
    const rows: RowCounts = {};
    for (const { 0: table, 1: count } of Object.entries(this.entryRows)) {
      const added = count - Math.min(count, this.storedRows[table] ?? 0);
      if (added > 0) rows[table] = added;
    }
    this.rowCounts.push(rows);
    const sum = (this.outcomes[input] ??= { stored: 0, filtered: 0, quarantined: 0 });
    sum.stored += outcome.stored;
    sum.filtered += outcome.filtered;
    sum.quarantined += outcome.quarantined;
  }

  /** Memory of blocks of events that are in the store: the next ones go there. */
  recycle(memory: readonly ArrayBuffer[]): void {
    const builder = this.builders.get('events')?.builder;
    for (const buffer of memory)
      if (builder?.recycle(buffer) === false && this.spare.length < 2) this.spare.push(new Uint8Array(buffer));
  }

  private cut(table: TableName, open: Builder): void {
    const { rows } = open.builder;
    if (rows === 0) return;
    const size = open.builder.bytes;
    const memory = table === 'events' ? this.spare.pop() : undefined;
    const parts = open.builder.finishParts(memory) as Uint8Array<ArrayBuffer>[];
    open.bytes = 0;
    this.blocks.push({ table, parts, size, rows });
  }

  /** Ends the batch and begins the next; undefined when nothing is in it. */
  seal(): SealedBatch | undefined {
    const raised = this.appendAlerts();
    // In an order of their own: that of their first rows depends on what came before this batch.
    for (const table of TABLE_NAMES) {
      const open = this.builders.get(table);
      if (open !== undefined) this.cut(table, open);
    }
    const { sequences, rowCounts, blocks, outcomes, blockRows, blockBytes } = this;
    this.sequences = [];
    this.rowCounts = [];
    this.blocks = [];
    this.outcomes = {};
    this.ownRows = this.ownBytes = 0;
    this.cutAt(this.defaults.blockRows, this.defaults.blockBytes);
    return sequences.length === 0
      ? undefined
      : { sequences, rows: rowCounts, blocks, outcomes, blockRows, blockBytes, ...raised };
  }
}
