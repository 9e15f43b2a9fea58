// A tree as text: to paste into a ticket.
import { childrenOf } from './forest.ts';
import type { Forest } from './forest.ts';

const lineOf = (forest: Forest, node: number): string => {
  const name = forest.name(node) || 'unknown';
  const pid = forest.pid(node);
  const label = Number.isNaN(pid) ? name : `${name} (${pid})`;
  if (forest.kind(node) === 'ghost') return `${label} [no start event]`;
  const start = forest.start[node] ?? NaN;
  const parts = [
    label,
    Number.isNaN(start) ? '' : new Date(start).toISOString(),
    forest.text(node, 'user'),
    forest.text(node, 'commandLine'),
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
    const indent = at.indent + at.below;
    const children = childrenOf(forest, at.node);
    for (let i = children.length - 1; i >= 0; i--) {
      const last = i === children.length - 1;
      stack.push({ node: children[i] ?? 0, indent, mark: last ? '└─ ' : '├─ ', below: last ? '   ' : '│  ' });
    }
  }
  return lines.join('\n');
}
