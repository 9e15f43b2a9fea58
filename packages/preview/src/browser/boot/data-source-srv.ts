// Grafana's DataSourceSrv for the provisioned datasources: settings from the boot data, instances from the built plugins.
import type { DataSourceApi, DataSourceInstanceSettings, DataSourceRef, ScopedVars } from '@grafana/data';
import type { DataSourceSrv, GetDataSourceListFilters, TemplateSrv } from '@grafana/runtime';
import { importDataSourcePlugin } from './plugin-loader';

type Ref = DataSourceRef | string | null | undefined;

/** Installs as Grafana's datasource service. Variables in a reference (`${datasource}`) are interpolated. */
export class PreviewDataSourceSrv implements DataSourceSrv {
  readonly #settings: readonly DataSourceInstanceSettings[];
  readonly #templates: TemplateSrv;
  readonly #instances = new Map<string, Promise<DataSourceApi>>();

  constructor(settings: readonly DataSourceInstanceSettings[], templates: TemplateSrv) {
    this.#settings = settings;
    this.#templates = templates;
  }

  async get(ref?: Ref, scopedVars?: ScopedVars): Promise<DataSourceApi> {
    const settings = this.getInstanceSettings(ref, scopedVars);
    if (settings === undefined) {
      throw new Error(`Datasource ${describe(ref)} is not provisioned in this preview`);
    }
    const known = this.#instances.get(settings.uid) ?? createInstance(settings);
    this.#instances.set(settings.uid, known);
    return known;
  }

  getList(filters: GetDataSourceListFilters = {}): DataSourceInstanceSettings[] {
    return this.#settings.filter((settings) => {
      if (filters.pluginId !== undefined && settings.type !== filters.pluginId) {
        return false;
      }
      if (filters.type !== undefined && ![filters.type].flat().includes(settings.type)) {
        return false;
      }
      return filters.filter === undefined || filters.filter(settings);
    });
  }

  getInstanceSettings(ref?: Ref, scopedVars?: ScopedVars): DataSourceInstanceSettings | undefined {
    const wanted = typeof ref === 'string' ? ref : ref?.uid;
    if (wanted === undefined || wanted === '' || wanted === 'default') {
      const type = typeof ref === 'object' ? ref?.type : undefined;
      const candidates = this.#settings.filter((settings) => type === undefined || settings.type === type);
      return candidates.find((settings) => settings.isDefault === true) ?? candidates[0];
    }
    const name = this.#templates.replace(wanted, scopedVars);
    const found = this.#settings.find((settings) => settings.uid === name || settings.name === name);
    if (found === undefined || name === wanted) {
      return found;
    }
    return { ...found, rawRef: { type: found.type, uid: found.uid } };
  }

  async reload(): Promise<void> {
    this.#instances.clear();
  }

  registerRuntimeDataSource(): void {
    throw new Error('Runtime datasources are not part of the preview');
  }
}

async function createInstance(settings: DataSourceInstanceSettings): Promise<DataSourceApi> {
  const plugin = await importDataSourcePlugin(settings.meta);
  const instance = new plugin.DataSourceClass(settings);
  instance.components = plugin.components;
  return instance;
}

function describe(ref: Ref): string {
  return JSON.stringify(typeof ref === 'object' ? (ref?.uid ?? ref) : ref);
}
