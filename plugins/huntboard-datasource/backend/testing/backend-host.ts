// The built backend under Grafana's test host, for tests: built once into a temporary directory.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startPluginHost } from '@huntboard/grafana-backend/testing';
import type { HostContext, HostQueryResponse, PluginHost } from '@huntboard/grafana-backend/testing';

const plugin = resolve(__dirname, '../..');

/** Builds the backend and gives the path of its launcher for this machine. */
export function builtBackend(): string {
  const out = mkdtempSync(join(tmpdir(), 'huntboard-backend-'));
  execFileSync(process.execPath, [join(plugin, 'build-backend.mjs'), '--out', out], { stdio: 'inherit' });
  return join(out, `gpx_huntboard_${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`);
}

/** Packages the built plugin for this machine and gives the folder that a Grafana user unzips, and the folder with the archives. */
export function packagedPlugin(): { readonly folder: string; readonly release: string; readonly executable: string } {
  const release = mkdtempSync(join(tmpdir(), 'huntboard-release-'));
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const target = `${process.platform}_${architecture}`;
  const script = resolve(plugin, '../package-plugins.mjs');
  execFileSync(process.execPath, [script, '--out', release, '--target', target, '--plugin', 'huntboard-datasource'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const folder = join(release, 'plugins/huntboard-datasource');
  return { folder, release, executable: join(folder, `gpx_huntboard_${target}`) };
}

export interface Backend {
  readonly host: PluginHost;
  readonly context: HostContext;
  /** One query, answered. */
  readonly ask: (model: Readonly<Record<string, unknown>>, more?: Partial<Asked>) => Promise<HostQueryResponse>;
  readonly sql: (sql: string, more?: Partial<Asked>) => Promise<HostQueryResponse>;
}

export interface Asked {
  readonly from: number;
  readonly to: number;
  readonly context: HostContext;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly intervalMs: number;
}

export async function startBackend(
  executable: string,
  url: string,
  user: { readonly user: string; readonly password: string },
  range: { readonly from: number; readonly to: number },
): Promise<Backend> {
  const host = await startPluginHost({ executable });
  const context: HostContext = {
    datasource: {
      uid: 'huntboard',
      url,
      jsonData: { username: user.user, defaultDatabase: 'huntboard' },
      secureJsonData: { password: user.password },
      lastUpdated: 1,
    },
    user: { login: 'ana', role: 'Editor' },
  };
  const ask: Backend['ask'] = async (model, more = {}) => {
    const { context: other, headers, signal, from = range.from, to = range.to, intervalMs = 60_000 } = more;
    const answer = await host.queryData({
      context: other ?? context,
      queries: [{ refId: 'A', model, from, to, intervalMs }],
      ...(headers === undefined ? {} : { headers }),
      ...(signal === undefined ? {} : { signal }),
    });
    const { A } = answer;
    if (A === undefined) throw new Error('No answer for refId A.');
    return A;
  };
  return { host, context, ask, sql: (sql, more) => ask({ kind: 'sql', sql }, more) };
}

let instances = 0;

/** The same data source with other settings: an instance of its own. */
export function withSettings(
  { datasource, ...context }: HostContext,
  jsonData: object,
  more: Partial<HostContext['datasource']> = {},
): HostContext {
  return {
    ...context,
    datasource: {
      ...datasource,
      uid: `other-${instances++}`,
      ...more,
      jsonData: { ...datasource.jsonData, ...jsonData },
      secureJsonData: { ...datasource.secureJsonData, ...more.secureJsonData },
    },
  };
}

export const fieldNames = (frame: HostQueryResponse['frames'][number] | undefined): string[] =>
  (frame?.schema.fields ?? []).map(({ name }) => name);
