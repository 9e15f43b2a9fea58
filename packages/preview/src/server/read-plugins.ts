// The built plugins below plugins/: what their plugin.json says, and where their files are.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const manifest = z.looseObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  type: z.enum(['panel', 'datasource', 'app']),
  name: z.string(),
  backend: z.boolean().optional(),
  executable: z.string().optional(),
  skipDataQuery: z.boolean().optional(),
  info: z.looseObject({ version: z.string().optional(), description: z.string().optional() }).optional(),
});

export type PluginManifest = z.infer<typeof manifest>;

export interface BuiltPlugin {
  readonly manifest: PluginManifest;
  /** Folder of module.js and plugin.json. */
  readonly directory: string;
}

async function readPlugin(directory: string): Promise<BuiltPlugin | null> {
  try {
    const parsed = manifest.safeParse(JSON.parse(await readFile(join(directory, 'plugin.json'), 'utf8')));
    return parsed.success ? { manifest: parsed.data, directory } : null;
  } catch {
    return null;
  }
}

/** Plugins that have been built (`plugins/*` with a dist/plugin.json); others are skipped. */
export async function readPlugins(pluginsDirectory: string): Promise<readonly BuiltPlugin[]> {
  const names = await readdir(pluginsDirectory).catch(() => []);
  const found = await Promise.all(names.sort().map((name) => readPlugin(join(pluginsDirectory, name, 'dist'))));
  return found.filter((plugin) => plugin !== null);
}
