// The provisioned dashboards on disk, read anew at each request so that an edited file shows after a reload.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

export interface DashboardFile {
  readonly uid: string;
  readonly title: string;
  readonly slug: string;
  readonly tags: readonly string[];
  readonly description: string;
  /** Folder below the provisioning folder, '' at its top. */
  readonly folder: string;
  readonly panels: number;
  readonly json: Record<string, unknown>;
}

export interface DashboardProblem {
  readonly file: string;
  readonly message: string;
}

export interface Dashboards {
  readonly list: readonly DashboardFile[];
  /** Files that are no dashboards. */
  readonly problems: readonly DashboardProblem[];
}

/** Grafana's URL slug of a title: lower-case words joined by hyphens. */
export function toSlug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}

function countPanels(panels: unknown): number {
  if (!Array.isArray(panels)) {
    return 0;
  }
  return panels.reduce(
    (sum: number, panel: { type?: unknown; panels?: unknown }) =>
      sum + (panel.type === 'row' ? countPanels(panel.panels) : 1),
    0,
  );
}

function toDashboard(json: unknown, folder: string): DashboardFile | string {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) {
    return 'not a JSON object';
  }
  const record = json as Record<string, unknown>;
  const { uid, title, tags, description } = record;
  if (typeof uid !== 'string' || uid === '' || typeof title !== 'string') {
    return 'no uid or no title';
  }
  return {
    uid,
    title,
    slug: toSlug(title),
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
    description: typeof description === 'string' ? description : '',
    folder,
    panels: countPanels(record['panels']),
    json: record,
  };
}

async function jsonFiles(directory: string): Promise<string[]> {
  try {
    const names = await readdir(directory, { recursive: true });
    return names
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(directory, name))
      .sort();
  } catch {
    return [];
  }
}

/** Every dashboard below `directory`, by title; a missing folder has none. */
export async function readDashboards(directory: string): Promise<Dashboards> {
  const list: DashboardFile[] = [];
  const problems: DashboardProblem[] = [];
  for (const file of await jsonFiles(directory)) {
    const name = relative(directory, file);
    const folder = name.split(sep).slice(0, -1).join('/');
    try {
      const dashboard = toDashboard(JSON.parse(await readFile(file, 'utf8')), folder);
      if (typeof dashboard === 'string') {
        problems.push({ file: name, message: dashboard });
      } else {
        list.push(dashboard);
      }
    } catch (error) {
      problems.push({ file: name, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { list: list.sort((a, b) => a.title.localeCompare(b.title)), problems };
}
