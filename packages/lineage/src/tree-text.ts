// A tree as text, to paste into a ticket, and as plain objects, for JSON.
import { childrenOf } from './forest.ts';
import type { Forest } from './forest.ts';
import { printable } from './printable.ts';
import type { ProcessColumn } from './process-columns.ts';

/** Longest text of one line's part, in characters. */
const partLimit = 2000;

const lineOf = (forest: Forest, node: number): string => {
  const name = printable(forest.name(node), partLimit) || 'unknown';
  const pid = forest.pid(node);
  const label = Number.isNaN(pid) ? name : `${name} (${pid})`;
  if (forest.kind(node) === 'host') return name;
  if (forest.kind(node) === 'ghost') return `${label} [no start event]`;
  const start = forest.start[node] ?? NaN;
  const parts = [
    label,
    Number.isNaN(start) ? '' : new Date(start).toISOString(),
    printable(forest.text(node, 'user'), partLimit),
    printable(forest.text(node, 'commandLine'), partLimit),
  ];
  return parts.filter((part) => part !== '').join('  ');
};

/** The subtree of a node, one line a process, drawn with lines; at most `limit` lines. */
export function treeText(forest: Forest, root: number, limit = 1000): string {
  const lines: string[] = [];
  const stack: { node: number; indent: string; mark: string; below: string }[] = [
    { node: root, indent: '', mark: '', below: '' },
  ];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (lines.length >= limit) {
      lines.push(`… and ${stack.length + 1} more branches`);
      break;
    }
    lines.push(`${at.indent}${at.mark}${lineOf(forest, at.node)}`);
    // Deep trees must not cost the square of their depth.
    const indent = at.indent.length > 400 ? at.indent : at.indent + at.below;
    const children = childrenOf(forest, at.node);
    for (let i = children.length - 1; i >= 0; i--) {
      const last = i === children.length - 1;
      stack.push({ node: children[i] ?? 0, indent, mark: last ? '└─ ' : '├─ ', below: last ? '   ' : '│  ' });
    }
  }
  return lines.join('\n');
}

const recorded: readonly ProcessColumn[] = [
  'image',
  'commandLine',
  'user',
  'integrity',
  'logonId',
  'hash',
  'signed',
  'signer',
  'originalFileName',
];

/** The subtree of a node in preorder as plain objects, text unchanged; at most `limit` of them. */
export function treeRecords(
  forest: Forest,
  root: number,
  limit = 100_000,
): readonly Readonly<Record<string, unknown>>[] {
  const { order, place, subtree } = forest.shape;
  const from = place[root] ?? 0;
  const time = (value: number | undefined): string | null =>
    value === undefined || Number.isNaN(value) ? null : new Date(value).toISOString();
  return Array.from(order.subarray(from, from + Math.min(subtree[root] ?? 1, limit)), (node) => {
    const parent = forest.parent[node] ?? -1;
    const pid = forest.pid(node);
    const record: Record<string, unknown> = {
      id: forest.id(node),
      parentId: parent < 0 ? null : forest.id(parent),
      kind: forest.kind(node),
      host: forest.host(node),
      name: forest.name(node),
      pid: Number.isNaN(pid) ? null : pid,
      start: time(forest.start[node]),
      end: time(forest.end[node]),
      idKind: forest.idKind(node),
      level: forest.level[node],
      reasons: forest.reasons(node).map(({ code, text }) => ({ code, text })),
      alerts: forest.alertFactsOf(node).map(({ title, level, ruleId }) => ({ title, level, ruleId })),
    };
    for (const column of recorded) {
      const value = forest.text(node, column);
      if (value !== '') record[column] = value;
    }
    return record;
  });
}
