// Panels and rows as scenes' grid: rows hold their panels, repeated panels hold their copies.
import type { SceneGridItemLike } from '@grafana/scenes';
import { SceneGridItem, SceneGridLayout, SceneGridRow } from '@grafana/scenes';
import type { PanelJson, RowJson } from './dashboard-json';
import { isRow } from './dashboard-json';
import { PanelRepeater } from './PanelRepeater';
import type { Refusals } from './refusals';
import { toPanel } from './to-panel';

const DEFAULT_POSITION = { x: 0, y: 0, w: 12, h: 8 };

function toItem(panel: PanelJson): SceneGridItem {
  const { x, y, w, h } = panel.gridPos ?? DEFAULT_POSITION;
  const position = {
    key: `grid-item-${panel.id ?? 0}`,
    x,
    y,
    width: w,
    height: h,
    isResizable: false,
    isDraggable: false,
  };
  const repeat = panel.repeat ?? '';
  if (repeat === '') {
    return new SceneGridItem({ ...position, body: toPanel(panel) });
  }
  const vertical = panel.repeatDirection === 'v';
  const body = new PanelRepeater({
    variableName: repeat,
    source: toPanel(panel),
    columns: vertical ? 1 : (panel.maxPerRow ?? 4),
    itemHeight: h,
    panels: [],
  });
  return new SceneGridItem({ ...position, width: vertical ? w : 24, x: vertical ? x : 0, body });
}

function toRow(row: RowJson, children: SceneGridItemLike[], refusals: Refusals): SceneGridRow {
  if ((row.repeat ?? '') !== '') {
    refusals.add(`Row “${row.title ?? ''}” repeats for each ${row.repeat ?? ''}: the preview shows it once`);
  }
  return new SceneGridRow({
    key: `row-${row.id}`,
    title: row.title ?? '',
    y: row.gridPos?.y ?? 0,
    isCollapsed: row.collapsed ?? false,
    isDraggable: false,
    isResizable: false,
    children,
  });
}

/** The grid of `panels`. Panels after an open row belong to it until the next row; a collapsed row brings its own. */
export function toLayout(panels: ReadonlyArray<PanelJson | RowJson>, refusals: Refusals): SceneGridLayout {
  const children: SceneGridItemLike[] = [];
  let open: { readonly row: RowJson; readonly items: SceneGridItemLike[] } | null = null;
  const close = () => {
    if (open !== null) {
      children.push(toRow(open.row, open.items, refusals));
      open = null;
    }
  };
  for (const panel of panels) {
    if (!isRow(panel)) {
      const target: SceneGridItemLike[] = open === null ? children : (open as { items: SceneGridItemLike[] }).items;
      target.push(toItem(panel));
      continue;
    }
    close();
    if (panel.collapsed === true) {
      children.push(toRow(panel, (panel.panels ?? []).map(toItem), refusals));
    } else {
      open = { row: panel, items: [] };
    }
  }
  close();
  return new SceneGridLayout({ children, isDraggable: false, isResizable: false, isLazy: true });
}
