import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ancestorsOf, buildForest, columnsFromRows } from './index.ts';

interface TruthNode {
  readonly host: string;
  readonly guid: string;
  readonly parent: string;
  readonly image: string;
  readonly pimage: string;
  readonly pid: string;
  readonly ppid: string;
  readonly utc: string;
  readonly cmd: string;
}
interface TruthTree {
  readonly processes: number;
  readonly resolved_parent: number;
  readonly roots_without_seen_parent: number;
  readonly max_depth_seen: number;
  readonly max_depth_with_virtual_parent: number;
  readonly nodes: readonly TruthNode[];
}

const corpus = process.env['HUNTBOARD_CORPUS'] ?? path.resolve(process.cwd(), '../shared/data');
const file = path.join(corpus, 'truth_trees.json.gz');
const present = existsSync(file);
if (!present && process.env['CI'] === 'true') throw new Error(`the corpus is missing: ${file} (set HUNTBOARD_CORPUS)`);
if (!present) console.warn(`skipped: no corpus at ${file} (set HUNTBOARD_CORPUS)`);

const plain = (guid: string): string => guid.toLowerCase().replace(/[{}]/g, '');

(present ? describe : describe.skip)('trees of real attacks', () => {
  const trees = present ? (JSON.parse(gunzipSync(readFileSync(file)).toString()) as Record<string, TruthTree>) : {};

  it.each(Object.entries(trees))('%s: parents, depth and counts are as measured independently', (_, tree) => {
    const rows = tree.nodes.map((node) => ({
      id: node.guid,
      parentId: node.parent,
      host: node.host,
      image: node.image,
      parentName: node.pimage,
      pid: node.pid,
      ppid: node.ppid,
      start: `${node.utc.replace(' ', 'T')}Z`,
      commandLine: node.cmd,
    }));
    const forest = buildForest([columnsFromRows(rows)], { hosts: 'never' });
    const known = new Set(tree.nodes.map((node) => `${node.host}|${plain(node.guid)}`));
    let resolved = 0;
    let deepest = 0;
    tree.nodes.forEach((node, row) => {
      const at = forest.nodeOfRow[row] ?? -1;
      const parent = forest.parent[at] ?? -1;
      const named = `${node.host}|${plain(node.parent)}`;
      expect(forest.kind(parent)).toBe(known.has(named) ? 'process' : 'ghost');
      expect(forest.id(parent)).toBe(plain(node.parent));
      if (known.has(named)) resolved++;
      deepest = Math.max(
        deepest,
        ancestorsOf(forest, at).filter((above) => forest.kind(above) === 'process').length + 1,
      );
    });
    expect(forest.counts).toMatchObject({ processes: tree.processes, cycles: 0 });
    expect(resolved).toBe(tree.resolved_parent);
    expect(tree.nodes.length - resolved).toBe(tree.roots_without_seen_parent);
    expect(deepest).toBe(tree.max_depth_seen);
    expect(Math.max(...forest.shape.depth) + 1).toBe(tree.max_depth_with_virtual_parent);
  });
});
