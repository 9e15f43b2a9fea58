// Which nodes are open, by number: the folds are kept by keys, and a key is dear where 100,000 are asked for.
import type { Forest } from '@huntboard/lineage';
import type { KeySet } from './key-set';

const known = new WeakMap<ReadonlySet<string>, { readonly parent: Int32Array; readonly flags: Uint8Array }>();

function flagsOfBase(forest: Forest, base: ReadonlySet<string>): Uint8Array {
  const before = known.get(base);
  if (before?.parent === forest.parent) return before.flags;
  const flags = new Uint8Array(forest.size);
  for (const key of base) {
    const node = forest.find(key);
    if (node !== undefined) flags[node] = 1;
  }
  known.set(base, { parent: forest.parent, flags });
  return flags;
}

/** 1 for each node whose key is in the set. */
export function openNodes(forest: Forest, open: KeySet): Uint8Array {
  const flags = flagsOfBase(forest, open.base).slice();
  for (const [key, present] of open.changes) {
    const node = forest.find(key);
    if (node !== undefined) flags[node] = present ? 1 : 0;
  }
  return flags;
}
