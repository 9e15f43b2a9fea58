// Equal siblings as one line: "and 213 more svchost.exe".
import type { LevelRank } from './alert-level.ts';

/** Siblings of one name, without anything of their own to say, that are shown as one row until it is opened. */
export interface RollUp {
  /** The same for the same family and name in every forest: for folds that outlive a refresh. */
  readonly key: string;
  /** -1 where the siblings are roots. */
  readonly parent: number;
  /** Name of all members. */
  readonly name: string;
  /** Rule that all members hit, where that is why they are alike; '' otherwise. */
  readonly rule: string;
  /** In the order of siblings. */
  readonly members: Int32Array;
  /** Processes in them and below them. */
  readonly processes: number;
  readonly worst: LevelRank;
  /** First start and last start, epoch ms; NaN when none is known. */
  readonly from: number;
  readonly to: number;
}
