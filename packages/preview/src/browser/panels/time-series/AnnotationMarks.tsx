// Draws annotations into the plot: a dashed line per event, a tinted band per region.
import type { DataFrame } from '@grafana/data';
import { colorManipulator, DataFrameView } from '@grafana/data';
import { DEFAULT_ANNOTATION_COLOR, useTheme2 } from '@grafana/ui';
import type { UPlotConfigBuilder } from '@grafana/ui';
import { useLayoutEffect, useRef } from 'react';

interface Annotation {
  readonly time?: number;
  readonly timeEnd?: number;
  readonly isRegion?: boolean;
  readonly color?: string;
}

interface Props {
  readonly config: UPlotConfigBuilder;
  readonly frames: readonly DataFrame[];
}

/** The part of uPlot that drawing needs; all coordinates in canvas pixels. */
interface Plot {
  readonly ctx: CanvasRenderingContext2D;
  readonly bbox: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  valToPos(value: number, scale: string, canvasPixels: boolean): number;
}

function drawOne(plot: Plot, annotation: Annotation, colour: string): void {
  const { ctx, bbox } = plot;
  if (annotation.time === undefined) {
    return;
  }
  const from = plot.valToPos(annotation.time, 'x', true);
  const to =
    annotation.isRegion === true && annotation.timeEnd !== undefined
      ? plot.valToPos(annotation.timeEnd, 'x', true)
      : from;
  if (to > from) {
    ctx.fillStyle = colorManipulator.alpha(colour, 0.12);
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
  }
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(from, bbox.top);
  ctx.lineTo(from, bbox.top + bbox.height);
  ctx.stroke();
  const size = 4 * devicePixelRatio;
  const bottom = bbox.top + bbox.height;
  ctx.beginPath();
  ctx.moveTo(from - size, bottom + size);
  ctx.lineTo(from + size, bottom + size);
  ctx.lineTo(from, bottom);
  ctx.fill();
}

/** A plot plugin: hooks into the builder once and draws the latest frames at every redraw. */
export function AnnotationMarks({ config, frames }: Props): null {
  const theme = useTheme2();
  const latest = useRef(frames);
  latest.current = frames;
  useLayoutEffect(() => {
    config.addHook('draw', (plot: Plot) => {
      const { ctx, bbox } = plot;
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height + 8 * devicePixelRatio);
      ctx.clip();
      for (const frame of latest.current) {
        for (const annotation of new DataFrameView<Annotation>(frame)) {
          drawOne(plot, annotation, theme.visualization.getColorByName(annotation.color ?? DEFAULT_ANNOTATION_COLOR));
        }
      }
      ctx.restore();
    });
  }, [config, theme]);
  return null;
}
