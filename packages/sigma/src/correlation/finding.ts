// What a correlation found: a group for which the condition held, from when to when, and the events that show it.
import { sha256 } from './sha256.ts';

export interface CorrelationFinding {
  /** The same whenever and by whatever way the finding is made again. */
  readonly id: string;
  /** Key of the correlation. */
  readonly key: string;
  /** Folded values of the group-by fields, in their order: what tells groups apart. */
  readonly group: readonly string[];
  /** The same as an event wrote them. */
  readonly values: readonly string[];
  /** Epoch ms: first and last moment of the episode. */
  readonly first: number;
  readonly last: number;
  /** Occurrences from the window of the first moment to the last moment. */
  readonly count: number;
  /** What was measured at the first moment; null where that is not one number (share, percentile). */
  readonly value: number | null;
  /** Events of the window of the first moment by time, the latest when there are too many. */
  readonly events: readonly { readonly id: string; readonly ts: number }[];
}

export const EVIDENCE = 50;

/** UUID (version 8) of the episode of a group that begins at a time. */
export function findingId(key: string, group: readonly string[], first: number): string {
  const hex = sha256(JSON.stringify(['correlation', key, group, first]));
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
