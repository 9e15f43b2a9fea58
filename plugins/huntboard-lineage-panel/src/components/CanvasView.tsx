// What graph and timeline share: a canvas that is drawn when something changed, moved by drag, wheel and key, and its rows for screen readers.
import React, { useCallback, useEffect, useImperativeHandle, useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { describeNode } from '../describe-node';
import { groupLabel } from '../drawing/node-look';
import type { Scene } from '../drawing/node-look';
import { forgetWidths } from '../drawing/pen';
import { prepareCanvas } from '../drawing/prepare-canvas';
import { keyCommand } from '../key-command';
import type { KeyCommand } from '../key-command';
import type { FocusHandle } from '../use-view-actions';

export interface CanvasViewProps {
  readonly panelId: number;
  readonly label: string;
  readonly scene: Scene;
  readonly width: number;
  readonly height: number;
  readonly isExpanded: (row: number) => boolean | undefined;
  readonly paint: (context: CanvasRenderingContext2D) => void;
  /** Row at a place, -1 for none. */
  readonly hit: (x: number, y: number) => number;
  /** Moves the drawing by so many px; false when it cannot move that way, so that the page scrolls instead. */
  readonly pan: (dx: number, dy: number) => boolean;
  readonly zoom: (factor: number, x: number, y: number) => void;
  /** A press that is no click on a row, such as one on the minimap or on a chevron: true when it was taken. */
  readonly press?: (x: number, y: number) => boolean;
  readonly onSelect: (row: number) => void;
  readonly onDetail: (row: number) => void;
  readonly onMenu: (row: number, x: number, y: number) => void;
  readonly onCommand: (command: KeyCommand) => void;
  readonly copyText: () => string;
  readonly handle: React.Ref<FocusHandle>;
  readonly children?: React.ReactNode;
}

/** A press that moves less than this is a click, px. */
const clickSlack = 4;
/** Rows around the selection that a screen reader finds. */
const spokenRows = 12;

export function CanvasView(props: CanvasViewProps): React.ReactElement {
  const { scene, width, height, paint, pan, zoom, hit } = props;
  const styles = useStyles2(getStyles);
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const pending = useRef(0);

  useImperativeHandle(props.handle, () => ({ focus: () => host.current?.focus({ preventScroll: true }) }), []);

  const draw = useCallback(() => {
    pending.current = 0;
    const context = canvas.current && prepareCanvas(canvas.current, width, height);
    if (context) paint(context);
  }, [paint, width, height]);
  // However often something changes, it is drawn once a frame.
  const request = useCallback(() => {
    if (pending.current === 0) pending.current = requestAnimationFrame(draw);
  }, [draw]);
  useEffect(() => {
    draw();
    return () => {
      cancelAnimationFrame(pending.current);
      pending.current = 0;
    };
  }, [draw]);

  // What was drawn before a face was loaded has the letters of another one.
  useEffect(() => {
    const { fonts } = document;
    if (fonts === undefined) return;
    const redraw = (): void => {
      forgetWidths();
      request();
    };
    fonts.addEventListener('loadingdone', redraw);
    return () => fonts.removeEventListener('loadingdone', redraw);
  }, [request]);

  const placeOf = (event: { readonly clientX: number; readonly clientY: number }): readonly [number, number] => {
    const box = host.current?.getBoundingClientRect();
    return [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)];
  };

  // React's own wheel listener is passive: it could not keep the page from scrolling.
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      const box = element.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey) {
        zoom(Math.exp(-event.deltaY * 0.002), event.clientX - box.left, event.clientY - box.top);
      } else if (!pan(event.shiftKey ? -event.deltaY : -event.deltaX, event.shiftKey ? 0 : -event.deltaY)) {
        return;
      }
      event.preventDefault();
      request();
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [zoom, pan, request]);

  const drag = useRef<{ x: number; y: number; moved: boolean } | null>(null);
  return (
    <div
      ref={host}
      className={styles.view}
      style={{ width, height }}
      role="tree"
      tabIndex={0}
      aria-label={props.label}
      aria-activedescendant={
        scene.selected < 0 ? undefined : `huntboard-lineage-${props.panelId}-drawn-${scene.selected}`
      }
      data-lineage-keys
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        if (props.press?.(...placeOf(event)) === true) {
          host.current?.focus({ preventScroll: true });
          request();
          return;
        }
        drag.current = { x: event.clientX, y: event.clientY, moved: false };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const at = drag.current;
        if (!at) {
          event.currentTarget.style.cursor = hit(...placeOf(event)) >= 0 ? 'pointer' : 'grab';
          return;
        }
        const [dx, dy] = [event.clientX - at.x, event.clientY - at.y];
        if (!at.moved && Math.hypot(dx, dy) < clickSlack) return;
        drag.current = { x: event.clientX, y: event.clientY, moved: true };
        event.currentTarget.style.cursor = 'grabbing';
        pan(dx, dy);
        request();
      }}
      onPointerUp={(event) => {
        const at = drag.current;
        drag.current = null;
        if (!at || at.moved) return;
        const row = hit(...placeOf(event));
        if (row >= 0) props.onSelect(row);
        else host.current?.focus({ preventScroll: true });
      }}
      onDoubleClick={(event) => {
        const row = hit(...placeOf(event));
        if (row >= 0) props.onDetail(row);
      }}
      onContextMenu={(event) => {
        const row = hit(...placeOf(event));
        if (row < 0) return;
        event.preventDefault();
        props.onMenu(row, event.clientX, event.clientY);
      }}
      onCopy={(event) => {
        event.clipboardData.setData('text/plain', props.copyText());
        event.preventDefault();
      }}
      onKeyDown={(event) => {
        const command = keyCommand(event);
        if (!command) return;
        event.preventDefault();
        event.stopPropagation();
        if (command === 'zoomIn' || command === 'zoomOut')
          zoom(command === 'zoomIn' ? 1.3 : 1 / 1.3, width / 2, height / 2);
        else props.onCommand(command);
        request();
      }}
    >
      <canvas ref={canvas} aria-hidden />
      <SpokenRows panelId={props.panelId} scene={scene} isExpanded={props.isExpanded} />
      {props.children}
    </div>
  );
}

