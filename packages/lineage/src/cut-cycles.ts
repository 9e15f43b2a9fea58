// Parents that go round: each circle is cut at its oldest process, which becomes a root.

/**
 * Cuts the circles in `parent` in place; `isOlder(a, b)` decides where. Returns 1 for every node that was cut off.
 * A node that is its own parent is a circle of one. Linear: every node is walked through once.
 */
export function cutCycles(parent: Int32Array, isOlder: (a: number, b: number) => boolean): Uint8Array {
  const cut = new Uint8Array(parent.length);
  // 0 unseen; otherwise the walk (its starting node + 1) that saw it.
  const walk = new Int32Array(parent.length);
  for (let from = 0; from < parent.length; from++) {
    let node = from;
    while (node >= 0 && walk[node] === 0) {
      walk[node] = from + 1;
      node = parent[node] ?? -1;
    }
    if (node < 0 || walk[node] !== from + 1) continue;
    let oldest = node;
    for (let at = parent[node] ?? -1; at !== node; at = parent[at] ?? -1) if (isOlder(at, oldest)) oldest = at;
    parent[oldest] = -1;
    cut[oldest] = 1;
  }
  return cut;
}
