// The view as a file: picture, drawing, processes as JSON, tree as text.
import { layOutGraph, layOutTimeline, treeRecords, treeText } from '@huntboard/lineage';
import type { Scene } from './drawing/node-look';
import { graphUnits, paintGraph } from './drawing/paint-graph';
import { axisHeight, paintTimeline, placeLanes } from './drawing/paint-timeline';
import { paintTree, treeDrawingHeight } from './drawing/paint-tree';
import type { TreeDrawing } from './drawing/paint-tree';
import type { Palette } from './drawing/palette';
import { CanvasPen, SvgPen } from './drawing/pen';
import type { Pen } from './drawing/pen';
import { ticksOf } from './drawing/time-scale';
import type { TimeWindow } from './drawing/time-scale';
import type { ViewName } from './view-state';

export type ExportKind = 'png' | 'svg' | 'json' | 'text';

export interface ExportedView extends TreeDrawing {
  readonly view: ViewName;
  readonly palette: Palette;
  readonly bounds: TimeWindow | null;
  readonly scene: Scene;
}

export interface ExportedFile {
  readonly name: string;
  readonly type: string;
  readonly content: string | Blob;
}

/** Browsers draw no canvas beyond this, px. */
const longestSide = 16_000;
const rowsAtMost = 700;
const linesAtMost = 100_000;

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly paint: (pen: Pen) => void;
}

function drawingOf(shown: ExportedView): Drawing {
  const { scene, palette, view } = shown;
  if (view === 'graph') {
    const layout = layOutGraph(scene.rows);
    const width = Math.min(longestSide, layout.width * graphUnits.column + 180);
    const height = Math.min(longestSide, layout.height * graphUnits.row + 32);
    return {
      width,
      height,
      paint: (pen) => paintGraph(pen, palette, scene, layout, { x: 16, y: 16, scale: 1, width, height }),
    };
  }
  if (view === 'timeline' && shown.bounds !== null) {
    const layout = layOutTimeline(scene.forest, scene.rows, shown.bounds);
    const places = placeLanes(layout, 18);
    const width = Math.max(900, shown.width);
    const height = Math.min(longestSide, places.height + axisHeight + 12);
    const scale = { ...(shown.window ?? shown.bounds), left: 10, width: width - 20 };
    return {
      width,
      height,
      paint: (pen) =>
        paintTimeline(
          pen,
          palette,
          scene,
          layout,
          places,
          { scale, top: 0, width, height, laneHeight: 18 },
          ticksOf(scale, shown.timeZone),
        ),
    };
  }
  const count = Math.min(scene.rows.length, rowsAtMost);
  const width = Math.max(900, shown.width);
  return {
    width,
    height: treeDrawingHeight(count),
    paint: (pen) => paintTree(pen, palette, { ...shown, width }, count),
  };
}

function toPng({ width, height, paint }: Drawing, palette: Palette): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const ratio = Math.max(1, Math.min(2, longestSide / width, longestSide / height));
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser draws no canvas');
  context.scale(ratio, ratio);
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, width, height);
  paint(new CanvasPen(context));
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large'))), 'image/png'),
  );
}

/** Makes the file. Pictures show the view as it is folded, at most `rowsAtMost` rows of a tree; JSON and text hold all processes. */
export async function exportView(kind: ExportKind, shown: ExportedView): Promise<ExportedFile> {
  const { forest } = shown.scene;
  const name = `process-lineage-${shown.view}`;
  const roots = [...forest.shape.roots];
  switch (kind) {
    case 'json':
      return {
        name: 'process-lineage.json',
        type: 'application/json',
        content: JSON.stringify(
          roots.flatMap((root) => treeRecords(forest, root)),
          null,
          1,
        ),
      };
    case 'text':
      return {
        name: 'process-lineage.txt',
        type: 'text/plain',
        content: roots.map((root) => treeText(forest, root, linesAtMost)).join('\n'),
      };
    case 'svg': {
      const drawing = drawingOf(shown);
      const pen = new SvgPen(document.createElement('canvas').getContext('2d'));
      drawing.paint(pen);
      return {
        name: `${name}.svg`,
        type: 'image/svg+xml',
        content: pen.finish(drawing.width, drawing.height, shown.palette.ground),
      };
    }
    case 'png':
      return { name: `${name}.png`, type: 'image/png', content: await toPng(drawingOf(shown), shown.palette) };
  }
}

/** Hands the file to the browser. */
export function saveFile({ name, type, content }: ExportedFile): void {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun by the next task.
  setTimeout(() => URL.revokeObjectURL(address));
}
