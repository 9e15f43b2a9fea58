// What is to be seen: the forest's open part as a list of rows, with what a screen reader needs to know of each.
import type { Forest } from './forest.ts';
import type { RollUp, RollUps } from './roll-up.ts';

/** Visible rows in order; arrays over row numbers. */
export interface VisibleRows {
  readonly length: number;
  /** Node of the row, or `~g` for the roll-up `groups[g]`. */
  readonly node: Int32Array;
  /** 1-based among `siblings`. */
  readonly position: Int32Array;
  readonly siblings: Int32Array;
  /** 0 for roots; members of an opened roll-up stand one below it. */
  readonly depth: Int32Array;
  /** Row of the parent, -1 for roots. */
  readonly parentRow: Int32Array;
  readonly groups: readonly RollUp[];
  /** The roll-up that a row stands for. */
  group(row: number): RollUp | undefined;
  /** Row of a node, -1 when it is folded away. */
  rowOf(node: number): number;
}

export interface FlattenOptions {
  readonly rollUps?: RollUps;
  /** Whether a roll-up is opened, by its key; its members then follow its row. */
  readonly isRolledOut?: (key: string) => boolean;
  /** Only these nodes (1), as a filter says; give the same to `rollUp`. */
  readonly shown?: Uint8Array;
}

interface Family {
  readonly list: Int32Array;
  readonly from: number;
  readonly end: number;
  readonly depth: number;
  readonly parentRow: number;
  readonly isMembers: boolean;
  next: number;
}

/** What is told of each row; the arrays of `VisibleRows`. */
export type RowColumns = Pick<VisibleRows, 'length' | 'node' | 'position' | 'siblings' | 'depth' | 'parentRow'>;

const firstRoom = 64;

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

/**
 * The rows below `above` (-1: all), which stands on row `row` at `depth`; the first of them is row `row + 1`. Costs as much as they
 * are, and the hidden siblings of what a filter shows.
 */
export function listRows(
  forest: Forest,
  isExpanded: (node: number) => boolean,
  { rollUps, isRolledOut, shown }: FlattenOptions,
  { above, row: aboveRow, depth: aboveDepth }: { readonly above: number; readonly row: number; readonly depth: number },
): RowColumns {
  const { roots, childStart, children } = forest.shape;
  const groups = rollUps?.groups ?? [];
  let node = new Int32Array(firstRoom);
  let position = new Int32Array(firstRoom);
  let siblings = new Int32Array(firstRoom);
  let depth = new Int32Array(firstRoom);
  let parentRow = new Int32Array(firstRoom);
  let length = 0;
  const familyOf = (
    list: Int32Array,
    from: number,
    end: number,
    at: number,
    row: number,
    isMembers = false,
  ): Family => {
    if (shown === undefined || isMembers) return { list, from, end, depth: at, parentRow: row, isMembers, next: from };
    const seen = list.subarray(from, end).filter((one) => one < 0 || shown[one] === 1);
    return { list: seen, from: 0, end: seen.length, depth: at, parentRow: row, isMembers, next: 0 };
  };
  const itemsOf = (parent: number, at: number, row: number): Family => {
    const items = rollUps?.itemsOf(parent);
    if (items !== undefined) return familyOf(items, 0, items.length, at, row);
    if (parent < 0) return familyOf(roots, 0, roots.length, at, row);
    return familyOf(children, childStart[parent] ?? 0, childStart[parent + 1] ?? 0, at, row);
  };
  const membersOf = ({ members }: RollUp, at: number, row: number): Family =>
    familyOf(members, 0, members.length, at, row, true);
  // -1 stands for all where there is no row above, and for the first roll-up where there is one.
  const rolled = aboveRow < 0 || above >= 0 ? undefined : groups[~above];
  // Families still to finish, without recursion: trees can be as deep as they are large.
  const stack: Family[] = [
    rolled ? membersOf(rolled, aboveDepth + 1, aboveRow) : itemsOf(above, aboveDepth + 1, aboveRow),
  ];
  for (let family = stack.at(-1); family !== undefined; family = stack.at(-1)) {
    if (family.next >= family.end) {
      stack.pop();
      continue;
    }
    const item = family.list[family.next++] ?? 0;
    const at = length++;
    const row = aboveRow + 1 + at;
    if (at >= node.length) {
      node = doubled(node);
      position = doubled(position);
      siblings = doubled(siblings);
      depth = doubled(depth);
      parentRow = doubled(parentRow);
    }
    node[at] = item;
    position[at] = family.next - family.from;
    siblings[at] = family.end - family.from;
    depth[at] = family.depth;
    parentRow[at] = family.parentRow;
    if (item < 0) {
      const group = groups[~item];
      if (group && isRolledOut?.(group.key) === true) stack.push(membersOf(group, family.depth + 1, row));
    } else if ((childStart[item + 1] ?? 0) > (childStart[item] ?? 0) && isExpanded(item)) {
      stack.push(itemsOf(item, family.depth + 1, row));
    }
  }
  return {
    length,
    node: node.slice(0, length),
    position: position.slice(0, length),
    siblings: siblings.slice(0, length),
    depth: depth.slice(0, length),
    parentRow: parentRow.slice(0, length),
  };
}

/** Rows that can be asked: which roll-up one stands for, and which row a node has. One pass over the rows. */
export function indexRows(columns: RowColumns, size: number, groups: readonly RollUp[]): VisibleRows {
  const { length, node } = columns;
  // 1-based, so that what is folded away needs no filling in.
  const rowOfNode = new Int32Array(size);
  const rowOfGroup = new Int32Array(groups.length);
  for (let row = 0; row < length; row++) {
    const at = node[row] ?? 0;
    if (at < 0) rowOfGroup[~at] = row + 1;
    else rowOfNode[at] = row + 1;
  }
  return {
    ...columns,
    groups,
    group: (row) => {
      const at = node[row] ?? 0;
      return at < 0 ? groups[~at] : undefined;
    },
    rowOf: (at) => ((at < 0 ? rowOfGroup[~at] : rowOfNode[at]) ?? 0) - 1,
  };
}

/** Flattens what is open. Costs as much as is visible, the hidden siblings of what a filter shows, and a flat array over all nodes. */
export function flattenRows(
  forest: Forest,
  isExpanded: (node: number) => boolean,
  options: FlattenOptions = {},
): VisibleRows {
  const columns = listRows(forest, isExpanded, options, { above: -1, row: -1, depth: -1 });
  return indexRows(columns, forest.size, options.rollUps?.groups ?? []);
}
