// All of the time in a strip: when processes started, when alerts fired; a brush over it narrows every view.
import React, { useEffect, useMemo, useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { Forest } from '@huntboard/lineage';
import { paletteOf } from '../drawing/palette';
import { prepareCanvas } from '../drawing/prepare-canvas';
import { toTime, toX } from '../drawing/time-scale';
import type { TimeScale, TimeWindow } from '../drawing/time-scale';
import type { FormatTime } from '../time-format';

export interface TimeBrushProps {
  readonly forest: Forest;
  readonly bounds: TimeWindow;
  /** Brushed part; null for none. */
  readonly brush: TimeWindow | null;
  readonly width: number;
  readonly formatTime: FormatTime;
  readonly onBrush: (brush: TimeWindow | null) => void;
}

export const brushHeight = 30;
const binWidth = 3;
const leastBrush = 4;
/** A key moves an end by this part of the whole. */
const keyStep = 0.02;

interface Density {
  readonly starts: Uint32Array;
  readonly worst: Uint8Array;
}

function densityOf(forest: Forest, { from, to }: TimeWindow, bins: number): Density {
  const starts = new Uint32Array(bins);
  const worst = new Uint8Array(bins);
  const bin = (time: number): number =>
    Math.min(bins - 1, Math.max(0, Math.floor(((time - from) / (to - from)) * bins)));
  for (const node of forest.shape.order) {
    const start = forest.start[node] ?? NaN;
    if (Number.isNaN(start)) continue;
    const at = bin(start);
    starts[at] = (starts[at] ?? 0) + 1;
    worst[at] = Math.max(worst[at] ?? 0, forest.level[node] ?? 0);
  }
  return { starts, worst };
}

export function TimeBrush(props: TimeBrushProps): React.ReactElement {
  const { forest, bounds, brush, width, formatTime, onBrush } = props;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scale: TimeScale = useMemo(() => ({ ...bounds, left: 0, width }), [bounds, width]);
  const density = useMemo(
    () => densityOf(forest, bounds, Math.max(1, Math.floor(width / binWidth))),
    [forest, bounds, width],
  );
  const [dragged, setDragged] = useState<TimeWindow | null>(null);
  const shown = dragged ?? brush;

  useEffect(() => {
    const context = canvas.current && prepareCanvas(canvas.current, width, brushHeight);
    if (!context) return;
    const palette = paletteOf(theme);
    const most = Math.max(...density.starts, 1);
    const ground = brushHeight - 1;
    density.starts.forEach((count, bin) => {
      if (count === 0) return;
      const height = 3 + (Math.log1p(count) / Math.log1p(most)) * (brushHeight - 13);
      context.fillStyle = palette.bar;
      context.fillRect(bin * binWidth, ground - height, binWidth - 1, height);
    });
    density.worst.forEach((level, bin) => {
      if (level === 0) return;
      context.fillStyle = palette.level[level] ?? palette.quiet;
      context.fillRect(bin * binWidth - 0.5, 1, binWidth, 4 + level);
    });
    if (!shown) return;
    const [left, right] = [toX(scale, shown.from), toX(scale, shown.to)];
    context.fillStyle = palette.dark ? 'rgba(17, 18, 23, 0.66)' : 'rgba(255, 255, 255, 0.72)';
    context.fillRect(0, 0, left, brushHeight);
    context.fillRect(right, 0, width - right, brushHeight);
    context.strokeStyle = palette.selectedEdge;
    context.strokeRect(left + 0.5, 0.5, Math.max(1, right - left - 1), brushHeight - 1);
  }, [density, shown, scale, width, theme]);

  const begin = useRef<number | null>(null);
  const placeOf = (event: React.PointerEvent): number => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return toTime(scale, Math.min(width, Math.max(0, x)));
  };
  const span = bounds.to - bounds.from;
  const at = brush ?? bounds;
  const move = (end: 'from' | 'to', by: number): void => {
    const moved = { ...at, [end]: Math.min(bounds.to, Math.max(bounds.from, at[end] + by * span * keyStep)) };
    if (moved.to - moved.from < span * keyStep) return;
    onBrush(moved.from <= bounds.from && moved.to >= bounds.to ? null : moved);
  };
  const handle = (end: 'from' | 'to', label: string): React.ReactElement => (
    <div
      className={styles.handle}
      style={{ left: Math.min(width - 7, Math.max(0, toX(scale, at[end]) - (end === 'from' ? 0 : 7))) }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={bounds.from}
      aria-valuemax={bounds.to}
      aria-valuenow={at[end]}
      aria-valuetext={formatTime(at[end])}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') move(end, -1);
        else if (event.key === 'ArrowRight') move(end, 1);
        else if (event.key === 'Escape') onBrush(null);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
  return (
    <div
      className={styles.strip}
      style={{ width, height: brushHeight }}
      data-testid="time-brush"
      title={brush ? 'Double-click to show all of the time' : 'Drag to narrow the time'}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        begin.current = placeOf(event);
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (begin.current === null) return;
        const now = placeOf(event);
        setDragged({ from: Math.min(begin.current, now), to: Math.max(begin.current, now) });
      }}
      onPointerUp={() => {
        begin.current = null;
        setDragged(null);
        if (dragged && toX(scale, dragged.to) - toX(scale, dragged.from) >= leastBrush) onBrush(dragged);
      }}
      onPointerCancel={() => {
        begin.current = null;
        setDragged(null);
      }}
      onDoubleClick={() => onBrush(null)}
    >
      <canvas ref={canvas} aria-hidden />
      {handle('from', 'Begin of the shown time')}
      {handle('to', 'End of the shown time')}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  strip: css({
    position: 'relative',
    flex: 'none',
    cursor: 'crosshair',
    touchAction: 'none',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '& > canvas': { display: 'block' },
  }),
  handle: css({
    position: 'absolute',
    top: 0,
    bottom: 0,
    width: 7,
    cursor: 'ew-resize',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -1 },
  }),
});
