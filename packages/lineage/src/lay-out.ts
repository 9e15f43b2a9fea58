// Parent pointers to arrays that can be walked: roots, children of each node, preorder, depth, size of each subtree.

/** A forest's shape. `children` holds node n's children at `childStart[n] … childStart[n + 1]`. */
export interface Shape {
  readonly roots: Int32Array;
  readonly childStart: Int32Array;
  readonly children: Int32Array;
  /** Nodes in preorder, and each node's place in it. */
  readonly order: Int32Array;
  readonly place: Int32Array;
  readonly depth: Int32Array;
  /** Nodes in the subtree, itself included. */
  readonly subtree: Int32Array;
}

/** Lays out the nodes of `sequence` (each once, parents among them); siblings stand in its order. Linear. */
export function layOut(parent: Int32Array, sequence: Int32Array): Shape {
  const size = parent.length;
  const childStart = new Int32Array(size + 1);
  let rootCount = 0;
  for (const node of sequence) {
    const above = parent[node] ?? -1;
    if (above < 0) rootCount++;
    else childStart[above + 1] = (childStart[above + 1] ?? 0) + 1;
  }
  for (let node = 0; node < size; node++) childStart[node + 1] = (childStart[node + 1] ?? 0) + (childStart[node] ?? 0);
  const next = childStart.slice(0, size);
  const children = new Int32Array(sequence.length - rootCount);
  const roots = new Int32Array(rootCount);
  let root = 0;
  for (const node of sequence) {
    const above = parent[node] ?? -1;
    if (above < 0) roots[root++] = node;
    else children[(next[above] = (next[above] ?? 0) + 1) - 1] = node;
  }

  const order = new Int32Array(sequence.length);
  const place = new Int32Array(size);
  const depth = new Int32Array(size);
  const stack: number[] = [];
  let at = 0;
  for (let r = rootCount - 1; r >= 0; r--) stack.push(roots[r] ?? 0);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    place[node] = at;
    order[at++] = node;
    const above = parent[node] ?? -1;
    depth[node] = above < 0 ? 0 : (depth[above] ?? 0) + 1;
    for (let c = (childStart[node + 1] ?? 0) - 1; c >= (childStart[node] ?? 0); c--) stack.push(children[c] ?? 0);
  }
  const subtree = new Int32Array(size).fill(1);
  for (let i = sequence.length - 1; i >= 0; i--) {
    const node = order[i] ?? 0;
    const above = parent[node] ?? -1;
    if (above >= 0) subtree[above] = (subtree[above] ?? 0) + (subtree[node] ?? 0);
  }
  return { roots, childStart, children, order, place, depth, subtree };
}
