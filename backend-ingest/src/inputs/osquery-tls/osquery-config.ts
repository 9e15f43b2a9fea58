// The osquery configurations that are served, from a directory: a base, parts by platform and tag, and packs.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { Telemetry } from '../../telemetry/telemetry.ts';
import { queryTable } from './query-table.ts';

const querySchema = z.looseObject({
  query: z.string().min(1),
  interval: z.coerce.number().int().positive().optional(),
});
const packSchema = z.looseObject({ queries: z.record(z.string(), querySchema).default({}) });

/** A part of an osquery configuration (osquery.readthedocs.io, deployment/configuration). Fields not named here are passed on. */
const partSchema = z.looseObject({
  options: z.record(z.string(), z.unknown()).optional(),
  schedule: z.record(z.string(), querySchema).optional(),
  packs: z.record(z.string(), packSchema).optional(),
});
type Part = z.infer<typeof partSchema>;
type Pack = z.infer<typeof packSchema>;

const EXTENSIONS: ReadonlySet<string> = new Set(['.json', '.conf', '.yaml', '.yml']);

function readPart<T>(path: string, schema: z.ZodType<T>): T {
  // YAML reads JSON too, and osquery's own files with comments and line continuations only where they are valid YAML.
  const parsed = schema.safeParse(parseYaml(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function filesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => EXTENSIONS.has(extname(name)))
      .sort()
      .map((name) => join(directory, name));
  } catch {
    return [];
  }
}

const nameOf = (path: string): string => basename(path, extname(path));

/** Objects are merged, everything else is replaced by the later part. */
function merge(
  base: Readonly<Record<string, unknown>>,
  part: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(part)) {
    const before = merged[key];
    merged[key] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Loaded {
  readonly base: Part;
  readonly platforms: ReadonlyMap<string, Part>;
  readonly tags: ReadonlyMap<string, Part>;
  readonly packs: Readonly<Record<string, Pack>>;
}

/**
 * A directory: `base.*` for every node, `platforms/<platform>.*`, `tags/<tag>.*` (tag = name of the enroll secret) merged over it in
 * this order, `packs/<name>.*` served to all (osquery itself looks at a pack's `platform`, `version` and `discovery`).
 */
function load(directory: string): Loaded {
  const base = filesIn(directory).find((path) => nameOf(path) === 'base');
  const parts = (folder: string): Map<string, Part> =>
    new Map(filesIn(join(directory, folder)).map((path) => [nameOf(path), readPart(path, partSchema)]));
  return {
    base: base === undefined ? {} : readPart(base, partSchema),
    platforms: parts('platforms'),
    tags: parts('tags'),
    packs: Object.fromEntries(
      filesIn(join(directory, 'packs')).map((path) => [nameOf(path), readPart(path, packSchema)]),
    ),
  };
}

/** What changes when any of the files does. */
function stateOf(directory: string): string {
  const folders = ['', 'platforms', 'tags', 'packs'].map((folder) => join(directory, folder));
  return folders
    .flatMap((folder) => filesIn(folder))
    .map((path) => {
      const { mtimeMs, size } = statSync(path);
      return `${path}:${mtimeMs}:${size}`;
    })
    .join('|');
}

const RELOAD_MS = 5000;

export class OsqueryConfigs {
  private readonly directory: string;
  private readonly telemetry: Telemetry;
  private readonly now: () => number;
  private loaded: Loaded;
  private state: string;
  private checkedAt: number;
  /** Called with the new map of query names when the files changed. */
  onTables: (tables: Readonly<Record<string, string>>) => void = () => undefined;

  /** Throws when a file of the directory cannot be used. */
  constructor(directory: string, telemetry: Telemetry, now: () => number) {
    this.directory = directory;
    this.telemetry = telemetry;
    this.now = now;
    this.state = stateOf(directory);
    this.loaded = load(directory);
    this.checkedAt = now();
  }

  /** The configuration for a node. */
  forNode(node: { readonly platform: string; readonly tag: string }): Readonly<Record<string, unknown>> {
    this.reload();
    const { base, platforms, tags, packs } = this.loaded;
    const withPlatform = merge(base, platforms.get(node.platform) ?? {});
    const withTag = merge(withPlatform, node.tag === '' ? {} : (tags.get(node.tag) ?? {}));
    return Object.keys(packs).length === 0
      ? withTag
      : { ...withTag, packs: merge(packs, isObject(withTag['packs']) ? withTag['packs'] : {}) };
  }

  /** Name of a query as osquery reports it → table, over everything that is served. */
  tables(): Readonly<Record<string, string>> {
    const { base, platforms, tags, packs } = this.loaded;
    const tables: Record<string, string> = {};
    const add = (name: string, sql: string): void => {
      const table = queryTable(sql);
      if (table !== undefined) tables[name] = table;
    };
    const addPacks = (list: Readonly<Record<string, Pack>>, delimiter: string): void => {
      for (const [pack, { queries }] of Object.entries(list))
        for (const [name, { query }] of Object.entries(queries)) add(['pack', pack, name].join(delimiter), query);
    };
    const parts = [base, ...platforms.values(), ...tags.values()];
    const delimiters = new Set(parts.map((part) => String(part.options?.['pack_delimiter'] ?? '_')));
    for (const part of parts) {
      for (const [name, { query }] of Object.entries(part.schedule ?? {})) add(name, query);
      for (const delimiter of delimiters) addPacks(part.packs ?? {}, delimiter);
    }
    for (const delimiter of delimiters) addPacks(packs, delimiter);
    return tables;
  }

  /** Takes over changed files; when they cannot be used the former ones stay in force. */
  private reload(): void {
    if (this.now() - this.checkedAt < RELOAD_MS) return;
    this.checkedAt = this.now();
    try {
      const state = stateOf(this.directory);
      if (state === this.state) return;
      this.state = state;
      this.loaded = load(this.directory);
    } catch (error) {
      this.telemetry.configurationRefused('osquery', error as Error);
      return;
    }
    const tables = this.tables();
    this.telemetry.configurationRead('osquery', { queries: Object.keys(tables).length });
    this.onTables(tables);
  }
}
