// Edges across the tree: one process that reached into another, on its host or on another one.
import type { LevelRank } from './alert-level.ts';

export const edgeKinds = ['inject', 'access', 'tamper', 'pipe', 'network', 'logon', 'service', 'wmi', 'other'] as const;
export type EdgeKind = (typeof edgeKinds)[number];

/** `certain`: the sensor names both ends. `likely`: ids or addresses and times agree. `possible`: times alone agree. */
export const confidences = ['certain', 'likely', 'possible'] as const;
export type Confidence = (typeof confidences)[number];

/** An edge whose two ends are in the forest: processes, ghosts, or hosts where only the host is known. */
export interface Edge {
  /** Place in `Forest.edges`. */
  readonly index: number;
  /** Row, counted through all edge pages in the order in which they were added. */
  readonly row: number;
  readonly source: number;
  readonly target: number;
  readonly kind: EdgeKind;
  /** Epoch ms of the first, NaN when unknown. */
  readonly time: number;
  readonly label: string;
  /** Why the two ends are taken to belong together: '' where the sensor names both. */
  readonly evidence: string;
  readonly confidence: Confidence;
  readonly level: LevelRank;
  readonly count: number;
  readonly crossHost: boolean;
}

/** Kind of an edge from the actions of the events table and what other tools call it. */
export function readEdgeKind(text: string): EdgeKind {
  const kind = text.toLowerCase();
  if (kind === 'remote_thread' || kind === 'create_remote_thread') return 'inject';
  return edgeKinds.find((known) => known === kind) ?? 'other';
}

export function readConfidence(text: string): Confidence {
  const lowered = text.toLowerCase();
  return confidences.find((known) => known === lowered) ?? 'certain';
}
