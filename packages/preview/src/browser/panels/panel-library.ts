// Which panel plugin draws a panel id: the built plugins first, then the preview's own drawings of Grafana's core panels.
import type { PanelPlugin, PanelPluginMeta } from '@grafana/data';
import { PluginType } from '@grafana/data';
import { config } from '@grafana/runtime';
import { importPanelPlugin } from '../boot/plugin-loader';
import { barChartPlugin } from './bar-chart/bar-chart-plugin';
import { barGaugePlugin } from './bar-gauge/bar-gauge-plugin';
import { gaugePlugin } from './gauge/gauge-plugin';
import { logsPlugin } from './logs/logs-plugin';
import { brokenModule, notDrawnPlugin, unknownKind } from './NotDrawn';
import { pieChartPlugin } from './pie-chart/pie-chart-plugin';
import { statPlugin } from './stat/stat-plugin';
import { stateTimelinePlugin } from './state-timeline/state-timeline-plugin';
import { tablePlugin } from './table/table-plugin';
import { textPlugin } from './text/text-plugin';
import { timeSeriesPlugin } from './time-series/time-series-plugin';

interface CorePanel {
  readonly name: string;
  /** `component`: drawn by @grafana/ui's own component. `stand-in`: @grafana/ui exports none, the drawing is the preview's. */
  readonly drawnBy: 'component' | 'stand-in';
  readonly create: () => PanelPlugin;
}

/** Panel id for panels whose options (title, reason) say why they are not drawn; the mapper refuses with it. */
export const REFUSED_PANEL = 'preview-refused';

const core: Readonly<Record<string, CorePanel>> = {
  barchart: { name: 'Bar chart', drawnBy: 'stand-in', create: barChartPlugin },
  bargauge: { name: 'Bar gauge', drawnBy: 'component', create: barGaugePlugin },
  gauge: { name: 'Gauge', drawnBy: 'stand-in', create: gaugePlugin },
  logs: { name: 'Logs', drawnBy: 'stand-in', create: logsPlugin },
  piechart: { name: 'Pie chart', drawnBy: 'stand-in', create: pieChartPlugin },
  [REFUSED_PANEL]: { name: 'Not drawn', drawnBy: 'component', create: () => notDrawnPlugin() },
  stat: { name: 'Stat', drawnBy: 'component', create: statPlugin },
  'state-timeline': { name: 'State timeline', drawnBy: 'stand-in', create: stateTimelinePlugin },
  table: { name: 'Table', drawnBy: 'component', create: tablePlugin },
  text: { name: 'Text', drawnBy: 'component', create: textPlugin },
  timeseries: { name: 'Time series', drawnBy: 'component', create: timeSeriesPlugin },
};

const loaded = new Map<string, PanelPlugin>();

function coreMeta(id: string, name: string): PanelPluginMeta {
  const info = {
    author: { name: 'Huntboard' },
    description: '',
    links: [],
    logos: { large: '', small: '' },
    screenshots: [],
    updated: '',
    version: '',
  };
  return {
    id,
    name,
    type: PluginType.panel,
    module: '',
    baseUrl: '',
    sort: 100,
    info,
    skipDataQuery: id === 'text' || id === REFUSED_PANEL,
  };
}

function withMeta(plugin: PanelPlugin, meta: PanelPluginMeta): PanelPlugin {
  plugin.meta = meta;
  return plugin;
}

async function load(id: string): Promise<PanelPlugin> {
  const built = config.panels[id];
  if (built !== undefined) {
    try {
      return await importPanelPlugin(built);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return withMeta(notDrawnPlugin(brokenModule(id, problem)), coreMeta(id, built.name));
    }
  }
  const panel = Object.hasOwn(core, id) ? core[id] : undefined;
  return panel === undefined
    ? withMeta(notDrawnPlugin(unknownKind(id)), coreMeta(id, id))
    : withMeta(panel.create(), coreMeta(id, panel.name));
}

/** The plugin for a panel id; never rejects, an id without drawing gets a panel that says so. */
export async function importPanel(id: string): Promise<PanelPlugin> {
  const plugin = loaded.get(id) ?? (await load(id));
  loaded.set(id, plugin);
  return plugin;
}

/** The plugin for a panel id when it has been imported before. */
export function cachedPanel(id: string): PanelPlugin | undefined {
  return loaded.get(id);
}

/** Name of the core panel that the preview draws itself for want of an exported component; undefined for all others. */
export function standInName(id: string): string | undefined {
  const panel = config.panels[id] === undefined && Object.hasOwn(core, id) ? core[id] : undefined;
  return panel?.drawnBy === 'stand-in' ? panel.name : undefined;
}
