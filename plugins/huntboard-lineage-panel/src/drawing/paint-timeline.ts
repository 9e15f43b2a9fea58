// The timeline: a bar from start to end of each visible process, in lanes by host and depth, with alerts and events as marks.
import type { TimelineLayout } from '@huntboard/lineage';
import { isFaint, labelOf, levelsOf } from './node-look';
import type { Scene } from './node-look';
import type { Palette } from './palette';
import type { Pen } from './pen';
import { tellingEdges } from './telling-edges';
import { toX } from './time-scale';
import type { Tick, TimeScale } from './time-scale';

export interface TimelineView {
  readonly scale: TimeScale;
  /** How far the lanes are scrolled up, px. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly laneHeight: number;
}

export const axisHeight = 22;
export const hostHeight = 20;
const marksAtMost = 400;

/** Where each lane begins, from the top of the drawing, and the whole height; hosts have a line of their own where there are several. */
export interface LanePlaces {
  readonly y: Float64Array;
  readonly height: number;
  readonly hosts: readonly { readonly name: string; readonly y: number }[];
}

export function placeLanes(layout: TimelineLayout, laneHeight: number): LanePlaces {
  const y = new Float64Array(layout.lanes);
  const hosts: { name: string; y: number }[] = [];
  const several = new Set(layout.bands.map((band) => band.host)).size > 1;
  let at = 0;
  let last: string | undefined;
  for (const { host, first, lanes } of layout.bands) {
    if (several && host !== last) {
      hosts.push({ name: host, y: at });
      at += hostHeight;
    }
    last = host;
    for (let lane = first; lane < first + lanes; lane++) {
      y[lane] = at;
      at += laneHeight;
    }
  }
  return { y, height: at, hosts };
}

/** Place in `laneRows` of the first bar of a lane that ends at or after a time. */
function firstAlive(layout: TimelineLayout, lane: number, time: number): number {
  let low = layout.laneStart[lane] ?? 0;
  let high = layout.laneStart[lane + 1] ?? 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (layout.to(layout.laneRows[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Draws what of the timeline is in sight. */
export function paintTimeline(
  pen: Pen,
  palette: Palette,
  scene: Scene,
  layout: TimelineLayout,
  places: LanePlaces,
  view: TimelineView,
  ticks: readonly Tick[],
): void {
  const { scale, laneHeight, height } = view;
  const originY = axisHeight - view.top;
  for (const { x } of ticks) pen.line([x, axisHeight, x, height], { color: palette.box });
  const loud: number[] = [];
  const barHeight = laneHeight - 4;
  for (let lane = 0; lane < layout.lanes; lane++) {
    const y = originY + (places.y[lane] ?? 0);
    if (y > height) break;
    if (y + laneHeight < axisHeight) continue;
    const end = layout.laneStart[lane + 1] ?? 0;
    let lastRight = -Infinity;
    for (let i = firstAlive(layout, lane, scale.from); i < end; i++) {
      const row = layout.laneRows[i] ?? 0;
      const from = layout.from(row);
      if (from > scale.to) break;
      const { own, hidden } = levelsOf(scene, row);
      if (own > 0 || hidden > 0 || row === scene.selected) loud.push(row);
      const right = toX(scale, layout.to(row));
      // Bars that end within the pixel of the last one add nothing.
      if (right < lastRight + 1) continue;
      lastRight = right;
      const nextRow = layout.laneRows[i + 1];
      const isLast = nextRow === undefined || i + 1 === end;
      const next = isLast ? scale.left + scale.width : toX(scale, layout.from(nextRow));
      bar(pen, palette, scene, layout, view, row, y + 2, barHeight, next);
    }
  }
  for (const row of loud)
    marks(pen, palette, scene, layout, view, row, originY + (places.y[layout.lane[row] ?? 0] ?? 0) + 2, barHeight);
  edges(pen, palette, scene, layout, places, view, originY, barHeight);
  for (const { name, y } of places.hosts) {
    const at = originY + y;
    if (at + hostHeight < axisHeight || at > height) continue;
    pen.box(0, at, view.width, hostHeight - 2, { fill: palette.box });
    pen.text(name || 'no host', 8, at + hostHeight / 2 - 1, {
      color: palette.text,
      size: 12,
      face: palette.face,
      weight: 500,
    });
  }
  paintAxis(pen, palette, ticks, view.width);
}

/** The axis on top, over whatever scrolled below it. */
export function paintAxis(pen: Pen, palette: Palette, ticks: readonly Tick[], width: number): void {
  pen.box(0, 0, width, axisHeight, { fill: palette.ground });
  pen.line([0, axisHeight - 0.5, width, axisHeight - 0.5], { color: palette.border });
  for (const { x, label } of ticks) {
    pen.line([x, axisHeight - 6, x, axisHeight], { color: palette.border });
    pen.text(label, x + 4, axisHeight / 2 - 1, { color: palette.quiet, size: 11, face: palette.face });
  }
}

function bar(
  pen: Pen,
  palette: Palette,
  scene: Scene,
  layout: TimelineLayout,
  view: TimelineView,
  row: number,
  y: number,
  height: number,
  next: number,
): void {
  const { scale } = view;
  const isGroup = (scene.rows.node[row] ?? 0) < 0;
  const faint = isFaint(scene, row);
  const begun = toX(scale, layout.from(row));
  const x = Math.max(scale.left - 2, begun);
  const right = Math.min(scale.left + scale.width + 2, toX(scale, layout.to(row)));
  const width = Math.max(2, right - x);
  const isSelected = row === scene.selected;
  const fill = isSelected ? palette.selectedEdge : isGroup || faint ? palette.border : palette.bar;
  pen.box(x, isGroup ? y + height * 0.25 : y, width, isGroup ? height / 2 : height, { fill });
  if (layout.isOpen(row) && right < scale.left + scale.width) {
    pen.shape([right, y, right + 5, y + height / 2, right, y + height], fill);
  }
  if (scene.matched?.[scene.rows.node[row] ?? 0] === 1) {
    pen.box(x - 1, y - 1, width + 2, height + 2, { stroke: { color: palette.match, width: 2 } });
  }
  const label = { size: 11, face: palette.face, italic: isGroup || faint } as const;
  const inside = Math.min(right, scale.left + scale.width) - Math.max(x, scale.left) - 10;
  const text = labelOf(scene, row);
  if (inside > 46 && !isGroup) {
    const color = isSelected ? palette.ink : palette.dark ? '#ffffff' : '#15181d';
    // Room for the marks of an alert at the start.
    const indent = levelsOf(scene, row).own > 0 ? 14 : 7;
    pen.text(text, Math.max(x, scale.left) + indent, y + height / 2, {
      ...label,
      color,
      maxWidth: inside - indent + 7,
    });
  } else if (next - right > 40) {
    const room = Math.min(next, scale.left + scale.width) - right - 12;
    if (room > 28) pen.text(text, right + 8, y + height / 2, { ...label, color: palette.quiet, maxWidth: room });
  }
}

/** Alerts as a cap at the start and diamonds at their times, events as ticks at the foot of the bar. */
function marks(
  pen: Pen,
  palette: Palette,
  scene: Scene,
  layout: TimelineLayout,
  view: TimelineView,
  row: number,
  y: number,
  height: number,
): void {
  const { scale } = view;
  const node = scene.rows.node[row] ?? 0;
  const { own, hidden } = levelsOf(scene, row);
  const color = palette.level[Math.max(own, hidden)] ?? palette.quiet;
  const begun = toX(scale, layout.from(row));
  const right = Math.min(scale.left + scale.width, toX(scale, layout.to(row)));
  if (Math.max(own, hidden) > 0) {
    if (begun >= scale.left - 4) pen.box(begun - 1, y, 4, height, { fill: color });
    if (own > 0) pen.box(Math.max(scale.left, begun), y + height - 2, Math.max(2, right - begun), 2, { fill: color });
  }
  if (node < 0) return;
  let drawn = 0;
  for (const { time } of scene.forest.eventsOf(node)) {
    if (time < scale.from || time > scale.to || drawn++ > marksAtMost) continue;
    const x = toX(scale, time);
    pen.line([x, y + height - 4, x, y + height], { color: palette.dark ? '#c8cddb' : '#ffffff' });
  }
  for (const alert of scene.forest.alertFactsOf(node)) {
    if (!(alert.time >= scale.from && alert.time <= scale.to) || drawn++ > 2 * marksAtMost) continue;
    const x = toX(scale, alert.time);
    const middle = y + height / 2;
    const fill = palette.level[scene.forest.level[node] ?? 1] ?? palette.quiet;
    pen.shape([x, middle - 5, x + 4, middle, x, middle + 5, x - 4, middle], palette.ink);
    pen.shape([x, middle - 4, x + 3, middle, x, middle + 4, x - 3, middle], fill);
  }
}

/** Edges at their time, upright from lane to lane. */
function edges(
  pen: Pen,
  palette: Palette,
  scene: Scene,
  layout: TimelineLayout,
  places: LanePlaces,
  view: TimelineView,
  originY: number,
  barHeight: number,
): void {
  const seen = (node: number): number => {
    for (let at = node; at >= 0; at = scene.forest.parent[at] ?? -1) {
      const row = scene.rows.rowOf(at);
      if (row >= 0 && (layout.lane[row] ?? -1) >= 0) return row;
    }
    return -1;
  };
  let drawn = 0;
  for (const edge of tellingEdges(scene.forest)) {
    if (!(edge.time >= view.scale.from && edge.time <= view.scale.to)) continue;
    const from = seen(edge.source);
    const to = seen(edge.target);
    if (from < 0 || to < 0 || from === to) continue;
    if (++drawn > 120) break;
    const x = toX(view.scale, edge.time);
    const middle = (row: number): number => originY + (places.y[layout.lane[row] ?? 0] ?? 0) + 2 + barHeight / 2;
    const [start, end] = [middle(from), middle(to)];
    const color = palette.edge[edge.kind];
    pen.line([x, start, x, end], { color, width: scene.selected === from || scene.selected === to ? 2.2 : 1.3 });
    const tip = end > start ? -7 : 7;
    pen.shape([x, end, x - 4, end + tip, x + 4, end + tip], color);
  }
}
