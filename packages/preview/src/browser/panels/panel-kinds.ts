// Grafana's core panels that the preview draws, and by what; without their drawings, so that the mapper can know them.
import { config } from '@grafana/runtime';

/** Panel id for panels whose options (title, reason) say why they are not drawn; the mapper refuses with it. */
export const REFUSED_PANEL = 'preview-refused';

/** `component`: drawn by @grafana/ui's own component. `stand-in`: @grafana/ui exports none, the drawing is the preview's. */
export type DrawnBy = 'component' | 'stand-in';

export const CORE_PANELS = {
  barchart: { name: 'Bar chart', drawnBy: 'stand-in' },
  bargauge: { name: 'Bar gauge', drawnBy: 'component' },
  gauge: { name: 'Gauge', drawnBy: 'stand-in' },
  logs: { name: 'Logs', drawnBy: 'stand-in' },
  piechart: { name: 'Pie chart', drawnBy: 'stand-in' },
  [REFUSED_PANEL]: { name: 'Not drawn', drawnBy: 'component' },
  stat: { name: 'Stat', drawnBy: 'component' },
  'state-timeline': { name: 'State timeline', drawnBy: 'stand-in' },
  table: { name: 'Table', drawnBy: 'component' },
  text: { name: 'Text', drawnBy: 'component' },
  timeseries: { name: 'Time series', drawnBy: 'component' },
} as const satisfies Record<string, { readonly name: string; readonly drawnBy: DrawnBy }>;

export type CorePanel = keyof typeof CORE_PANELS;

/** True for the ids of core panels that the preview draws. */
export function isCorePanel(id: string): id is CorePanel {
  return Object.hasOwn(CORE_PANELS, id);
}

/** Name of a core panel that the preview draws itself for want of an exported component; undefined for all others. */
export function standInName(id: string): string | undefined {
  const panel = config.panels[id] === undefined && isCorePanel(id) ? CORE_PANELS[id] : undefined;
  return panel?.drawnBy === 'stand-in' ? panel.name : undefined;
}
