// Graph: visible rows as a tidy tree from left to right, in units of one row and one generation.
import type { VisibleRows } from './flatten-rows.ts';

export interface GraphLayout {
  readonly length: number;
  /** Of each row: generation, and place from the top; parents stand in the middle of their children. */
  readonly x: Int32Array;
  readonly y: Float64Array;
  readonly width: number;
  readonly height: number;
  /** Rows of each generation from top to bottom: cull by binary search over `y`. */
  readonly byDepth: readonly Int32Array[];
}

/** Lays visible rows out; every leaf has a line of its own, so that no labels overlap. Linear. */
export function layOutGraph(rows: VisibleRows): GraphLayout {
  const { length, depth, parentRow } = rows;
  const y = new Float64Array(length);
  // Rows stand in preorder: a row's first child follows it at once, and the last child to name it is its last. 0: a leaf.
  const lastChild = new Int32Array(length);
  let width = 0;
  for (let row = 0; row < length; row++) {
    const above = parentRow[row] ?? -1;
    if (above >= 0) lastChild[above] = row;
    const right = (depth[row] ?? 0) + 1;
    if (right > width) width = right;
  }
  const counts = new Int32Array(width);
  let height = 0;
  for (let row = 0; row < length; row++) {
    if (lastChild[row] === 0) y[row] = height++;
    const at = depth[row] ?? 0;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  for (let row = length - 1; row >= 0; row--) {
    const last = lastChild[row] ?? 0;
    if (last > 0) y[row] = ((y[row + 1] ?? 0) + (y[last] ?? 0)) / 2;
  }
  const byDepth = Array.from(counts, (count) => new Int32Array(count));
  const next = new Int32Array(width);
  for (let row = 0; row < length; row++) {
    const at = depth[row] ?? 0;
    const list = byDepth[at];
    const place = next[at] ?? 0;
    if (list) list[place] = row;
    next[at] = place + 1;
  }
  return { length, x: depth, y, width, height, byDepth };
}
