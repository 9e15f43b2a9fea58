// A node in words, for screen readers.
import type { Forest } from '@huntboard/lineage';
import { levelNames, rankOf } from './level-colors';
import { lineText } from './shown-text';

export function describeNode(forest: Forest, node: number): string {
  const kind = forest.kind(node);
  const pid = forest.pid(node);
  const level = levelNames[rankOf(forest.level[node])];
  const why =
    forest.reasonBits[node] === 0 ? [] : forest.reasons(node).filter(({ code }) => !code.startsWith('alert-'));
  const parts = [
    kind === 'host' ? `Host ${lineText(forest.name(node))}` : lineText(forest.name(node)) || 'unknown process',
    Number.isNaN(pid) ? '' : `process ${pid}`,
    kind === 'ghost' ? 'no start event' : '',
    level === '' ? '' : `worst alert ${level}`,
    forest.isWeak(node) ? 'weak identity' : '',
    forest.isCut(node) ? 'circle cut' : '',
    ...why.slice(0, 3).map(({ label }) => label),
    lineText(forest.text(node, 'user')),
  ];
  return parts.filter((part) => part !== '').join(', ');
}
