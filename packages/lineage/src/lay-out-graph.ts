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
  // First and last child of each row by place; -1 for leaves.
  const first = new Float64Array(length).fill(-1);
  const last = new Float64Array(length).fill(-1);
  const isInner = new Uint8Array(length);
  let width = 0;
  for (let row = 0; row < length; row++) {
    const above = parentRow[row] ?? -1;
    if (above >= 0) isInner[above] = 1;
    width = Math.max(width, (depth[row] ?? 0) + 1);
  }
  let height = 0;
  for (let row = 0; row < length; row++) if (isInner[row] === 0) y[row] = height++;
  for (let row = length - 1; row >= 0; row--) {
    if (isInner[row] === 1) y[row] = ((first[row] ?? 0) + (last[row] ?? 0)) / 2;
    const above = parentRow[row] ?? -1;
    if (above < 0) continue;
    if ((last[above] ?? -1) < 0) last[above] = y[row] ?? 0;
    first[above] = y[row] ?? 0;
  }
  const counts = new Int32Array(width);
  for (const at of depth) counts[at] = (counts[at] ?? 0) + 1;
  const byDepth = Array.from(counts, (count) => new Int32Array(count));
  const next = new Int32Array(width);
  for (let row = 0; row < length; row++) {
    const at = depth[row] ?? 0;
    const list = byDepth[at];
    if (list) list[next[at] ?? 0] = row;
    next[at] = (next[at] ?? 0) + 1;
  }
  return { length, x: depth, y, width, height, byDepth };
}
