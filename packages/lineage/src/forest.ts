// The forest: processes, the ghosts of unseen parents and, where several hosts are in it, the hosts, as arrays over node numbers.
import type { Activity, AlertFact, EventFact } from './activity.ts';
import type { LevelRank } from './alert-level.ts';
import type { Edge } from './edge.ts';
import type { Shape } from './lay-out.ts';
import type { ProcessColumn } from './process-columns.ts';
import { normalizeId } from './process-identity.ts';
import type { IdKind } from './process-identity.ts';
import type { Reason } from './reason.ts';

/** A node is a process that rows tell of, the ghost of a parent that only its children name, or a host. */
export type NodeKind = 'process' | 'ghost' | 'host';

/** Orders of siblings. Hosts always stand worst first. */
export type SortKey = 'start' | 'name' | 'level' | 'score';

export interface Forest {
  /** Nodes are numbered below it; not every number is in use, so walk `shape.order`. */
  readonly size: number;
  readonly counts: {
    readonly rows: number;
    readonly processes: number;
    readonly ghosts: number;
    readonly hosts: number;
    readonly alerts: number;
    /** Alerts whose process is not in the forest. */
    readonly strayAlerts: number;
    readonly cycles: number;
  };
  readonly sortedBy: SortKey;
  /** The shape with siblings in another order; see `sortForest`. */
  arrange(by: SortKey): Shape;
  readonly shape: Shape;
  readonly parent: Int32Array;
  /** Epoch ms, NaN when not seen. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Worst level of the node's own alerts, and of its whole subtree. */
  readonly level: Uint8Array;
  readonly worst: Uint8Array;
  /** The node of each input row. */
  readonly nodeOfRow: Int32Array;
  kind(node: number): NodeKind;
  /** The same for the same process in every forest that holds it: for selections and folds that outlive a refresh. */
  key(node: number): string;
  find(key: string): number | undefined;
  id(node: number): string;
  host(node: number): string;
  /** File name of the process, name of the host; '' when nobody tells. */
  name(node: number): string;
  /** A column's value from the most trusted row that has one; '' without. */
  text(node: number, column: ProcessColumn): string;
  /** The same for one column of many nodes, faster. */
  reader(column: ProcessColumn): (node: number) => string;
  pid(node: number): number;
  /** Alerts of the node itself by level. */
  alertCount(node: number, level: LevelRank): number;
  /** Input rows of the node, most trusted first. */
  rowsOf(node: number): readonly number[];
  /** Rows of the alert pages that belong to the node, by time. */
  alertsOf(node: number): readonly number[];
  /** Its identity lacks the start: another process may have had it. */
  isWeak(node: number): boolean;
  /** Its parent was found by pid and time. */
  isLikelyChild(node: number): boolean;
  /** The rows name a descendant (or itself) as its parent: cut here. */
  isCut(node: number): boolean;
  /** Two sensors told of it. */
  isJoined(node: number): boolean;
  /** How far its identity is to be trusted. */
  idKind(node: number): IdKind;
  /** How much the node itself stands out (the weights of its reasons added up), and the most of any node of its subtree. */
  readonly score: Float32Array;
  readonly worstScore: Float32Array;
  /** Bits of `reasonCodes`. */
  readonly reasonBits: Uint32Array;
  /** Why it stands out, the weightiest first. */
  reasons(node: number): readonly Reason[];
  /** Events of the node by kind: the larger of what the process row counts and what event rows tell. */
  activity(node: number): Activity;
  /** Its event rows, by time. */
  eventsOf(node: number): readonly EventFact[];
  alertFactsOf(node: number): readonly AlertFact[];
  /** Edges with both ends in the forest, by time. */
  readonly edges: readonly Edge[];
  edgesOf(node: number): readonly Edge[];
  /** What a search looks into; kept, for nothing else is as long and as rarely the same. */
  loweredCommandLine(node: number): string;
  /** Children that the source counts (`childCount`) and no page has brought yet. */
  unloadedChildren(node: number): number;
}

/** Children of a node in display order. */
export function childrenOf(forest: Forest, node: number): Int32Array {
  const { childStart, children } = forest.shape;
  return children.subarray(childStart[node] ?? 0, childStart[node + 1] ?? 0);
}

/** Number of children, without making a list of them. */
export function childCount(forest: Forest, node: number): number {
  const { childStart } = forest.shape;
  return (childStart[node + 1] ?? 0) - (childStart[node] ?? 0);
}

/** The chain above a node, the parent first. */
export function ancestorsOf(forest: Forest, node: number): number[] {
  const above: number[] = [];
  for (let at = forest.parent[node] ?? -1; at >= 0; at = forest.parent[at] ?? -1) above.push(at);
  return above;
}

/** The first node, in display order, that rows know by this id (in any spelling of a GUID); undefined when there is none. */
export function findById(forest: Forest, id: string): number | undefined {
  const wanted = normalizeId(id);
  if (wanted === '') return undefined;
  return forest.shape.order.find((at) => forest.id(at) === wanted);
}
