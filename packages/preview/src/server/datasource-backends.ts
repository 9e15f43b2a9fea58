// The backend processes of the datasource plugins: started at the first question, spoken to over Grafana's plugin protocol.
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostContext, PluginHost } from '@huntboard/grafana-backend/testing';
import { startPluginHost } from '@huntboard/grafana-backend/testing';
import type { LocalUser } from './local-user';
import type { Datasource } from './read-datasources';
import type { BuiltPlugin } from './read-plugins';

/** The part of a plugin host that the routes use. */
export type DatasourceBackend = Pick<
  PluginHost,
  'queryData' | 'callResource' | 'checkHealth' | 'subscribeStream' | 'runStream'
>;

export interface DatasourceBackends {
  /** Rejects with a message fit for the reader when the backend is not built or does not come up. */
  backendOf(datasource: Datasource): Promise<DatasourceBackend>;
  stop(): Promise<void>;
}

const GO_ARCH: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', arm: 'arm', ia32: '386' };

/** Where Grafana looks for the executable: `<executable>_<os>_<arch>` in the plugin's folder. */
export function executablePath(plugin: BuiltPlugin, platform: string, arch: string): string {
  const os = platform === 'win32' ? 'windows' : platform;
  const name = `${plugin.manifest.executable ?? ''}_${os}_${GO_ARCH[arch] ?? arch}${os === 'windows' ? '.exe' : ''}`;
  return join(plugin.directory, name);
}

async function start(plugin: BuiltPlugin, log: (line: string) => void): Promise<PluginHost> {
  const executable = executablePath(plugin, process.platform, process.arch);
  try {
    await access(executable);
  } catch {
    throw new Error(
      `The backend of ${plugin.manifest.id} is not built for this machine (${executable} is missing). Run: npm run build`,
    );
  }
  return startPluginHost({
    executable,
    onLog: (entry) => {
      if (/warn|error/i.test(entry.level)) {
        log(`${plugin.manifest.id}: ${entry.message}`);
      }
    },
  });
}

/** What Grafana tells a backend with every call: the datasource with its secrets, and who asks. */
export function toContext(datasource: Datasource, startedAt: number, { login, role }: LocalUser): HostContext {
  const { uid, name, url, user, database, jsonData, secureJsonData } = datasource;
  return {
    datasource: { uid, name, url, user, database, jsonData, secureJsonData, lastUpdated: startedAt },
    orgId: 1,
    pluginId: datasource.type,
    user: { login, name: login, email: '', role },
  };
}

/** Backends by plugin id. A backend that failed to start is tried again at the next question. */
export function createBackends(
  plugins: () => Promise<readonly BuiltPlugin[]>,
  log: (line: string) => void,
): DatasourceBackends {
  const running = new Map<string, Promise<PluginHost>>();
  return {
    backendOf: async (datasource) => {
      const known = running.get(datasource.type);
      if (known !== undefined) {
        return known;
      }
      const plugin = (await plugins()).find(({ manifest }) => manifest.id === datasource.type);
      if (plugin === undefined || plugin.manifest.backend !== true) {
        throw new Error(`The plugin ${datasource.type} is not built or has no backend. Run: npm run build`);
      }
      const starting = running.get(datasource.type) ?? start(plugin, log);
      running.set(datasource.type, starting);
      starting.catch(() => running.delete(datasource.type));
      return starting;
    },
    stop: async () => {
      const hosts = await Promise.allSettled(running.values());
      running.clear();
      await Promise.all(hosts.map((host) => (host.status === 'fulfilled' ? host.value.shutdown() : undefined)));
    },
  };
}
