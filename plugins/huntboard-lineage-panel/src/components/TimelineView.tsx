// The timeline: bars over time on a canvas, zoomed about the pointer, scrolled through its lanes.
import React, { useCallback, useMemo, useRef } from 'react';
import { useTheme2 } from '@grafana/ui';
import { childCount, layOutTimeline } from '@huntboard/lineage';
import { paletteOf } from '../drawing/palette';
import { axisHeight, paintTimeline, placeLanes } from '../drawing/paint-timeline';
import type { TimelineView as View } from '../drawing/paint-timeline';
import { CanvasPen } from '../drawing/pen';
import { ticksOf, toTime, toX } from '../drawing/time-scale';
import type { TimeScale, TimeWindow } from '../drawing/time-scale';
import { CanvasView } from './CanvasView';
import type { DrawnViewProps } from './GraphView';

export interface TimelineCamera extends TimeWindow {
  readonly top: number;
}

export interface TimelineViewProps extends DrawnViewProps {
  readonly camera: { current: TimelineCamera | null };
  /** All of the time there is, and the part that is shown at first. */
  readonly bounds: TimeWindow;
  readonly window: TimeWindow;
  readonly timeZone: string;
  readonly laneHeight: number;
  /** Row to have in sight at first, -1 for none. */
  readonly initial: number;
}

const sideRoom = 10;
/** The finest zoom, ms over the whole width. */
const finest = 20;

export function TimelineView(props: TimelineViewProps): React.ReactElement {
  const { scene, width, height, camera, bounds, window, timeZone, laneHeight, rolledOut, onSelect, onToggle } = props;
  const theme = useTheme2();
  const palette = useMemo(() => paletteOf(theme), [theme]);
  const layout = useMemo(() => layOutTimeline(scene.forest, scene.rows, bounds), [scene.forest, scene.rows, bounds]);
  const places = useMemo(() => placeLanes(layout, laneHeight), [layout, laneHeight]);
  const room = Math.max(0, places.height + axisHeight + 8 - height);

  // A new window (the brush, another focus) is shown at once; until then the viewer's own zoom stays.
  const shownWindow = useRef(window);
  if (camera.current === null || shownWindow.current !== window) {
    shownWindow.current = window;
    camera.current = { ...window, top: camera.current?.top ?? 0 };
  }
  const shownSelection = useRef(-2);
  if (shownSelection.current !== scene.selected) {
    shownSelection.current = scene.selected;
    const lane = layout.lane[scene.selected >= 0 ? scene.selected : props.initial] ?? -1;
    if (lane >= 0) {
      const y = places.y[lane] ?? 0;
      const [least, most] = [y + laneHeight + axisHeight - height + 8, y];
      camera.current = {
        ...camera.current,
        top: Math.max(0, Math.min(Math.max(camera.current.top, least), most, room)),
      };
    }
  }

  const view = useCallback((): View => {
    const at = camera.current ?? { ...window, top: 0 };
    const scale: TimeScale = { from: at.from, to: at.to, left: sideRoom, width: width - 2 * sideRoom };
    return { scale, top: Math.min(at.top, room), width, height, laneHeight };
  }, [camera, window, width, height, laneHeight, room]);
  const paint = useCallback(
    (context: CanvasRenderingContext2D) => {
      const at = view();
      paintTimeline(new CanvasPen(context), palette, scene, layout, places, at, ticksOf(at.scale, timeZone));
    },
    [view, palette, scene, layout, places, timeZone],
  );
  const hit = useCallback(
    (x: number, y: number): number => {
      const { scale, top } = view();
      if (y < axisHeight) return -1;
      const at = y - axisHeight + top;
      const lane = places.y.findIndex((from) => at >= from && at < from + laneHeight);
      if (lane < 0) return -1;
      // Short bars are hit by their label as well: the nearest that begins before.
      let best = -1;
      for (const row of layout.laneRows.subarray(layout.laneStart[lane], layout.laneStart[lane + 1])) {
        const from = toX(scale, layout.from(row));
        if (from > x + 3) break;
        if (Math.max(toX(scale, layout.to(row)) + 60, from + 6) >= x) best = row;
      }
      return best;
    },
    [view, places, layout, laneHeight],
  );
  const pan = useCallback(
    (dx: number, dy: number) => {
      const at = camera.current;
      if (!at) return false;
      const perPixel = (at.to - at.from) / (width - 2 * sideRoom);
      const shift = Math.min(Math.max(-dx * perPixel, bounds.from - at.from), bounds.to - at.to);
      const top = Math.min(Math.max(0, Math.min(at.top, room) - dy), room);
      const moved = shift !== 0 || top !== at.top;
      camera.current = { from: at.from + shift, to: at.to + shift, top };
      return moved;
    },
    [camera, width, bounds, room],
  );
  const zoom = useCallback(
    (factor: number, x: number) => {
      const at = camera.current;
      if (!at) return;
      const { scale } = view();
      const about = toTime(scale, x);
      const span = Math.max(finest, Math.min((at.to - at.from) / factor, bounds.to - bounds.from));
      const part = (about - at.from) / (at.to - at.from);
      const from = Math.min(Math.max(about - span * part, bounds.from), bounds.to - span);
      camera.current = { from, to: from + span, top: at.top };
    },
    [camera, view, bounds],
  );
  const isExpanded = useCallback(
    (row: number) => {
      const group = scene.rows.group(row);
      if (group) return rolledOut.has(group.key);
      const node = scene.rows.node[row] ?? 0;
      return childCount(scene.forest, node) > 0 ? scene.isOpen(node) : undefined;
    },
    [scene, rolledOut],
  );
  return (
    <CanvasView
      {...props}
      isExpanded={isExpanded}
      paint={paint}
      hit={hit}
      pan={pan}
      zoom={zoom}
      onSelect={(row) => {
        onSelect(row);
        if (scene.rows.group(row)) onToggle(row);
      }}
      onCommand={(command) => {
        if (command === 'zoomFit') camera.current = { ...bounds, top: 0 };
        else props.onCommand(command);
      }}
    />
  );
}
