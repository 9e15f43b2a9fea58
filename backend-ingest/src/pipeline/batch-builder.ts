// The open batch of a lane: rows of all tables, cut into blocks, with the outcome of every input.
import { NativeBlockBuilder, alerts, events, osqueryNodes, quarantine, type Row, type Table } from '@huntboard/schema';
import type { Block, Outcome, SealedBatch, TableName } from './lane-messages.ts';

const TABLES: Readonly<Record<TableName, Table>> = { events, quarantine, alerts, osquery_nodes: osqueryNodes };
/** What a row takes beside its verbatim text: only for deciding where to cut, so it need not be exact, but always the same. */
const ROW_BYTES = 256;

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
  private blocks: Block[] = [];
  private outcomes: Record<string, MutableOutcome> = {};
  private alertCounts: Record<string, number> = {};
  rows = 0;
  bytes = 0;

  constructor(defaults: { readonly blockRows: number; readonly blockBytes: number }) {
    this.defaults = defaults;
    this.blockRows = defaults.blockRows;
    this.blockBytes = defaults.blockBytes;
  }

  /** Cuts the batch that begins now as an earlier process did. */
  cutAt(blockRows: number, blockBytes: number): void {
    this.blockRows = blockRows;
    this.blockBytes = blockBytes;
  }

  /** Appends a row; `size` is the length of its verbatim text. */
  append(table: TableName, row: Row, size: number): void {
    let open = this.builders.get(table);
    if (open === undefined)
      this.builders.set(table, (open = { builder: new NativeBlockBuilder(TABLES[table]), bytes: 0 }));
    open.builder.append(row);
    open.bytes += size + ROW_BYTES;
    this.rows++;
    this.bytes += size + ROW_BYTES;
    if (open.builder.rows >= this.blockRows || open.bytes >= this.blockBytes) this.cut(table, open);
  }

  countAlert(rule: string): void {
    this.alertCounts[rule] = (this.alertCounts[rule] ?? 0) + 1;
  }

  /** Ends an entry: it belongs to this batch. */
  addEntry(sequence: number, input: string, outcome: Outcome): void {
    this.sequences.push(sequence);
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
    for (const [table, open] of this.builders) this.cut(table, open);
    const { sequences, blocks, outcomes, blockRows, blockBytes, alertCounts } = this;
    this.sequences = [];
    this.blocks = [];
    this.outcomes = {};
    this.alertCounts = {};
    this.rows = this.bytes = 0;
    this.cutAt(this.defaults.blockRows, this.defaults.blockBytes);
    return sequences.length === 0
      ? undefined
      : { sequences, blocks, outcomes, blockRows, blockBytes, alerts: alertCounts };
  }
}
