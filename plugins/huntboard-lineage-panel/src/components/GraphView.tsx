// The graph: canvas tree with zoom, pan and a minimap.
import React, { useCallback, useMemo, useRef } from 'react';
import { useTheme2 } from '@grafana/ui';
import { childCount, layOutGraph } from '@huntboard/lineage';
import { boxX, boxY, graphUnits, isToggle, paintGraph } from '../drawing/paint-graph';
import type { Viewport } from '../drawing/paint-graph';
import { paintMinimap, placeInMinimap } from '../drawing/paint-minimap';
import { paletteOf } from '../drawing/palette';
import { CanvasPen } from '../drawing/pen';
import { fitGraph, moveGraph, showGraphRow, zoomGraph } from '../graph-camera';
import type { Camera } from '../graph-camera';
import type { KeyCommand } from '../key-command';
import { CanvasView } from './CanvasView';
import type { CanvasViewProps } from './CanvasView';

export type DrawnViewProps = Pick<
  CanvasViewProps,
  'panelId' | 'label' | 'scene' | 'width' | 'height' | 'onDetail' | 'onMenu' | 'copyText' | 'handle'
> & {
  readonly rolledOut: ReadonlySet<string>;
  readonly onSelect: (row: number) => void;
  readonly onToggle: (row: number) => void;
  readonly onCommand: (command: KeyCommand) => void;
};

export interface GraphViewProps extends DrawnViewProps {
  /** Where the viewer stands; kept while another view is shown. */
  readonly camera: { current: Camera | null };
  /** Row to have in sight at first, -1 for none. */
  readonly initial: number;
}

export function GraphView(props: GraphViewProps): React.ReactElement {
  const { scene, width, height, camera, rolledOut, onToggle, onSelect } = props;
  const theme = useTheme2();
  const palette = useMemo(() => paletteOf(theme), [theme]);
  const layout = useMemo(() => layOutGraph(scene.rows), [scene.rows]);
  const size = useMemo(() => ({ width, height }), [width, height]);

  // Begins with the selection in sight; later the selection is brought into sight when it moves.
  const begun = useRef(false);
  if (camera.current === null || !begun.current) {
    begun.current = true;
    camera.current ??= fitGraph(layout, size, scene.selected >= 0 ? scene.selected : props.initial);
  }
  const shownSelection = useRef(scene.selected);
  const lastRows = useRef(scene.rows);
  if (shownSelection.current !== scene.selected || lastRows.current !== scene.rows) {
    shownSelection.current = scene.selected;
    lastRows.current = scene.rows;
    camera.current = showGraphRow(camera.current, layout, size, scene.selected);
  }

  const view = useCallback(
    (): Viewport => ({ ...(camera.current ?? { x: 0, y: 0, scale: 1 }), ...size }),
    [camera, size],
  );
  const paint = useCallback(
    (context: CanvasRenderingContext2D) => {
      const pen = new CanvasPen(context);
      const at = view();
      paintGraph(pen, palette, scene, layout, at);
      paintMinimap(pen, palette, scene, layout, at);
    },
    [view, palette, scene, layout],
  );
  const hit = useCallback(
    (x: number, y: number): number => {
      const at = view();
      const depth = Math.floor((x - at.x) / (graphUnits.column * at.scale));
      for (const row of layout.byDepth[depth] ?? []) {
        const top = boxY(layout, row, at);
        if (top > y) break;
        const left = boxX(layout, row, at);
        if (y <= top + graphUnits.boxHeight * at.scale && x >= left && x <= left + graphUnits.boxWidth * at.scale)
          return row;
      }
      return -1;
    },
    [view, layout],
  );
  const pan = useCallback(
    (dx: number, dy: number) => {
      const before = camera.current;
      camera.current = moveGraph(before ?? { x: 0, y: 0, scale: 1 }, layout, size, dx, dy);
      return before === null || before.x !== camera.current.x || before.y !== camera.current.y;
    },
    [camera, layout, size],
  );
  const zoom = useCallback(
    (factor: number, x: number, y: number) => {
      camera.current = zoomGraph(camera.current ?? { x: 0, y: 0, scale: 1 }, layout, size, factor, x, y);
    },
    [camera, layout, size],
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
  const selectAt = useCallback(
    (row: number) => {
      onSelect(row);
      if (scene.rows.group(row)) onToggle(row);
    },
    [onSelect, onToggle, scene.rows],
  );
  const press = useCallback(
    (x: number, y: number): boolean => {
      const at = view();
      const place = placeInMinimap(layout, at, x, y);
      if (place) {
        const [dx, dy] = [width / 2 - place.x * at.scale - at.x, height / 2 - place.y * at.scale - at.y];
        pan(dx, dy);
        return true;
      }
      const row = hit(x, y);
      if (row < 0 || scene.rows.group(row) || !isToggle(x - boxX(layout, row, at), at)) return false;
      if (isExpanded(row) === undefined) return false;
      onToggle(row);
      return true;
    },
    [view, layout, width, height, pan, hit, scene.rows, isExpanded, onToggle],
  );

  return (
    <CanvasView
      {...props}
      isExpanded={isExpanded}
      paint={paint}
      hit={hit}
      press={press}
      pan={pan}
      zoom={zoom}
      onSelect={selectAt}
      onCommand={(command) => {
        if (command === 'zoomFit') camera.current = fitGraph(layout, size, -1);
        else props.onCommand(command);
      }}
    />
  );
}
