// The model's state as a forest to look at: shown parents, layout, and what is rolled up from the leaves.
import { eventKinds } from './activity.ts';
import type { Activity, EventKind } from './activity.ts';
import type { Edge } from './edge.ts';
import type { Forest, NodeKind, SortKey } from './forest.ts';
import { layOut } from './lay-out.ts';
import type { Shape } from './lay-out.ts';
import type { LineageState } from './lineage.ts';
import { findKey, keyOf } from './node-keys.ts';
import { BY_PID, CUT, GHOST, HOST, JOINED, noRows, PROCESS, SELF_PARENT, UNUSED } from './node-store.ts';
import { compareNumbers } from './order.ts';
import { columnNumber } from './process-columns.ts';
import type { ProcessColumn } from './process-columns.ts';
import { idKinds } from './process-identity.ts';
import { reasonsOf } from './reasons-of.ts';
import { arrangeSiblings } from './sort-siblings.ts';

const activityColumns: Readonly<Record<EventKind, ProcessColumn>> = {
  network: 'countNetwork',
  dns: 'countDns',
  file: 'countFile',
  registry: 'countRegistry',
  image: 'countImage',
  pipe: 'countPipe',
  script: 'countScript',
  other: 'countOther',
};
/** Longest value that is searched, in characters: a command line of megabytes must not be kept twice. */
const maxSearched = 65_536;
const noEdges: readonly Edge[] = [];

