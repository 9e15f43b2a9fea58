// The graph: a tidy tree of boxes. Cost follows what is in sight, not the size of the forest.
import { childCount } from '@huntboard/lineage';
import type { GraphLayout } from '@huntboard/lineage';
import { isFaint, labelOf, levelsOf } from './node-look';
import type { Scene } from './node-look';
import { paintEdges } from './paint-edges';
import type { Palette } from './palette';
import type { Pen } from './pen';

/** A view of the drawing: pixels of a unit, and where the drawing's origin lies on the screen. */
export interface Viewport {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Size of the drawing at scale 1, in px: a column, a row, and the box within. */
export const graphUnits = { column: 212, row: 27, boxWidth: 176, boxHeight: 21 } as const;

/** Detail shown at a height of a row in px: names, boxes, or dashes only. */
const namesFrom = 11;
const boxesFrom = 4;

/** First place in a list of rows, sorted by y, whose y is not less. */
function firstFrom(list: Int32Array, y: Float64Array, least: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((y[list[middle] ?? 0] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const boxX = (layout: GraphLayout, row: number, view: Viewport): number =>
  view.x + (layout.x[row] ?? 0) * graphUnits.column * view.scale;
export const boxY = (layout: GraphLayout, row: number, view: Viewport): number =>
  view.y + (layout.y[row] ?? 0) * graphUnits.row * view.scale;

/** Whether a place within a box, px from its left, is where it opens and closes. */
export const isToggle = (x: number, view: Viewport): boolean => x > (graphUnits.boxWidth - 20) * view.scale;

/** Draws what of the graph is in sight. */
export function paintGraph(pen: Pen, palette: Palette, scene: Scene, layout: GraphLayout, view: Viewport): void {
  const { column, row: rowHeight, boxWidth, boxHeight } = graphUnits;
  const step = rowHeight * view.scale;
  const width = boxWidth * view.scale;
  const height = Math.max(1, boxHeight * view.scale);
  const top = (-view.y - height) / step - 1;
  const bottom = (view.height - view.y) / step + 1;
  const alerted: number[] = [];
  for (let depth = 0; depth < layout.byDepth.length; depth++) {
    const x = view.x + depth * column * view.scale;
    if (x > view.width) break;
    const list = layout.byDepth[depth];
    if (list === undefined) continue;
    // Lines reach back to the parent, so a generation is drawn while its parents are in sight.
    const right = x + width;
    const inSight = right >= -column * view.scale;
    if (!inSight) continue;
    let lastPixel = -Infinity;
    for (let i = firstFrom(list, layout.y, top); i < list.length; i++) {
      const row = list[i] ?? 0;
      if ((layout.y[row] ?? 0) > bottom) break;
      const y = boxY(layout, row, view);
      const { own, hidden } = levelsOf(scene, row);
      if (own > 0 || hidden > 0 || row === scene.selected) alerted.push(row);
      // Far away several rows share a pixel; the alerted ones come in a pass of their own.
      if (y - lastPixel < 1) continue;
      lastPixel = y;
      link(pen, palette, scene, layout, view, row);
      if (right >= 0) box(pen, palette, scene, row, x, y, width, height, step);
    }
  }
  if (step < boxesFrom) {
    for (const row of alerted) {
      const { own, hidden } = levelsOf(scene, row);
      const color = row === scene.selected ? palette.selectedEdge : (palette.level[Math.max(own, hidden)] ?? '');
      pen.box(boxX(layout, row, view), boxY(layout, row, view), width, Math.max(2, height), { fill: color });
    }
  }
  parentLines(pen, palette, scene, layout, view, top, bottom);
  if (step >= boxesFrom) {
    paintEdges(pen, palette, scene, step >= namesFrom, view, (row) => {
      const x = boxX(layout, row, view);
      const y = boxY(layout, row, view) + height / 2;
      return { left: x, right: x + width, y };
    });
  }
}

/** The short line from a box back to the upright one of its family. */
function link(pen: Pen, palette: Palette, scene: Scene, layout: GraphLayout, view: Viewport, row: number): void {
  const parent = scene.rows.parentRow[row] ?? -1;
  if (parent < 0) return;
  const y = boxY(layout, row, view) + (graphUnits.boxHeight * view.scale) / 2;
  const x = boxX(layout, row, view);
  const bend = x - ((graphUnits.column - graphUnits.boxWidth) / 2) * view.scale;
  pen.line([bend, y, x, y], { color: palette.border });
}

/** Upright lines of families, and the line from the parent to them: once a family, not once a child. */
function parentLines(
  pen: Pen,
  palette: Palette,
  scene: Scene,
  layout: GraphLayout,
  view: Viewport,
  top: number,
  bottom: number,
): void {
  const gap = ((graphUnits.column - graphUnits.boxWidth) / 2) * view.scale;
  const half = (graphUnits.boxHeight * view.scale) / 2;
  for (let depth = 1; depth < layout.byDepth.length; depth++) {
    const list = layout.byDepth[depth];
    const x = view.x + depth * graphUnits.column * view.scale;
    if (list === undefined || x - 2 * gap > view.width || x < 0) continue;
    let last = -1;
    let lastPixel = -Infinity;
    // The family above the first row in sight may reach into the sight, and so may the one below the last.
    const begin = Math.max(0, firstFrom(list, layout.y, top) - 1);
    for (let i = begin; i < list.length; i++) {
      const row = list[i] ?? 0;
      const parent = scene.rows.parentRow[row] ?? -1;
      if (parent === last) continue;
      last = parent;
      const ends = familyEnds(scene, list, i, parent);
      if ((layout.y[ends.first] ?? 0) > bottom) break;
      const from = boxY(layout, ends.first, view) + half;
      const to = boxY(layout, ends.last, view) + half;
      if (to - lastPixel < 1) continue;
      lastPixel = to;
      const middle = boxY(layout, parent, view) + half;
      if (to > from)
        pen.line([x - gap, Math.max(-10, from), x - gap, Math.min(view.height + 10, to)], { color: palette.border });
      pen.line([x - 2 * gap, middle, x - gap, middle], { color: palette.border });
    }
  }
}

/** First and last row of the family that the i-th row of a generation belongs to; families stand together. */
function familyEnds(
  scene: Scene,
  list: Int32Array,
  i: number,
  parent: number,
): { readonly first: number; readonly last: number } {
  const { parentRow } = scene.rows;
  let low = 0;
  let high = i;
  // Parents of a generation come in order, so the family's ends are found by halving.
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parentRow[list[middle] ?? 0] ?? -1) < parent) low = middle + 1;
    else high = middle;
  }
  const first = low;
  high = list.length;
  low = i;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parentRow[list[middle] ?? 0] ?? -1) <= parent) low = middle + 1;
    else high = middle;
  }
  return { first: list[first] ?? 0, last: list[low - 1] ?? 0 };
}

