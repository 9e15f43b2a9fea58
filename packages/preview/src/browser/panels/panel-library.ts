// Which panel plugin draws a panel id: the built plugins first, then the preview's drawings of Grafana's core panels.
import type { PanelPlugin, PanelPluginMeta } from '@grafana/data';
import { PluginType } from '@grafana/data';
import { config } from '@grafana/runtime';
import { importPanelPlugin } from '../boot/plugin-loader';
import { barChartPlugin } from './bar-chart/bar-chart-plugin';
import { barGaugePlugin } from './bar-gauge/bar-gauge-plugin';
import { gaugePlugin } from './gauge/gauge-plugin';
import { logsPlugin } from './logs/logs-plugin';
import { brokenModule, notDrawnPlugin, unknownKind } from './NotDrawn';
import type { CorePanel } from './panel-kinds';
import { CORE_PANELS, isCorePanel, REFUSED_PANEL } from './panel-kinds';
import { pieChartPlugin } from './pie-chart/pie-chart-plugin';
import { statPlugin } from './stat/stat-plugin';
import { stateTimelinePlugin } from './state-timeline/state-timeline-plugin';
import { tablePlugin } from './table/table-plugin';
import { textPlugin } from './text/text-plugin';
import { timeSeriesPlugin } from './time-series/time-series-plugin';

const create: Readonly<Record<CorePanel, () => PanelPlugin>> = {
  barchart: barChartPlugin,
  bargauge: barGaugePlugin,
  gauge: gaugePlugin,
  logs: logsPlugin,
  piechart: pieChartPlugin,
  [REFUSED_PANEL]: notDrawnPlugin,
  stat: statPlugin,
  'state-timeline': stateTimelinePlugin,
  table: tablePlugin,
  text: textPlugin,
  timeseries: timeSeriesPlugin,
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
  const skipDataQuery = id === 'text' || id === REFUSED_PANEL;
  return { id, name, type: PluginType.panel, module: '', baseUrl: '', sort: 100, info, skipDataQuery };
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
  return isCorePanel(id)
    ? withMeta(create[id](), coreMeta(id, CORE_PANELS[id].name))
    : withMeta(notDrawnPlugin(unknownKind(id)), coreMeta(id, id));
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
