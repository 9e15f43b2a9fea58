// How large a panel the preview shows: one in which everything that was chosen has room, drawn smaller where the pane is narrow.
import { layoutFor } from '../columns';
import type { LineageOptions } from '../options';
import { roomFor } from '../room';

export interface PreviewRoom {
  /** Size of the panel that is drawn, px. */
  readonly width: number;
  readonly height: number;
}

/** From what the toolbar needs for all of its parts to more than every column needs. */
const widths = { least: 640, most: 2400, step: 20 } as const;
/** The view beside a detail is worth looking at from here on. */
const leastView = 560;
/** Height of the panel for its width: a piece of a dashboard rather than all of it. */
const shape = 0.55;

/** The smallest panel that shows every column that was chosen, and the detail beside them where it is always open. */
export function previewRoom(options: LineageOptions): PreviewRoom {
  const { view, columns, showCommandLine, showTime } = options;
  const detail = options.detail === 'always';
  const fits = (width: number, height: number): boolean => {
    const room = roomFor({ width, height, detail, notice: false, time: showTime });
    if (room.view.width < leastView || (detail && !room.beside)) return false;
    return view !== 'tree' || layoutFor(room.view.width, columns, showCommandLine).columns.length === columns.length;
  };
  for (let width: number = widths.least; width < widths.most; width += widths.step) {
    const height = Math.round(width * shape);
    if (fits(width, height)) return { width, height };
  }
  return { width: widths.most, height: Math.round(widths.most * shape) };
}
