// Where the viewer of the graph stands: pure moves, kept so that the drawing never leaves the sight altogether.
import type { GraphLayout } from '@huntboard/lineage';
import { graphUnits } from './drawing/paint-graph';

export interface Camera {
  /** Screen place of the drawing's origin, px. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const margin = 16;
const largest = 2.5;

const extent = (layout: GraphLayout, scale: number): Size => ({
  width: ((layout.width - 1) * graphUnits.column + graphUnits.boxWidth) * scale,
  height: layout.height * graphUnits.row * scale,
});

/** Small enough to see all of it, whatever that makes of the rows. */
const smallest = (layout: GraphLayout, size: Size): number => {
  const whole = extent(layout, 1);
  return Math.min(1, (size.width - 2 * margin) / whole.width, (size.height - 2 * margin) / whole.height);
};

function held(camera: Camera, layout: GraphLayout, size: Size): Camera {
  const { width, height } = extent(layout, camera.scale);
  const hold = (at: number, length: number, room: number): number =>
    length <= room - 2 * margin
      ? Math.min(Math.max(at, margin), Math.max(margin, room - length - margin))
      : Math.min(margin, Math.max(at, room - length - margin));
  return { ...camera, x: hold(camera.x, width, size.width), y: hold(camera.y, height, size.height) };
}

export function moveGraph(camera: Camera, layout: GraphLayout, size: Size, dx: number, dy: number): Camera {
  return held({ ...camera, x: camera.x + dx, y: camera.y + dy }, layout, size);
}

/** Zooms about a place of the screen. */
export function zoomGraph(
  camera: Camera,
  layout: GraphLayout,
  size: Size,
  factor: number,
  x: number,
  y: number,
): Camera {
  const scale = Math.min(largest, Math.max(smallest(layout, size), camera.scale * factor));
  const ratio = scale / camera.scale;
  return held({ scale, x: x - (x - camera.x) * ratio, y: y - (y - camera.y) * ratio }, layout, size);
}

/** Moves as little as brings a row into sight. */
export function showGraphRow(camera: Camera, layout: GraphLayout, size: Size, row: number): Camera {
  if (row < 0) return held(camera, layout, size);
  const left = camera.x + (layout.x[row] ?? 0) * graphUnits.column * camera.scale;
  const top = camera.y + (layout.y[row] ?? 0) * graphUnits.row * camera.scale;
  const right = left + graphUnits.boxWidth * camera.scale;
  const bottom = top + graphUnits.boxHeight * camera.scale;
  const shift = (low: number, high: number, room: number): number =>
    low < margin ? margin - low : high > room - margin ? room - margin - high : 0;
  return moveGraph(camera, layout, size, shift(left, right, size.width), shift(top, bottom, size.height));
}

/** The whole drawing, or, where its rows would be too small to read, readable rows around `row`. */
export function fitGraph(layout: GraphLayout, size: Size, row: number): Camera {
  const whole = smallest(layout, size);
  const scale = row < 0 ? whole : Math.max(0.75, whole);
  const start = { x: margin, y: margin, scale };
  if (row < 0) return held(start, layout, size);
  const y = size.height / 2 - (layout.y[row] ?? 0) * graphUnits.row * scale;
  return showGraphRow(held({ ...start, y }, layout, size), layout, size, row);
}
