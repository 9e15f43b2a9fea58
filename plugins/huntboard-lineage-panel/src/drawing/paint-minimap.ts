// The graph in small, with what is in sight framed: only where something is out of sight.
import type { GraphLayout, VisibleRows } from '@huntboard/lineage';
import { levelsOf } from './node-look';
import type { Scene } from './node-look';
import { graphUnits } from './paint-graph';
import type { Viewport } from './paint-graph';
import type { Palette } from './palette';
import type { Pen } from './pen';

export interface MinimapBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Minimap px of a px of the drawing at scale 1. */
  readonly scaleX: number;
  readonly scaleY: number;
}

const largest = { width: 128, height: 150 };
const inset = 10;
/** Rows drawn at most: more than there are pixels say nothing. */
const rowsAtMost = 1200;

/** Where the minimap lies; null when the whole drawing is in sight, or there is no room for a map. */
export function minimapBox(layout: GraphLayout, view: Viewport): MinimapBox | null {
  const width = ((layout.width - 1) * graphUnits.column + graphUnits.boxWidth) * view.scale;
  const height = layout.height * graphUnits.row * view.scale;
  if ((width <= view.width && height <= view.height) || view.width < 420 || view.height < 220) return null;
  const box = {
    width: largest.width,
    height: Math.max(24, Math.min(largest.height, view.height / 3, (largest.width * height) / width)),
  };
  return {
    x: view.width - box.width - inset,
    y: view.height - box.height - inset,
    ...box,
    scaleX: (box.width * view.scale) / width,
    scaleY: (box.height * view.scale) / height,
  };
}

/** The place of the drawing (px at scale 1) under a place of the screen; null beside the minimap. */
export function placeInMinimap(
  layout: GraphLayout,
  view: Viewport,
  x: number,
  y: number,
): { readonly x: number; readonly y: number } | null {
  const box = minimapBox(layout, view);
  if (!box || x < box.x || y < box.y || x > box.x + box.width || y > box.y + box.height) return null;
  return { x: (x - box.x) / box.scaleX, y: (y - box.y) / box.scaleY };
}

const loud = new WeakMap<VisibleRows, readonly number[]>();

/** Rows with alerts of their own; looked for once, not at every frame. */
function loudRows({ forest, rows }: Scene): readonly number[] {
  let known = loud.get(rows);
  if (known) return known;
  const found: number[] = [];
  for (let row = 0; row < rows.length && found.length < rowsAtMost; row++)
    if ((forest.level[rows.node[row] ?? 0] ?? 0) > 0) found.push(row);
  loud.set(rows, (known = found));
  return known;
}

export function paintMinimap(pen: Pen, palette: Palette, scene: Scene, layout: GraphLayout, view: Viewport): void {
  const box = minimapBox(layout, view);
  if (box === null) return;
  pen.box(box.x, box.y, box.width, box.height, { fill: palette.ground, stroke: { color: palette.border } });
  const every = Math.max(1, Math.ceil(layout.length / rowsAtMost));
  const width = Math.max(2, graphUnits.boxWidth * box.scaleX);
  const mark = (row: number, fill: string, least: number): void =>
    pen.box(
      box.x + (layout.x[row] ?? 0) * graphUnits.column * box.scaleX,
      box.y + (layout.y[row] ?? 0) * graphUnits.row * box.scaleY,
      width,
      Math.max(least, graphUnits.boxHeight * box.scaleY * 0.6),
      { fill },
    );
  for (let row = 0; row < layout.length; row += every) mark(row, palette.border, 1);
  for (const row of loudRows(scene)) mark(row, palette.level[levelsOf(scene, row).own] ?? palette.border, 2);
  if (scene.selected >= 0) mark(scene.selected, palette.selectedEdge, 3);
  const left = Math.max(0, -view.x / view.scale) * box.scaleX;
  const top = Math.max(0, -view.y / view.scale) * box.scaleY;
  pen.box(
    box.x + left,
    box.y + top,
    Math.min(box.width - left, (view.width / view.scale) * box.scaleX),
    Math.min(box.height - top, (view.height / view.scale) * box.scaleY),
    { stroke: { color: palette.selectedEdge, width: 1.5 } },
  );
}
