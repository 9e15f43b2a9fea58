// Blocks depend on the entries of a batch alone: what an earlier process began is encoded again to the same bytes.
import { newEventRow, OSQUERY_NODES_COL, osqueryNodes, absentValue, type Row } from '@huntboard/schema';
import fc from 'fast-check';
import { BatchBuilder } from './batch-builder.ts';
import type { SealedBatch } from './lane-messages.ts';

const limits = { blockRows: 7, blockBytes: 4000 };
const ALERTS = { maxAlertsPerRule: 10, alertDays: 400 };
const OUTCOME = { stored: 1, filtered: 0, quarantined: 0 };

function nodeRow(name: string): Row {
  const row: Row = osqueryNodes.columns.map((column) => absentValue(column.type));
  row[OSQUERY_NODES_COL.host_identifier] = name;
  return row;
}

type Entry = readonly { readonly node: boolean; readonly size: number }[];

function fill(builder: BatchBuilder, entries: readonly Entry[]): SealedBatch | undefined {
  for (const [sequence, rows] of entries.entries()) {
    builder.beginEntry(undefined);
    for (const { node, size } of rows) {
      if (node) builder.append('osquery_nodes', nodeRow(`node-${size}`), size);
      else builder.append('events', newEventRow(), size);
    }
    builder.addEntry(sequence, 'http-events', OUTCOME);
  }
  return builder.seal();
}

const content = (sealed: SealedBatch | undefined) =>
  sealed?.blocks.map(({ table, parts, rows }) => [
    table,
    rows,
    Buffer.concat(parts as Uint8Array[]).toString('base64'),
  ]);

const entriesOf = fc.array(
  fc.array(fc.record({ node: fc.boolean(), size: fc.integer({ min: 0, max: 900 }) }), { maxLength: 20 }),
  { maxLength: 6 },
);

describe('batch-builder', () => {
  it('gives the same blocks in the same order whatever the builder held before', () => {
    fc.assert(
      fc.property(entriesOf, entriesOf, (before, entries) => {
        const used = new BatchBuilder(limits, ALERTS);
        fill(used, before);
        expect(content(fill(used, entries))).toEqual(content(fill(new BatchBuilder(limits, ALERTS), entries)));
      }),
      { numRuns: 50 },
    );
  });

  it('cuts a batch as the process did that began it', () => {
    const rows: Entry[] = [Array.from({ length: 10 }, () => ({ node: false, size: 10 }))];
    const builder = new BatchBuilder(limits, ALERTS);
    expect(fill(builder, rows)?.blocks.map((block) => block.rows)).toEqual([7, 3]);
    builder.cutAt(4, 1 << 20);
    expect(fill(builder, rows)?.blocks.map((block) => block.rows)).toEqual([4, 4, 2]);
    expect(fill(builder, rows)?.blocks.map((block) => block.rows)).toEqual([7, 3]);
  });

  it('passes over the rows of an entry that are in the store already', () => {
    const builder = new BatchBuilder(limits, ALERTS);
    builder.beginEntry({ events: 2 });
    for (let n = 0; n < 5; n++) builder.append('events', newEventRow(), 10);
    builder.addEntry(1, 'http-events', OUTCOME);
    const sealed = builder.seal();
    expect(sealed?.blocks.map((block) => block.rows)).toEqual([3]);
    expect(sealed?.rows).toEqual([{ events: 3 }]);
  });
});
