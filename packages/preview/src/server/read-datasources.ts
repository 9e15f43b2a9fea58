// The provisioned datasources: YAML as Grafana reads it, the store's address and secrets from the caller.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { PreviewOptions, StoreAccess } from './options';

/** Datasources of this type read the caller's store, whatever the file says about address and secrets. */
export const HUNTBOARD_TYPE = 'huntboard-datasource';

const entry = z.looseObject({
  name: z.string(),
  type: z.string(),
  uid: z.string().optional(),
  url: z.string().optional(),
  user: z.string().optional(),
  database: z.string().optional(),
  isDefault: z.boolean().optional(),
  jsonData: z.record(z.string(), z.unknown()).optional(),
});

const file = z.looseObject({ datasources: z.array(entry).nullish() });

export interface Datasource {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly isDefault: boolean;
  readonly url: string;
  readonly user: string;
  readonly database: string;
  readonly jsonData: Readonly<Record<string, unknown>>;
  /** Never leaves the server. */
  readonly secureJsonData: Readonly<Record<string, string>>;
}

/** `$NAME` and `${NAME}` replaced in every string; a name without value becomes empty, `$$` stands for a dollar. */
export function interpolate(value: unknown, variables: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$(\$|\{(\w+)\}|(\w+))/g, (_all, token: string, braced?: string, bare?: string) =>
      token === '$' ? '$' : (variables[braced ?? bare ?? ''] ?? ''),
    );
  }
  if (Array.isArray(value)) {
    return value.map((item) => interpolate(item, variables));
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, variables)]));
  }
  return value;
}

type Control = PreviewOptions['control'];

function toDatasource(raw: z.infer<typeof entry>, id: number, store: StoreAccess, control: Control): Datasource {
  const own = raw.type === HUNTBOARD_TYPE;
  const jsonData = raw.jsonData ?? {};
  return {
    id,
    uid: raw.uid ?? raw.name,
    name: raw.name,
    type: raw.type,
    isDefault: raw.isDefault ?? false,
    url: own ? store.url : (raw.url ?? ''),
    user: own ? store.user : (raw.user ?? ''),
    database: own ? store.database : (raw.database ?? ''),
    jsonData: own ? { ...jsonData, defaultDatabase: store.database, controlUrl: control?.url ?? '' } : jsonData,
    secureJsonData: own ? { password: store.password, controlToken: control?.token ?? '' } : {},
  };
}

/**
 * Datasources of all YAML files in `directory`. Without any Huntboard datasource there, one with uid `huntboard` is
 * added, so that the preview works before anything is provisioned. Throws on a file that is no datasource file.
 */
export async function readDatasources(
  directory: string,
  store: StoreAccess,
  variables: Readonly<Record<string, string>>,
  control?: Control,
): Promise<readonly Datasource[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => /\.ya?ml$/.test(name)).sort();
  const found: Datasource[] = [];
  for (const name of names) {
    const text = await readFile(join(directory, name), 'utf8');
    const parsed = file.safeParse(interpolate(parse(text), variables));
    if (!parsed.success) {
      throw new Error(`provisioning/datasources/${name}: ${z.prettifyError(parsed.error)}`);
    }
    for (const raw of parsed.data.datasources ?? []) {
      found.push(toDatasource(raw, found.length + 1, store, control));
    }
  }
  if (!found.some((datasource) => datasource.type === HUNTBOARD_TYPE)) {
    found.push(
      toDatasource(
        {
          name: 'Huntboard',
          type: HUNTBOARD_TYPE,
          uid: 'huntboard',
          isDefault: !found.some((datasource) => datasource.isDefault),
        },
        found.length + 1,
        store,
        control,
      ),
    );
  }
  return found;
}