/** Makes the forest. Linear in the nodes, but for families whose siblings did not come in order. */
export function makeForest(state: LineageState, hosts: 'auto' | 'never'): Forest {
  const { rows, buckets, nodes, identities, alerts, events, alertCounts, words } = state;
  const size = nodes.size;
  const showHosts = hosts !== 'never' && state.hostNodes.size > 1;
  const hostNode = (host: number): number => (showHosts ? (state.hostNodes.get(host) ?? -1) : -1);
  const hostOf = (node: number): string => buckets.hosts[nodes.host[node] ?? 0] ?? '';

  const parent = new Int32Array(size).fill(-1);
  const isShown = new Uint8Array(size);
  const counts = { processes: 0, ghosts: 0, cycles: 0, alerts: 0 };
  let shown = 0;
  for (let node = 0; node < size; node++) {
    const type = nodes.type[node] ?? UNUSED;
    if (type === UNUSED || (type === HOST && !showHosts)) continue;
    isShown[node] = 1;
    shown++;
    if (type === PROCESS) counts.processes++;
    if (type === GHOST) counts.ghosts++;
    if (type === HOST) continue;
    if (nodes.has(node, CUT) || nodes.has(node, SELF_PARENT)) counts.cycles++;
    const told = nodes.has(node, CUT) ? -1 : (nodes.parent[node] ?? -1);
    parent[node] = told >= 0 ? told : hostNode(nodes.host[node] ?? 0);
  }

  const level = new Uint8Array(size);
  const score = new Float32Array(size);
  const reasonBits = new Uint32Array(size);
  const start = new Float64Array(size).fill(NaN);
  const end = new Float64Array(size).fill(NaN);
  for (let node = 0; node < size; node++) {
    if (isShown[node] === 0) continue;
    level[node] = state.level[node] ?? 0;
    score[node] = state.score[node] ?? 0;
    reasonBits[node] = state.bits[node] ?? 0;
    if (nodes.type[node] !== PROCESS) continue;
    start[node] = nodes.start[node] ?? NaN;
    end[node] = nodes.end[node] ?? NaN;
  }

  for (const [node, byRank] of alertCounts)
    if (isShown[node] === 1) counts.alerts += byRank.reduce((sum, count) => sum + count, 0);

  const sequence = new Int32Array(shown);
  for (let node = 0, at = 0; node < size; node++) if (isShown[node] === 1) sequence[at++] = node;
  const sketch = layOut(parent, sequence);
  const worst = level.slice();
  const worstScore = score.slice();
  const earliest = start.slice();
  for (let i = shown - 1; i >= 0; i--) {
    const node = sketch.order[i] ?? 0;
    const above = parent[node] ?? -1;
    if (above < 0) continue;
    worst[above] = Math.max(worst[above] ?? 0, worst[node] ?? 0);
    worstScore[above] = Math.max(worstScore[above] ?? 0, worstScore[node] ?? 0);
    if (Number.isNaN(start[above]) && compareNumbers(earliest[node] ?? NaN, earliest[above] ?? NaN) < 0)
      earliest[above] = earliest[node] ?? NaN;
  }

  const basis = {
    isHost: (node: number) => nodes.type[node] === HOST,
    earliest,
    worst,
    worstScore,
    name: (node: number) => nodes.name[node] ?? '',
    key: (node: number) => keyOf(node, nodes, buckets),
  };
  const arrange = (by: SortKey): Shape => arrangeSiblings(sketch, parent, by, basis);

  let nodeOfRow: Int32Array | undefined;
  let edges: readonly Edge[] | undefined;
  let edgesByNode: Map<number, Edge[]> | undefined;
  const allEdges = (): readonly Edge[] => {
    if (edges !== undefined) return edges;
    const byName = new Map([...state.hostNodes].map(([host, node]) => [buckets.hosts[host] ?? '', node]));
    return (edges = state.edges.resolve((host) => (showHosts ? (byName.get(host) ?? -1) : -1)));
  };
  const edgesOf = (node: number): readonly Edge[] => {
    if (edgesByNode === undefined) {
      edgesByNode = new Map();
      for (const edge of allEdges()) {
        for (const at of [edge.source, edge.target]) {
          const list = edgesByNode.get(at);
          if (list) list.push(edge);
          else edgesByNode.set(at, [edge]);
        }
      }
    }
    return edgesByNode.get(node) ?? noEdges;
  };
  const number = (node: number, column: ProcessColumn): number => {
    const value = Number(state.text(node, column) || NaN);
    return value > 0 ? Math.floor(value) : 0;
  };
  const activity = (node: number): Activity => {
    const byKind = Object.fromEntries(eventKinds.map((kind) => [kind, 0])) as Record<EventKind, number>;
    for (const row of events.attached.of(node)) {
      const event = events.event(row);
      byKind[event.kind] += event.count;
    }
    let total = 0;
    for (const kind of eventKinds) total += byKind[kind] = Math.max(byKind[kind], number(node, activityColumns[kind]));
    return { total, byKind };
  };
  const kinds: readonly NodeKind[] = ['process', 'process', 'ghost', 'host'];

  const forest: Forest = {
    size,
    counts: {
      rows: rows.size,
      ...counts,
      hosts: state.hostNodes.size,
      strayAlerts: alerts.attached.node.reduce((sum, node) => sum + (node < 0 ? 1 : 0), 0),
    },
    sortedBy: 'start',
    arrange,
    shape: arrange('start'),
    parent,
    start,
    end,
    level,
    worst,
    score,
    worstScore,
    reasonBits,
    get nodeOfRow() {
      return (nodeOfRow ??= Int32Array.from({ length: rows.size }, (_, row) => identities.nodeOfRow(row)));
    },
    get edges() {
      return allEdges();
    },
    kind: (node) => kinds[nodes.type[node] ?? 0] ?? 'process',
    key: (node) => keyOf(node, nodes, buckets),
    find: (key) => {
      const node = findKey(key, nodes, buckets, identities, state.parents.ghosts.of, state.hostNodes);
      return node === undefined || isShown[node] !== 1 ? undefined : node;
    },
    id: (node) => buckets.idOf[nodes.bucket[node] ?? -1] ?? '',
    host: hostOf,
    name: (node) => nodes.name[node] ?? '',
    text: state.text,
    reader: (column) => {
      const number = columnNumber[column];
      return (node) => state.textAt(node, number);
    },
    pid: (node) => nodes.pid[node] ?? NaN,
    alertCount: (node, rank) => alertCounts.get(node)?.[rank] ?? 0,
    rowsOf: (node) => nodes.rows[node] ?? noRows,
    alertsOf: (node) => alerts.attached.of(node),
    alertFactsOf: (node) => alerts.attached.of(node).map((row) => alerts.alert(row)),
    eventsOf: (node) => events.attached.of(node).map((row) => events.event(row)),
    activity,
    edgesOf,
    isWeak: (node) => nodes.type[node] === PROCESS && idKinds[nodes.kind[node] ?? 0] === 'weak',
    isLikelyChild: (node) => nodes.has(node, BY_PID),
    isCut: (node) => nodes.has(node, CUT) || nodes.has(node, SELF_PARENT),
    isJoined: (node) => nodes.has(node, JOINED),
    idKind: (node) => idKinds[nodes.kind[node] ?? 0] ?? 'native',
    reasons: (node) => reasonsOf(forest, node),
    unloadedChildren: (node) => {
      const { childStart } = forest.shape;
      const loaded = (childStart[node + 1] ?? 0) - (childStart[node] ?? 0);
      return Math.max(0, number(node, 'childCount') - loaded);
    },
    loweredCommandLine: (node) => {
      while (words.length <= node) words.push(undefined);
      return (words[node] ??= state.text(node, 'commandLine').slice(0, maxSearched).toLowerCase());
    },
  };
  return forest;
}
