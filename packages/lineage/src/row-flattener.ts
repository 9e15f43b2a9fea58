// Visible rows from fold to fold: what is below the row that was opened or folded is put in or taken out, the others only move.
import { flattenRows, indexRows, listRows } from './flatten-rows.ts';
import type { FlattenOptions, RowColumns, VisibleRows } from './flatten-rows.ts';
import type { Forest } from './forest.ts';
import type { RollUps } from './roll-up.ts';

/** What decides which rows there are. Each is taken as it is: something that changed must be another object. */
export interface OpenParts {
  readonly forest: Forest;
  /** 1 for each node that is open. */
  readonly opened: Uint8Array;
  readonly rollUps: RollUps;
  /** Roll-ups that are opened, by their keys. */
  readonly rolledOut: ReadonlySet<string>;
  /** Only these nodes (1), as a filter says. */
  readonly shown: Uint8Array | undefined;
}

/** Each change is a copy of all rows: with more of them it is cheaper to list the rows anew. */
const changesAtMost = 4;

/** Keeps the rows that it gave last, and makes the next ones from them where a few folds are all that differs. */
export class RowFlattener {
  #parts: OpenParts | undefined;
  #rows: VisibleRows | undefined;

  /** The same rows as `flattenRows` gives. A fold costs what it shows or hides, and a copy of flat arrays. */
  flatten(parts: OpenParts): VisibleRows {
    const changed = this.#changed(parts);
    const rows = changed === undefined || this.#rows === undefined ? undefined : refold(this.#rows, changed, parts);
    this.#parts = parts;
    return (this.#rows = rows ?? flattenRows(parts.forest, isExpanded(parts), optionsOf(parts)));
  }

  /** Nodes, and `~g` for roll-ups, that are open now and were not, or the other way round; undefined where all must be listed anew. */
  #changed({ forest, opened, rollUps, rolledOut, shown }: OpenParts): readonly number[] | undefined {
    const before = this.#parts;
    if (before?.forest !== forest || before.rollUps !== rollUps || before.shown !== shown) return undefined;
    const changed: number[] = [];
    if (before.opened !== opened) {
      for (let node = 0; node < opened.length; node++) {
        if (opened[node] === before.opened[node]) continue;
        changed.push(node);
        if (changed.length > changesAtMost) return undefined;
      }
    }
    if (before.rolledOut !== rolledOut) {
      for (const [index, { key }] of rollUps.groups.entries()) {
        if (rolledOut.has(key) === before.rolledOut.has(key)) continue;
        changed.push(~index);
        if (changed.length > changesAtMost) return undefined;
      }
    }
    return changed;
  }
}

const isExpanded =
  ({ opened }: OpenParts) =>
  (node: number): boolean =>
    opened[node] === 1;

function optionsOf({ rollUps, rolledOut, shown }: OpenParts): FlattenOptions {
  const isRolledOut = (key: string): boolean => rolledOut.has(key);
  return shown === undefined ? { rollUps, isRolledOut } : { rollUps, isRolledOut, shown };
}

function refold(before: VisibleRows, changed: readonly number[], parts: OpenParts): VisibleRows {
  const { forest, opened, rollUps, rolledOut } = parts;
  let rows = before;
  for (const item of changed) {
    const row = rows.rowOf(item);
    if (row < 0) continue;
    const depth = rows.depth[row] ?? 0;
    let end = row + 1;
    while (end < rows.length && (rows.depth[end] ?? 0) > depth) end++;
    const isOpen = item < 0 ? rolledOut.has(rollUps.groups[~item]?.key ?? '') : opened[item] === 1;
    const below = isOpen ? listRows(forest, isExpanded(parts), optionsOf(parts), { above: item, row, depth }) : noRows;
    if (below.length === 0 && end === row + 1) continue;
    rows = indexRows(splice(rows, row, end, below), forest.size, rollUps.groups);
  }
  return rows;
}

const nothing = new Int32Array(0);
const noRows: RowColumns = {
  length: 0,
  node: nothing,
  position: nothing,
  siblings: nothing,
  depth: nothing,
  parentRow: nothing,
};

/** Puts `below` in place of the rows after `row` up to `end`. */
function splice(rows: RowColumns, row: number, end: number, below: RowColumns): RowColumns {
  const by = below.length - (end - row - 1);
  const length = rows.length + by;
  const column = (name: Exclude<keyof RowColumns, 'length'>): Int32Array => {
    const all = new Int32Array(length);
    all.set(rows[name].subarray(0, row + 1));
    all.set(below[name], row + 1);
    all.set(rows[name].subarray(end), end + by);
    return all;
  };
  const parentRow = column('parentRow');
  for (let at = end + by; at < length; at++) {
    const parent = parentRow[at] ?? -1;
    if (parent > row) parentRow[at] = parent + by;
  }
  return {
    length,
    node: column('node'),
    position: column('position'),
    siblings: column('siblings'),
    depth: column('depth'),
    parentRow,
  };
}
