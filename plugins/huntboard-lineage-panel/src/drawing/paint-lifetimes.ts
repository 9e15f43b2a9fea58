// The lifetimes beside the tree: for each row in sight its bar on the shared time axis.
import type { Forest, VisibleRows } from '@huntboard/lineage';
import { isFaint, levelsOf } from './node-look';
import type { Scene } from './node-look';
import type { Palette } from './palette';
import type { Pen } from './pen';
import { toX } from './time-scale';
import type { TimeScale } from './time-scale';

/** Start and end of rows, epoch ms; NaN where nothing is known. */
export interface Lifetimes {
  readonly from: (row: number) => number;
  readonly to: (row: number) => number;
  readonly isOpen: (row: number) => boolean;
}

/** Lifetimes of rows; those without an end go on to `last`. */
export function lifetimesOf(forest: Forest, rows: VisibleRows, last: number): Lifetimes {
  const end = (row: number): number => {
    const group = rows.group(row);
    return group ? group.to : (forest.end[rows.node[row] ?? 0] ?? NaN);
  };
  return {
    from: (row) => {
      const group = rows.group(row);
      return group ? group.from : (forest.start[rows.node[row] ?? 0] ?? NaN);
    },
    to: (row) => (Number.isNaN(end(row)) ? last : end(row)),
    isOpen: (row) => Number.isNaN(end(row)),
  };
}

/** Draws the bars of rows `first` to `end`, the first of them at the top. */
export function paintLifetimes(
  pen: Pen,
  palette: Palette,
  scene: Scene,
  lifetimes: Lifetimes,
  scale: TimeScale,
  first: number,
  end: number,
  rowHeight: number,
): void {
  const height = Math.round(rowHeight * 0.42);
  const last = scale.left + scale.width;
  for (let row = first; row < end; row++) {
    const from = lifetimes.from(row);
    if (Number.isNaN(from)) continue;
    const isGroup = scene.rows.group(row) !== undefined;
    const { own, hidden } = levelsOf(scene, row);
    const level = Math.max(own, hidden);
    const y = (row - first) * rowHeight + (rowHeight - height) / 2;
    const x = toX(scale, from);
    const right = Math.max(x + 2, toX(scale, lifetimes.to(row)));
    if (right < scale.left || x > last) {
      // Outside the window: an arrow says on which side.
      const at = right < scale.left ? scale.left + 2 : last - 2;
      const tip = right < scale.left ? 4 : -4;
      pen.shape([at, y + height / 2, at + tip, y, at + tip, y + height], palette.border);
      continue;
    }
    const begin = Math.max(scale.left, x);
    const stop = Math.min(last, right);
    const fill = isGroup || isFaint(scene, row) ? palette.border : palette.bar;
    pen.box(begin, isGroup ? y + height / 4 : y, stop - begin, isGroup ? height / 2 : height, { fill });
    if (lifetimes.isOpen(row) && right < last) pen.shape([stop, y, stop + 4, y + height / 2, stop, y + height], fill);
    if (level === 0) continue;
    const color = palette.level[level] ?? palette.quiet;
    if (x >= scale.left) pen.box(x, y - 2, 3, height + 4, { fill: color });
    if (own > 0) pen.box(begin, y + height - 2, stop - begin, 2, { fill: color });
  }
}
