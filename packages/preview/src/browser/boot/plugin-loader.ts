// Imports the built plugins (AMD module.js) with SystemJS, once each, as Grafana does.
import type { DataSourceApi, DataSourcePluginMeta, PanelPluginMeta } from '@grafana/data';
import { DataSourcePlugin, PanelPlugin } from '@grafana/data';
import { loadPluginWords } from './languages';

const panels = new Map<string, Promise<PanelPlugin>>();
const dataSources = new Map<string, Promise<DataSourcePlugin<DataSourceApi>>>();

async function importPluginExport(path: string): Promise<unknown> {
  const module = await window.System.import(new URL(path, window.location.origin).href);
  return module['plugin'];
}

async function loadPanel(meta: PanelPluginMeta): Promise<PanelPlugin> {
  await loadPluginWords(meta);
  const plugin = await importPluginExport(meta.module);
  if (!(plugin instanceof PanelPlugin)) {
    throw new Error(`${meta.id}: module.js does not export a PanelPlugin named "plugin"`);
  }
  plugin.meta = meta;
  return plugin;
}

async function loadDataSource(meta: DataSourcePluginMeta): Promise<DataSourcePlugin<DataSourceApi>> {
  await loadPluginWords(meta);
  const plugin = await importPluginExport(meta.module);
  if (!(plugin instanceof DataSourcePlugin)) {
    throw new Error(`${meta.id}: module.js does not export a DataSourcePlugin named "plugin"`);
  }
  plugin.meta = meta;
  return plugin;
}

/** The panel plugin of `meta`; rejects when its module cannot be loaded. */
export function importPanelPlugin(meta: PanelPluginMeta): Promise<PanelPlugin> {
  const known = panels.get(meta.id) ?? loadPanel(meta);
  panels.set(meta.id, known);
  return known;
}

/** The datasource plugin of `meta`; rejects when its module cannot be loaded. */
export function importDataSourcePlugin(meta: DataSourcePluginMeta): Promise<DataSourcePlugin<DataSourceApi>> {
  const known = dataSources.get(meta.id) ?? loadDataSource(meta);
  dataSources.set(meta.id, known);
  return known;
}