function box(
  pen: Pen,
  palette: Palette,
  scene: Scene,
  row: number,
  x: number,
  y: number,
  width: number,
  height: number,
  step: number,
): void {
  const { own, hidden } = levelsOf(scene, row);
  const faint = isFaint(scene, row);
  if (step < boxesFrom) {
    pen.box(x, y, width, height, { fill: faint ? palette.border : palette.bar });
    return;
  }
  const node = scene.rows.node[row] ?? 0;
  const isGroup = node < 0;
  const isSelected = row === scene.selected;
  const isMatch = node >= 0 && scene.matched?.[node] === 1;
  const levelColor = palette.level[own] ?? '';
  const edge = isSelected ? palette.selectedEdge : isMatch ? palette.match : own > 0 ? levelColor : palette.border;
  const dash = isGroup || (!isGroup && scene.forest.kind(node) === 'ghost') ? [3, 3] : undefined;
  pen.box(x, y, width, height, {
    fill: isSelected ? palette.selected : isGroup ? palette.faint : palette.box,
    stroke: { color: edge, width: isSelected || isMatch ? 2 : 1, ...(dash && !isSelected ? { dash } : {}) },
    radius: Math.min(4, height / 5),
  });
  if (own > 0) pen.box(x, y, Math.max(2, 5 * (step / graphUnits.row)), height, { fill: levelColor });
  if (step < namesFrom) return;
  const size = Math.min(15, Math.max(8, 12 * (step / graphUnits.row)));
  const canOpen = isGroup || childCount(scene.forest, node) > 0;
  const folded = canOpen && (isGroup || !scene.isOpen(node));
  const room = width - size * (canOpen ? 2.8 : 1.4);
  const pad = size * 0.8;
  pen.text(labelOf(scene, row), x + pad, y + height / 2, {
    color: faint || isGroup ? palette.quiet : palette.text,
    size,
    face: palette.face,
    weight: isGroup ? 400 : 500,
    italic: isGroup || faint,
    maxWidth: room - pad * 0.4,
  });
  if (canOpen && !folded) {
    const end = x + width - size * 0.6;
    pen.line([end - size * 0.6, y + height / 2, end, y + height / 2], { color: palette.quiet, width: 1.5 });
  }
  if (folded) {
    const color = hidden > 0 ? (palette.level[hidden] ?? palette.quiet) : palette.quiet;
    const at = x + width - size * 0.9;
    const middle = y + height / 2;
    const arm = size * 0.28;
    pen.shape([at - arm, middle - arm * 1.2, at + arm, middle, at - arm, middle + arm * 1.2], color);
  }
}
