// What known-normal rules say of 50 recorded hosts: all that they flag belongs to the attacks, and a rule that goes wrong shows.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildForest, columnsFromRows } from './index.ts';
import type { ReasonCode } from './index.ts';

interface Tree {
  readonly nodes: readonly Readonly<Record<'host' | 'guid' | 'parent' | 'image' | 'pimage' | 'utc' | 'cmd', string>>[];
}

const corpus = process.env['HUNTBOARD_CORPUS'] ?? path.resolve(process.cwd(), '../shared/data');
const file = path.join(corpus, 'truth_trees.json.gz');
const present = existsSync(file);
if (!present && process.env['CI'] === 'true') throw new Error(`the corpus is missing: ${file} (set HUNTBOARD_CORPUS)`);
if (!present) console.warn(`skipped: no corpus at ${file} (set HUNTBOARD_CORPUS)`);

const rules: ReadonlySet<ReasonCode> = new Set(['unusual-parent', 'unusual-path', 'lookalike-name']);

(present ? it : it.skip)(
  'of the processes of 50 recordings two deviate: the shells that mshta and a help file started',
  () => {
    const trees = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Record<string, Tree>;
    const flagged: string[] = [];
    let processes = 0;
    for (const { nodes } of Object.values(trees)) {
      const rows = nodes.map(({ guid, parent, host, image, pimage, utc, cmd }) => ({
        id: guid,
        parentId: parent,
        host,
        image,
        parentName: pimage,
        start: `${utc.replace(' ', 'T')}Z`,
        commandLine: cmd,
      }));
      const forest = buildForest([columnsFromRows(rows)], { hosts: 'never' });
      processes += forest.counts.processes;
      for (const node of forest.shape.order)
        for (const { code } of forest.reasons(node))
          if (rules.has(code))
            flagged.push(`${code}: ${forest.name(forest.parent[node] ?? -1)} > ${forest.name(node)}`);
    }
    expect(processes).toBe(701);
    expect(flagged.sort()).toEqual(['unusual-parent: hh.exe > cmd.exe', 'unusual-parent: mshta.exe > powershell.exe']);
  },
);
