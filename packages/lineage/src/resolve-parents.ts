// Who started whom: parents by id, else by pid and time; a parent that is not among the rows becomes a ghost.
import { compareNumbers, compareTexts } from './group-rows.ts';
import type { RowGroups } from './group-rows.ts';
import { fileName } from './process-identity.ts';
import type { RowTable } from './read-rows.ts';

/** A parent that its children name and no row tells of. */
export interface Ghost {
  readonly host: string;
  /** The id its children name, or `pid:<n>` where they know only the pid. */
  readonly id: string;
  /** File name or path as the children tell it; '' when none does. */
  readonly image: string;
  /** NaN when unknown. */
  readonly pid: number;
}

export interface Parents {
  /** Parent of each process; ghosts are numbered after the processes; -1 for none. */
  readonly parent: Int32Array;
  readonly ghosts: readonly Ghost[];
  /** 1 where the parent was found by pid and time: likely, not certain. */
  readonly byPid: Uint8Array;
  /** 1 where a process names itself as its parent. */
  readonly selfParent: Uint8Array;
}

type Index = Map<string, Map<string | number, number[]>>;

const startOf = (table: RowTable, groups: RowGroups, node: number): number => {
  for (const row of groups.rows[node] ?? []) if (!Number.isNaN(table.start[row])) return table.start[row] ?? NaN;
  return NaN;
};

function addTo(index: Index, host: string, key: string | number, node: number): void {
  let keys = index.get(host);
  if (!keys) index.set(host, (keys = new Map()));
  const nodes = keys.get(key);
  if (!nodes) keys.set(key, [node]);
  else if (nodes.at(-1) !== node) nodes.push(node);
}

/** Resolves every process's parent: by the ids its rows name, the most trusted row first; without any id by pid. */
export function resolveParents(table: RowTable, groups: RowGroups): Parents {
  const { size, rows } = groups;
  const parent = new Int32Array(size).fill(-1);
  const byPid = new Uint8Array(size);
  const selfParent = new Uint8Array(size);
  const starts = Float64Array.from({ length: size }, (_, node) => startOf(table, groups, node));
  const ids: Index = new Map();
  for (let node = 0; node < size; node++) {
    for (const row of rows[node] ?? []) {
      const host = table.host[row] ?? '';
      addTo(ids, host, table.id[row] ?? '', node);
    }
  }
  const byStart = (a: number, b: number): number =>
    compareNumbers(starts[a] ?? NaN, starts[b] ?? NaN) || compareTexts(nodeId(a), nodeId(b));
  const nodeId = (node: number): string => table.id[rows[node]?.[0] ?? 0] ?? '';
  const sorted = (index: Index): Index => {
    for (const keys of index.values()) for (const nodes of keys.values()) if (nodes.length > 1) nodes.sort(byStart);
    return index;
  };
  sorted(ids);
  // Only rows without a parent's id need it.
  let pids: Index | undefined;
  const pidIndex = (): Index => {
    if (pids) return pids;
    const index: Index = new Map();
    rows.forEach((own, node) => {
      for (const row of own) if (table.pid[row]) addTo(index, table.host[row] ?? '', table.pid[row] ?? NaN, node);
    });
    return (pids = sorted(index));
  };

  /** The latest candidate that had started by then (by any time, when the child's start is unknown); -1 when only the child is left. */
  const latestBefore = (candidates: readonly number[], time: number, child: number): number => {
    let found = -1;
    for (const candidate of candidates) {
      if (candidate === child) continue;
      const start = starts[candidate] ?? NaN;
      if (found >= 0 && (Number.isNaN(start) || start > time)) break;
      found = candidate;
    }
    return found;
  };
  const ends = (node: number): number => {
    for (const row of rows[node] ?? []) if (!Number.isNaN(table.end[row])) return table.end[row] ?? NaN;
    return NaN;
  };
  const imageOf = (row: number): string => fileName(table.text(row, 'image') || table.text(row, 'name')).toLowerCase();

  const findByPid = (row: number, node: number): number => {
    const candidates = pidIndex()
      .get(table.host[row] ?? '')
      ?.get(table.ppid[row] ?? NaN);
    if (!candidates) return -1;
    const time = starts[node] ?? NaN;
    const found = latestBefore(candidates, time, node);
    if (found < 0) return -1;
    // Started later, or over before: the pid was another's at that time.
    if ((starts[found] ?? NaN) > time || ends(found) < time) return -1;
    const told = fileName(table.text(row, 'parentName')).toLowerCase();
    const image = imageOf(rows[found]?.[0] ?? 0);
    return told !== '' && image !== '' && told !== image ? -1 : found;
  };

  const ghosts: Ghost[] = [];
  const ghostIds = new Map<string, number>();
  const namers = new Map<number, number>();
  const ghostFor = (row: number, id: string): number => {
    const host = table.host[row] ?? '';
    const key = `${host}\u0000${id}`;
    let ghost = ghostIds.get(key);
    if (ghost === undefined) {
      ghostIds.set(key, (ghost = ghosts.length));
      ghosts.push({ host, id, image: '', pid: NaN });
    }
    // The child that names it is the earliest one that can, so that the order of pages does not show.
    const told = table.text(row, 'parentName');
    const known = namers.get(ghost);
    if (known === undefined || isBetterNamer(table, row, known)) {
      namers.set(ghost, row);
      ghosts[ghost] = { host, id, image: told, pid: table.ppid[row] ?? NaN };
    }
    return size + ghost;
  };

  for (let node = 0; node < size; node++) {
    const own = rows[node] ?? [];
    let named = -1;
    for (const row of own) {
      const id = table.parentId[row] ?? '';
      if (id === '') continue;
      if (named < 0) named = row;
      const candidates = ids.get(table.host[row] ?? '')?.get(id);
      if (!candidates) continue;
      const found = latestBefore(candidates, starts[node] ?? NaN, node);
      if (found >= 0) {
        parent[node] = found;
        break;
      }
      selfParent[node] = 1;
    }
    if ((parent[node] ?? -1) >= 0 || selfParent[node] === 1) continue;
    if (named >= 0) {
      parent[node] = ghostFor(named, table.parentId[named] ?? '');
      continue;
    }
    const row = own.find((at) => (table.ppid[at] ?? NaN) > 0);
    if (row === undefined) continue;
    const found = findByPid(row, node);
    byPid[node] = 1;
    const told = fileName(table.text(row, 'parentName')).toLowerCase();
    parent[node] = found >= 0 ? found : ghostFor(row, `pid:${table.ppid[row] ?? 0}${told === '' ? '' : ` ${told}`}`);
  }
  return { parent, ghosts, byPid, selfParent };
}

/** A row names a ghost better when it knows the image; among equals the earlier start, then the smaller id wins. */
function isBetterNamer(table: RowTable, row: number, than: number): boolean {
  const knows = (at: number): number => (table.text(at, 'parentName') === '' ? 1 : 0);
  return (
    (knows(row) - knows(than) ||
      compareNumbers(table.start[row] ?? NaN, table.start[than] ?? NaN) ||
      compareTexts(table.id[row] ?? '', table.id[than] ?? '')) < 0
  );
}
