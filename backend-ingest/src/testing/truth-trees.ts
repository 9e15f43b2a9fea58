// Process trees of the corpus as an independent reading of Sysmon's process starts has them.
import { readCorpusJson } from '@huntboard/testing';

export interface TruthProcess {
  readonly host: string;
  readonly guid: string;
  readonly parent: string;
  readonly image: string;
  readonly pimage: string;
  readonly pid: string | null;
  readonly ppid: string;
  readonly utc: string;
  readonly cmd: string;
}

export interface TruthTree {
  readonly processes: number;
  readonly resolved_parent: number;
  readonly roots_without_seen_parent: number;
  readonly max_depth_seen: number;
  readonly max_depth_with_virtual_parent: number;
  readonly nodes: readonly TruthProcess[];
}

/** Dataset → tree. */
export const readTruthTrees = (): Readonly<Record<string, TruthTree>> => readCorpusJson('truth_trees.json.gz');

/** A GUID as the store writes it. */
export const plainGuid = (guid: string): string => guid.toLowerCase().replace(/[{}]/g, '');
