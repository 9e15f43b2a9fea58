// Pages of rows, in any order, to a forest. Time is linear in the rows, but for one sort of the siblings.
import type { LevelRank } from './alert-level.ts';
import { cutCycles } from './cut-cycles.ts';
import type { Forest, NodeKind, SortKey } from './forest.ts';
import { compareNumbers, compareTexts, groupRows } from './group-rows.ts';
import { layOut } from './lay-out.ts';
import { placeAlerts } from './place-alerts.ts';
import type { AlertColumns, ProcessColumn, ProcessColumns } from './process-columns.ts';
import { fileName, idKinds } from './process-identity.ts';
import { readRows } from './read-rows.ts';
import { resolveParents } from './resolve-parents.ts';
import { siblingSequence } from './sort-siblings.ts';

export interface ForestOptions {
  readonly alerts?: readonly AlertColumns[];
  readonly sortBy?: SortKey;
  /** Puts each host above its processes; by default when there is more than one. */
  readonly hosts?: 'auto' | 'never';
}

const nowhere: readonly number[] = [];
const countColumns: readonly (readonly [LevelRank, ProcessColumn])[] = [
  [1, 'alertsLow'],
  [2, 'alertsMedium'],
  [3, 'alertsHigh'],
  [4, 'alertsCritical'],
];

