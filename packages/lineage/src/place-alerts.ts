// Alerts to their processes.
import { rankLevel } from './alert-level.ts';
import { compareNumbers } from './group-rows.ts';
import type { RowGroups } from './group-rows.ts';
import { readText, readTime } from './process-columns.ts';
import type { AlertColumns } from './process-columns.ts';
import { normalizeId } from './process-identity.ts';
import type { RowTable } from './read-rows.ts';

export interface PlacedAlerts {
  /** Alerts of node n at rank r: `counts[n * 5 + r]`. */
  readonly counts: Uint32Array;
  /** Rows of the alert pages, numbered through, by node; each list by time. */
  readonly rows: ReadonlyMap<number, readonly number[]>;
  /** Alerts that name no process of the forest. */
  readonly stray: number;
}

/** Places alerts by process id, on the host they name, on any host when they name none. */
export function placeAlerts(pages: readonly AlertColumns[], table: RowTable, groups: RowGroups): PlacedAlerts {
  const counts = new Uint32Array(groups.size * 5);
  const rows = new Map<number, number[]>();
  if (pages.length === 0) return { counts, rows, stray: 0 };
  const nodes = new Map<string, number>();
  const startOf = (node: number): number => table.start[groups.rows[node]?.[0] ?? 0] ?? NaN;
  const name = (key: string, node: number): void => {
    const known = nodes.get(key);
    // An id that was used again stands for its first process.
    if (known === undefined || compareNumbers(startOf(node), startOf(known)) < 0) nodes.set(key, node);
  };
  for (let row = 0; row < table.size; row++) {
    const node = groups.ofRow[row] ?? 0;
    const id = table.id[row] ?? '';
    name(id, node);
    name(`${table.host[row] ?? ''}|${id}`, node);
  }
  const times: number[] = [];
  let alert = 0;
  let stray = 0;
  for (const { length, columns } of pages) {
    for (let i = 0; i < length; i++, alert++) {
      times.push(readTime(columns.time, i));
      const id = normalizeId(readText(columns.processId, i));
      const host = readText(columns.host, i).toLowerCase();
      const node = id === '' ? undefined : nodes.get(host === '' ? id : `${host}|${id}`);
      if (node === undefined) {
        stray++;
        continue;
      }
      const slot = node * 5 + Math.max(1, rankLevel(readText(columns.level, i)));
      counts[slot] = (counts[slot] ?? 0) + 1;
      const known = rows.get(node);
      if (known) known.push(alert);
      else rows.set(node, [alert]);
    }
  }
  for (const list of rows.values()) list.sort((a, b) => compareNumbers(times[a] ?? NaN, times[b] ?? NaN) || a - b);
  return { counts, rows, stray };
}
