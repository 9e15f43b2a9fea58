// Installs what Grafana installs before it renders: backend, datasource, template and location services, queries, plugin imports.
import type { DataSourceInstanceSettings, GrafanaConfig } from '@grafana/data';
import { locationUtil } from '@grafana/data';
import {
  config,
  setAppEvents,
  setBackendSrv,
  setDataSourceSrv,
  setEchoSrv,
  setGrafanaLiveSrv,
  setPluginImportUtils,
  setReturnToPreviousHook,
  setRunRequest,
  setTemplateSrv,
} from '@grafana/runtime';
import { sceneGraph } from '@grafana/scenes';
import { setDataSourcePluginImporter } from '@grafana/runtime/dist/esm/services/dataSource/dataSource';
import { initDataSourceInstanceSettings } from '@grafana/runtime/dist/esm/services/dataSource/settings';
import { setPanelDataErrorView } from '@grafana/runtime/dist/esm/components/PanelDataErrorView';
import { NoDataView } from '../panels/NoDataView';
import { cachedPanel, importPanel } from '../panels/panel-library';
import { PreviewBackendSrv } from './backend-srv';
import { PreviewDataSourceSrv } from './data-source-srv';
import { installRegistries } from './install-registries';
import { installLanguage } from './languages';
import { LiveConnection } from './live/live-connection';
import { PreviewLiveSrv } from './live/live-srv';
import { appEvents, collectNotices } from './notices';
import { importDataSourcePlugin } from './plugin-loader';
import { runRequest } from './run-request';
import { registerSharedModules } from './shared-modules';
import { activeScene, PreviewTemplateSrv } from './template-srv';

/** Plugins call the echo service for usage statistics; the preview collects none. */
const silentEcho = {
  flush: () => undefined,
  addBackend: () => undefined,
  addEvent: () => undefined,
  onInteraction: () => () => undefined,
};

function openLiveSocket(): WebSocket {
  const { protocol, host } = window.location;
  return new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api/live/ws`);
}

function installLocation(): void {
  locationUtil.initialize({
    // locationUtil reads appSubUrl alone; the two types of Grafana's packages differ in properties it never touches.
    config: config as unknown as GrafanaConfig,
    getTimeRangeForUrl: () => {
      const scene = activeScene();
      return scene === undefined ? { from: 'now-1h', to: 'now' } : sceneGraph.getTimeRange(scene).state.value.raw;
    },
    getVariablesUrlParams: () => {
      const scene = activeScene();
      const variables = scene === undefined ? [] : sceneGraph.getVariables(scene).state.variables;
      return Object.fromEntries(
        variables.map((variable) => [`var-${variable.state.name}`, String(variable.getValue() ?? '')]),
      );
    },
  });
}

/** Call once at start; resolves when plugins and scenes may be used. */
export async function installServices(): Promise<void> {
  const settings: DataSourceInstanceSettings[] = Object.values(config.datasources);
  const templates = new PreviewTemplateSrv();
  collectNotices();
  setAppEvents(appEvents);
  setBackendSrv(new PreviewBackendSrv());
  setTemplateSrv(templates);
  setDataSourceSrv(new PreviewDataSourceSrv(settings, templates));
  initDataSourceInstanceSettings(config.datasources, config.defaultDatasource);
  setDataSourcePluginImporter(importDataSourcePlugin);
  setEchoSrv(silentEcho);
  setGrafanaLiveSrv(new PreviewLiveSrv(new LiveConnection(openLiveSocket)));
  setRunRequest(runRequest);
  setReturnToPreviousHook(() => () => undefined);
  setPluginImportUtils({ importPanelPlugin: importPanel, getPanelPluginFromCache: cachedPanel });
  setPanelDataErrorView(NoDataView);
  installLocation();
  installRegistries();
  registerSharedModules(window.System);
  window.MonacoEnvironment = { getWorker: () => new Worker('/public/build/editor.worker.js') };
  await installLanguage();
}