/** Builds the forest. Never throws for what the rows say: orphans get ghosts for parents, circles are cut and marked. */
export function buildForest(pages: readonly ProcessColumns[], options: ForestOptions = {}): Forest {
  const table = readRows(pages);
  const groups = groupRows(table);
  const { parent: resolved, ghosts, byPid, selfParent } = resolveParents(table, groups);
  const processes = groups.size;
  const unseen = processes + ghosts.length;
  const rowsOf = (node: number): readonly number[] => groups.rows[node] ?? nowhere;
  const head = (node: number): number => rowsOf(node)[0] ?? 0;
  const hostOf = (node: number): string =>
    node < processes
      ? (table.host[head(node)] ?? '')
      : node < unseen
        ? (ghosts[node - processes]?.host ?? '')
        : (hosts[node - unseen] ?? '');

  const seenHosts = new Set(table.host);
  const hosts = options.hosts !== 'never' && seenHosts.size > 1 ? [...seenHosts].sort(compareTexts) : [];
  const size = unseen + hosts.length;
  const parent = new Int32Array(size).fill(-1);
  parent.set(resolved);

  const firstOf = (values: Float64Array, node: number): number => {
    for (const row of rowsOf(node)) if (!Number.isNaN(values[row])) return values[row] ?? NaN;
    return NaN;
  };
  const start = new Float64Array(size).fill(NaN);
  const end = new Float64Array(size).fill(NaN);
  for (let node = 0; node < processes; node++) {
    start[node] = firstOf(table.start, node);
    end[node] = firstOf(table.end, node);
  }
  const idOf = (node: number): string =>
    node < processes ? (table.id[head(node)] ?? '') : node < unseen ? (ghosts[node - processes]?.id ?? '') : '';
  const isOlder = (a: number, b: number): boolean =>
    (compareNumbers(start[a] ?? NaN, start[b] ?? NaN) ||
      compareTexts(hostOf(a), hostOf(b)) ||
      compareTexts(keys[a] ?? '', keys[b] ?? '')) < 0;

  const keys: string[] = [];
  const byKey = new Map<string, number>();
  for (let node = 0; node < size; node++) {
    // A weak id may be used again: the start tells its processes apart.
    const weak = node < processes && table.kind[head(node)] === idKinds.indexOf('weak');
    const key = `${hostOf(node)}|${idOf(node)}${weak ? `@${start[node] ?? NaN}` : ''}`;
    keys.push(key);
    byKey.set(key, node);
  }
  const cut = cutCycles(parent, isOlder);
  const hostNode = new Map(hosts.map((host, index) => [host, unseen + index]));
  if (hosts.length > 0) {
    for (let node = 0; node < unseen; node++)
      if ((parent[node] ?? -1) < 0) parent[node] = hostNode.get(hostOf(node)) ?? -1;
  }

  const placed = placeAlerts(options.alerts ?? [], table, groups);
  const alertCounts = new Uint32Array(size * 5);
  const level = new Uint8Array(size);
  let alertTotal = 0;
  for (let node = 0; node < processes; node++) {
    for (const [rank, column] of countColumns) {
      let count = placed.counts[node * 5 + rank] ?? 0;
      for (const row of rowsOf(node)) count = Math.max(count, table.number(row, column) || 0);
      if (count === 0) continue;
      alertCounts[node * 5 + rank] = count;
      alertTotal += count;
      level[node] = rank;
    }
  }

  const text = (node: number, column: ProcessColumn): string => {
    for (const row of rowsOf(node)) {
      const value = table.text(row, column);
      if (value !== '') return value;
    }
    return '';
  };
  const names = Array.from({ length: size }, (_, node): string => {
    if (node >= unseen) return hosts[node - unseen] ?? '';
    if (node >= processes) return fileName(ghosts[node - processes]?.image ?? '');
    return text(node, 'name') || fileName(text(node, 'image'));
  });

  // Roll-ups, from the leaves upwards, in any order of siblings.
  const sketch = layOut(
    parent,
    Int32Array.from({ length: size }, (_, node) => node),
  );
  const worst = level.slice();
  const earliest = start.slice();
  for (let i = size - 1; i >= 0; i--) {
    const node = sketch.order[i] ?? 0;
    const above = parent[node] ?? -1;
    if (above < 0) continue;
    worst[above] = Math.max(worst[above] ?? 0, worst[node] ?? 0);
    const known = above < processes ? (start[above] ?? NaN) : NaN;
    if (Number.isNaN(known) && compareNumbers(earliest[node] ?? NaN, earliest[above] ?? NaN) < 0)
      earliest[above] = earliest[node] ?? NaN;
  }

  const sortBy = options.sortBy ?? 'start';
  const kind = (node: number): NodeKind => (node < processes ? 'process' : node < unseen ? 'ghost' : 'host');
  const sequence = (by: SortKey): Int32Array =>
    siblingSequence(by, { size, firstHost: unseen, earliest, worst, names, keys });
  const kindOf = new Uint8Array(processes);
  const joined = new Uint8Array(processes);
  for (let node = 0; node < processes; node++) {
    const own = rowsOf(node);
    kindOf[node] = table.kind[head(node)] ?? 0;
    joined[node] = own.some((row) => table.id[row] !== table.id[head(node)]) ? 1 : 0;
  }
  return {
    size,
    counts: {
      rows: table.size,
      processes,
      ghosts: ghosts.length,
      hosts: seenHosts.size,
      alerts: alertTotal,
      strayAlerts: placed.stray,
      cycles: cut.reduce((sum, one) => sum + one, 0) + selfParent.reduce((sum, one) => sum + one, 0),
    },
    sortedBy: sortBy,
    shape: layOut(parent, sequence(sortBy)),
    sequence,
    parent,
    start,
    end,
    level,
    worst,
    nodeOfRow: groups.ofRow,
    kind,
    key: (node) => keys[node] ?? '',
    find: (key) => byKey.get(key),
    id: idOf,
    host: hostOf,
    name: (node) => names[node] ?? '',
    text: (node, column) => {
      if (node < processes) return text(node, column);
      return column === 'image' ? (ghosts[node - processes]?.image ?? '') : column === 'host' ? hostOf(node) : '';
    },
    pid: (node) => (node < processes ? firstOf(table.pid, node) : (ghosts[node - processes]?.pid ?? NaN)),
    alertCount: (node, rank) => alertCounts[node * 5 + rank] ?? 0,
    rowsOf,
    alertsOf: (node) => placed.rows.get(node) ?? nowhere,
    isWeak: (node) => node < processes && idKinds[kindOf[node] ?? 0] === 'weak',
    isLikelyChild: (node) => byPid[node] === 1,
    isCut: (node) => cut[node] === 1 || selfParent[node] === 1,
    isJoined: (node) => joined[node] === 1,
    idKind: (node) => idKinds[kindOf[node] ?? 0] ?? 'native',
    score: new Float32Array(size),
    worstScore: new Float32Array(size),
    reasonBits: new Uint32Array(size),
    reasons: () => [],
    activity: () => ({
      total: 0,
      byKind: { network: 0, dns: 0, file: 0, registry: 0, image: 0, pipe: 0, script: 0, other: 0 },
    }),
    eventsOf: () => [],
    alertFactsOf: () => [],
    edges: [],
    edgesOf: () => [],
    unloadedChildren: () => 0,
  };
}
