// /boot.js: Grafana's boot data (datasources, panels, user, theme) as a script, since the policy forbids inline ones.
import type { LocalUser } from './local-user';
import type { Datasource } from './read-datasources';
import type { BuiltPlugin, PluginManifest } from './read-plugins';

/** Version the plugins see as Grafana's: that of the @grafana packages the preview is built with. */
const GRAFANA_VERSION = '13.2.2';

/** What the plugin list of Grafana says of a plugin. */
function toMeta(manifest: PluginManifest, sort: number): Record<string, unknown> {
  const baseUrl = `public/plugins/${manifest.id}`;
  const empty = {
    author: { name: '' },
    description: '',
    links: [],
    logos: { large: '', small: '' },
    screenshots: [],
    updated: '',
    version: '',
  };
  return {
    ...manifest,
    info: { ...empty, ...manifest.info },
    baseUrl,
    module: `${baseUrl}/module.js`,
    sort,
    hideFromList: false,
    signature: 'unsigned',
  };
}

/** Settings of a datasource as every page gets them: no user, no password, no address of the store. */
export function toBrowserSettings(datasource: Datasource, meta: Record<string, unknown>): Record<string, unknown> {
  const { id, uid, name, type, isDefault, jsonData } = datasource;
  return {
    id,
    uid,
    name,
    type,
    isDefault,
    meta,
    jsonData,
    access: 'proxy',
    readOnly: true,
    url: `/api/datasources/proxy/uid/${uid}`,
    cachingConfig: { enabled: false, TTLMs: 0 },
  };
}

/** The boot data for these plugins and datasources; a datasource whose plugin is not built is left out. */
export function toBootData(
  plugins: readonly BuiltPlugin[],
  datasources: readonly Datasource[],
  visitor: LocalUser,
): Record<string, unknown> {
  const metas = new Map(plugins.map(({ manifest }, index) => [manifest.id, toMeta(manifest, index)]));
  const panels = plugins
    .filter(({ manifest }) => manifest.type === 'panel')
    .map(({ manifest }) => [manifest.id, metas.get(manifest.id)]);
  const usable = datasources.flatMap((datasource) => {
    const meta = metas.get(datasource.type);
    return meta === undefined ? [] : [[datasource.name, toBrowserSettings(datasource, meta)]];
  });
  const user = {
    isSignedIn: true,
    id: 1,
    uid: 'preview',
    login: visitor.login,
    email: '',
    name: visitor.login,
    theme: 'dark',
    lightTheme: false,
    orgCount: 1,
    orgId: 1,
    orgName: 'Huntboard',
    orgRole: visitor.role,
    isGrafanaAdmin: false,
    gravatarUrl: '',
    timezone: 'browser',
    weekStart: '',
    language: 'en-US',
    locale: 'en-US',
    externalUserId: '',
    authenticatedBy: '',
    analytics: { identifier: '' },
    permissions: { 'datasources:query': true, 'datasources:explore': true },
  };
  const settings = {
    appUrl: '/',
    appSubUrl: '',
    buildInfo: {
      version: GRAFANA_VERSION,
      versionString: `Huntboard preview (${GRAFANA_VERSION})`,
      commit: '',
      env: 'production',
      edition: 'Open Source',
      hasUpdate: false,
      hideVersion: true,
    },
    datasources: Object.fromEntries(usable),
    defaultDatasource: datasources.find((datasource) => datasource.isDefault)?.name ?? datasources[0]?.name ?? '',
    panels: Object.fromEntries(panels),
    apps: {},
    featureToggles: {},
    exploreEnabled: true,
    liveEnabled: true,
    expressionsEnabled: false,
    minRefreshInterval: '5s',
    rbacEnabled: false,
    viewersCanEdit: false,
    windowTitlePrefix: 'Huntboard - ',
  };
  return { user, settings, navTree: [], assets: { dark: '', light: '' } };
}

/**
 * The script text. It picks the theme (`?theme=` for this visit, else the remembered one, else dark) before the first
 * paint and before any bundle reads it; and the language (`?lang=`, else the browser's).
 */
export function toBootScript(bootData: Record<string, unknown>): string {
  return `window.__grafana_public_path__ = '/public/';
window.grafanaBootData = ${JSON.stringify(bootData)};
(function () {
  var wanted = new URLSearchParams(location.search).get('theme');
  if (wanted !== 'light' && wanted !== 'dark') {
    try { wanted = localStorage.getItem('huntboard.theme'); } catch (e) { wanted = null; }
  }
  var theme = wanted === 'light' ? 'light' : 'dark';
  window.grafanaBootData.user.theme = theme;
  window.grafanaBootData.user.lightTheme = theme === 'light';
  document.documentElement.dataset.theme = theme;
  window.grafanaBootData.user.language = new URLSearchParams(location.search).get('lang') || navigator.language || 'en-US';
})();
`;
}
