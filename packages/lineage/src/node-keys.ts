// Keys: names of nodes that outlive the forest. Made when asked for, and read back, so that nobody has to keep them.
import type { Buckets } from './buckets.ts';
import type { Identities } from './identities.ts';
import { GHOST, HOST, PROCESS } from './node-store.ts';
import type { NodeStore } from './node-store.ts';
import { idKinds } from './process-identity.ts';

const kindWeak = idKinds.indexOf('weak');

/** `host|id`; of a weak id also the start, for it may be used again; of a host `host|`. */
export function keyOf(node: number, nodes: NodeStore, buckets: Buckets): string {
  const host = buckets.hosts[nodes.host[node] ?? 0] ?? '';
  if (nodes.type[node] === HOST) return `${host}|`;
  const key = `${host}|${buckets.idOf[nodes.bucket[node] ?? 0] ?? ''}`;
  const isWeak = nodes.type[node] === PROCESS && nodes.kind[node] === kindWeak;
  return isWeak ? `${key}@${nodes.start[node] ?? NaN}` : key;
}

/** The node that has a key now. */
export function findKey(
  key: string,
  nodes: NodeStore,
  buckets: Buckets,
  identities: Identities,
  ghostOf: readonly (number | undefined)[],
  hostNodes: ReadonlyMap<number, number>,
): number | undefined {
  const find = (host: number, id: string): number | undefined => {
    const bucket = buckets.find(host, id);
    if (bucket === undefined) return undefined;
    const ghost = ghostOf[bucket];
    const isGhost = ghost !== undefined && nodes.type[ghost] === GHOST;
    const candidates = [...identities.livesOf(bucket), ...(isGhost ? [ghost] : [])];
    return candidates.find((node) => nodes.type[node] !== 0 && keyOf(node, nodes, buckets) === key);
  };
  // Neither hosts nor ids are barred from holding the marks that part them.
  for (let cut = key.indexOf('|'); cut >= 0; cut = key.indexOf('|', cut + 1)) {
    const host = buckets.findHost(key.slice(0, cut));
    if (host === undefined) continue;
    const rest = key.slice(cut + 1);
    if (rest === '') return hostNodes.get(host);
    const at = rest.lastIndexOf('@');
    const found = find(host, rest) ?? (at < 0 ? undefined : find(host, rest.slice(0, at)));
    if (found !== undefined) return found;
  }
  return undefined;
}
