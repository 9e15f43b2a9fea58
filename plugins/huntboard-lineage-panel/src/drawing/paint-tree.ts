// The tree as a drawing, for export: names with their lines, alerts, reasons, user, start and lifetimes.
import { levelLetters } from '../level-colors';
import { lineText } from '../shown-text';
import type { FormatTime } from '../time-format';
import { isFaint, labelOf, levelsOf } from './node-look';
import type { Scene } from './node-look';
import { paintLifetimes } from './paint-lifetimes';
import type { Lifetimes } from './paint-lifetimes';
import type { Palette } from './palette';
import type { Pen } from './pen';
import { ticksOf } from './time-scale';
import type { TimeWindow } from './time-scale';

export interface TreeDrawing {
  readonly scene: Scene;
  readonly lifetimes: Lifetimes;
  readonly window: TimeWindow | null;
  readonly timeZone: string;
  readonly formatTime: FormatTime;
  readonly width: number;
}

export const treeRow = 22;
const head = 26;
const indent = 16;
const columns = { alerts: 0.34, why: 0.42, user: 0.57, start: 0.67, bars: 0.77 } as const;

export const treeDrawingHeight = (rows: number): number => head + rows * treeRow + 8;

/** Draws rows `0` to `count`. */
export function paintTree(pen: Pen, palette: Palette, drawing: TreeDrawing, count: number): void {
  const { scene, width, formatTime, window, timeZone } = drawing;
  const { forest, rows } = scene;
  const at = (part: number): number => Math.round(width * part);
  const quiet = { color: palette.quiet, size: 11, face: palette.face } as const;
  for (const [label, x] of [
    ['Process', 12],
    ['Alerts', at(columns.alerts)],
    ['Why', at(columns.why)],
    ['User', at(columns.user)],
    ['Started', at(columns.start)],
  ] as const)
    pen.text(label, x, head / 2, quiet);
  pen.line([0, head - 1, width, head - 1], { color: palette.border });
  if (window !== null) {
    const scale = { ...window, left: at(columns.bars), width: width - at(columns.bars) - 8 };
    for (const { x, label } of ticksOf(scale, timeZone)) {
      pen.text(label, x, head / 2, quiet);
      pen.line([x, head, x, head + count * treeRow], { color: palette.box });
    }
  }
  for (let row = 0; row < count; row++) {
    const y = head + row * treeRow;
    const middle = y + treeRow / 2;
    const node = rows.node[row] ?? 0;
    const depth = Math.min(rows.depth[row] ?? 0, 14);
    const { own, hidden } = levelsOf(scene, row);
    if (row === scene.selected) pen.box(0, y, width, treeRow, { fill: palette.selected });
    for (let level = 1; level <= depth; level++)
      pen.line([level * indent - 4, y, level * indent - 4, y + treeRow], { color: palette.border });
    if (own > 0) pen.box(0, y + 1, 3, treeRow - 2, { fill: palette.level[own] ?? '' });
    const x = 12 + depth * indent;
    const faint = node < 0 || isFaint(scene, row);
    const pid = node < 0 ? NaN : forest.pid(node);
    pen.text(`${labelOf(scene, row)}${Number.isNaN(pid) ? '' : `  ${pid}`}`, x, middle, {
      color: faint ? palette.quiet : palette.text,
      size: 12,
      face: palette.face,
      weight: faint ? 400 : 500,
      italic: faint,
      maxWidth: at(columns.alerts) - x - 8,
    });
    const level = Math.max(own, hidden);
    if (level > 0) {
      const box = { x: at(columns.alerts), y: middle - 8 };
      pen.box(
        box.x,
        box.y,
        18,
        16,
        own > 0
          ? { fill: palette.level[level] ?? '', radius: 3 }
          : { stroke: { color: palette.level[level] ?? '' }, radius: 3 },
      );
      pen.text(levelLetters[level as 1] ?? '', box.x + 9, middle, {
        color: own > 0 ? palette.ink : (palette.level[level] ?? ''),
        size: 11,
        face: palette.face,
        weight: 600,
        align: 'center',
      });
    }
    if (node < 0) continue;
    const why =
      forest.reasonBits[node] === 0 ? [] : forest.reasons(node).filter(({ code }) => !code.startsWith('alert-'));
    const room = (from: number, to: number): number => at(to) - at(from) - 8;
    pen.text(why.map(({ label }) => label).join(', '), at(columns.why), middle, {
      ...quiet,
      maxWidth: room(columns.why, columns.user),
    });
    pen.text(lineText(forest.text(node, 'user')), at(columns.user), middle, {
      ...quiet,
      maxWidth: room(columns.user, columns.start),
    });
    pen.text(formatTime(forest.start[node] ?? NaN), at(columns.start), middle, {
      ...quiet,
      maxWidth: room(columns.start, columns.bars),
    });
  }
  if (window === null) return;
  const scale = { ...window, left: at(columns.bars), width: width - at(columns.bars) - 8 };
  paintLifetimes(shifted(pen, head), palette, scene, drawing.lifetimes, scale, 0, count, treeRow);
}

/** A pen whose drawing lies `dy` px further down. */
function shifted(pen: Pen, dy: number): Pen {
  const down = (points: readonly number[]): number[] =>
    points.map((value, index) => (index % 2 === 1 ? value + dy : value));
  return {
    box: (x, y, width, height, style) => pen.box(x, y + dy, width, height, style),
    line: (points, stroke) => pen.line(down(points), stroke),
    curve: (points, stroke) => pen.curve(down(points), stroke),
    shape: (points, fill) => pen.shape(down(points), fill),
    dot: (x, y, radius, fill) => pen.dot(x, y + dy, radius, fill),
    text: (text, x, y, style) => pen.text(text, x, y + dy, style),
  };
}
