// The lifetime bars of the rows in sight, and the time axis in the head of the tree.
import React, { memo, useLayoutEffect, useMemo, useRef } from 'react';
import { useTheme2 } from '@grafana/ui';
import { paintLifetimes } from '../drawing/paint-lifetimes';
import type { Lifetimes } from '../drawing/paint-lifetimes';
import type { Scene } from '../drawing/node-look';
import { paletteOf } from '../drawing/palette';
import { CanvasPen } from '../drawing/pen';
import { prepareCanvas } from '../drawing/prepare-canvas';
import { ticksOf } from '../drawing/time-scale';
import type { TimeScale, TimeWindow } from '../drawing/time-scale';

export interface LifetimeCanvasProps {
  readonly scene: Scene;
  readonly lifetimes: Lifetimes;
  readonly window: TimeWindow;
  readonly timeZone: string;
  readonly left: number;
  readonly width: number;
  readonly first: number;
  readonly end: number;
  readonly rowHeight: number;
}

export const LifetimeCanvas = memo(function LifetimeCanvas(props: LifetimeCanvasProps): React.ReactElement {
  const { scene, lifetimes, window, timeZone, left, width, first, end, rowHeight } = props;
  const theme = useTheme2();
  const ref = useRef<HTMLCanvasElement>(null);
  const palette = useMemo(() => paletteOf(theme), [theme]);
  const scale: TimeScale = useMemo(() => ({ ...window, left: 0, width }), [window, width]);
  // Labels cost; they change with the window, not with every frame of scrolling.
  const ticks = useMemo(() => ticksOf(scale, timeZone), [scale, timeZone]);
  useLayoutEffect(() => {
    const height = (end - first) * rowHeight;
    const context = ref.current && prepareCanvas(ref.current, width, height);
    if (!context) return;
    const pen = new CanvasPen(context);
    for (const { x } of ticks) pen.line([x, 0, x, height], { color: palette.box });
    paintLifetimes(pen, palette, scene, lifetimes, scale, first, end, rowHeight);
  }, [scene, lifetimes, palette, scale, ticks, width, first, end, rowHeight]);
  return (
    <canvas
      ref={ref}
      aria-hidden
      style={{ position: 'absolute', top: first * rowHeight, left, pointerEvents: 'none' }}
    />
  );
});

export interface AxisHeadProps {
  readonly window: TimeWindow;
  readonly timeZone: string;
  readonly width: number;
}

/** Labels of the axis. */
export const AxisHead = memo(function AxisHead({ window, timeZone, width }: AxisHeadProps): React.ReactElement {
  const scale: TimeScale = { ...window, left: 0, width };
  return (
    <span style={{ position: 'relative', alignSelf: 'stretch', overflow: 'hidden' }}>
      {ticksOf(scale, timeZone).map(({ x, label }) => (
        <span key={x} style={{ position: 'absolute', left: x, top: 5, whiteSpace: 'nowrap', fontSize: 11 }}>
          {label}
        </span>
      ))}
    </span>
  );
});