/** The rows around the selection as text that is not seen: a canvas says nothing by itself. */
function SpokenRows({
  panelId,
  scene,
  isExpanded,
}: Pick<CanvasViewProps, 'panelId' | 'scene' | 'isExpanded'>): React.ReactElement {
  const styles = useStyles2(getStyles);
  const { forest, rows, selected } = scene;
  const from = Math.max(0, selected - spokenRows);
  const to = Math.min(rows.length, Math.max(selected, 0) + spokenRows + 1);
  const spoken: number[] = [];
  for (let row = from; row < to; row++) spoken.push(row);
  return (
    <div className={styles.unseen} role="presentation">
      {spoken.map((row) => {
        const group = rows.group(row);
        return (
          <div
            key={row}
            id={`huntboard-lineage-${panelId}-drawn-${row}`}
            role="treeitem"
            aria-level={(rows.depth[row] ?? 0) + 1}
            aria-posinset={rows.position[row] ?? 1}
            aria-setsize={rows.siblings[row] ?? 1}
            aria-selected={row === selected}
            aria-expanded={isExpanded(row)}
            aria-label={group ? groupLabel(group) : describeNode(forest, rows.node[row] ?? 0)}
          />
        );
      })}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({
    position: 'relative',
    overflow: 'hidden',
    touchAction: 'none',
    outline: 'none',
    borderRadius: theme.shape.radius.default,
    '&:focus-visible': { boxShadow: `inset 0 0 0 1px ${theme.colors.primary.border}` },
    '& > canvas': { display: 'block' },
  }),
  unseen: css({
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    top: 0,
    left: 0,
  }),
});
