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

const firstRoom = 1024;

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

/** Flattens what is open. Costs as much as is visible, the hidden siblings of what a filter shows, and a flat array over all nodes. */
export function flattenRows(
  forest: Forest,
  isExpanded: (node: number) => boolean,
  options: FlattenOptions = {},
): VisibleRows {
  const { rollUps, isRolledOut, shown } = options;
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
  // Families still to finish, without recursion: trees can be as deep as they are large.
  const stack: Family[] = [itemsOf(-1, 0, -1)];
  for (let family = stack.at(-1); family !== undefined; family = stack.at(-1)) {
    if (family.next >= family.end) {
      stack.pop();
      continue;
    }
    const item = family.list[family.next++] ?? 0;
    const row = length++;
    if (row >= node.length) {
      node = doubled(node);
      position = doubled(position);
      siblings = doubled(siblings);
      depth = doubled(depth);
      parentRow = doubled(parentRow);
    }
    node[row] = item;
    position[row] = family.next - family.from;
    siblings[row] = family.end - family.from;
    depth[row] = family.depth;
    parentRow[row] = family.parentRow;
    if (item < 0) {
      const group = groups[~item];
      if (group && isRolledOut?.(group.key) === true)
        stack.push(familyOf(group.members, 0, group.members.length, family.depth + 1, row, true));
    } else if ((childStart[item + 1] ?? 0) > (childStart[item] ?? 0) && isExpanded(item)) {
      stack.push(itemsOf(item, family.depth + 1, row));
    }
  }
  // 1-based, so that what is folded away needs no filling in.
  const rowOfNode = new Int32Array(forest.size);
  const rowOfGroup = new Int32Array(groups.length);
  for (let row = 0; row < length; row++) {
    const at = node[row] ?? 0;
    if (at < 0) rowOfGroup[~at] = row + 1;
    else rowOfNode[at] = row + 1;
  }
  const shownNode = node.slice(0, length);
  return {
    length,
    node: shownNode,
    position: position.slice(0, length),
    siblings: siblings.slice(0, length),
    depth: depth.slice(0, length),
    parentRow: parentRow.slice(0, length),
    groups,
    group: (row) => {
      const at = shownNode[row] ?? 0;
      return at < 0 ? groups[~at] : undefined;
    },
    rowOf: (at) => ((at < 0 ? rowOfGroup[~at] : rowOfNode[at]) ?? 0) - 1,
  };
}
