// Reasons in words, made when somebody asks: label for a column, sentence for the detail.
import type { Edge } from './edge.ts';
import type { Forest } from './forest.ts';
import { compareTexts } from './order.ts';
import type { Reason, ReasonCode } from './reason.ts';
import { codesOf, resembles, unusualParent, unusualPath, weights } from './score.ts';

const labels: Readonly<Record<ReasonCode, string>> = {
  'alert-critical': 'critical alert',
  'alert-high': 'high alert',
  'alert-medium': 'medium alert',
  'alert-low': 'low alert',
  injects: 'injects',
  injected: 'injected',
  'reads-lsass': 'reads LSASS',
  tampered: 'tampered',
  'from-other-host': 'from other host',
  'to-other-host': 'to other host',
  'unusual-parent': 'unusual parent',
  'unusual-path': 'unusual path',
  'lookalike-name': 'lookalike',
  renamed: 'renamed',
  'image-deleted': 'image deleted',
  'rare-pair': 'rare pair',
  unsigned: 'unsigned',
  'living-off-the-land': 'LOLBin',
  'encoded-command': 'encoded',
  'user-changed': 'user changed',
  elevated: 'elevated',
  'writable-path': 'writable path',
};

const endName = (forest: Forest, node: number): string => {
  const name = forest.name(node) || 'unknown';
  return forest.kind(node) === 'host'
    ? name
    : `${name}${Number.isNaN(forest.pid(node)) ? '' : ` (${forest.pid(node)})`}`;
};

const others = (forest: Forest, edges: readonly Edge[], end: 'source' | 'target'): string => {
  // Sorted, so that the same edges always read the same.
  const names = [...new Set(edges.map((edge) => endName(forest, edge[end])))].sort(compareTexts);
  return names.length === 0
    ? 'a process that is not loaded'
    : names.slice(0, 3).join(', ') + (names.length > 3 ? ' …' : '');
};

function sentence(forest: Forest, node: number, code: ReasonCode): string {
  const parent = forest.parent[node] ?? -1;
  const above = parent < 0 || forest.kind(parent) === 'host' ? -1 : parent;
  const name = forest.name(node);
  const of = (column: 'user' | 'integrity' | 'image' | 'originalFileName'): string => forest.text(node, column);
  const edges = forest.edgesOf(node);
  const out = (kind: Edge['kind']): readonly Edge[] =>
    edges.filter((edge) => edge.source === node && edge.kind === kind);
  const into = (kind: Edge['kind']): readonly Edge[] =>
    edges.filter((edge) => edge.target === node && edge.kind === kind);
  const remote = edges.filter(({ crossHost, kind }) => crossHost && kind !== 'network');
  switch (code) {
    case 'alert-critical':
    case 'alert-high':
    case 'alert-medium':
    case 'alert-low': {
      const level = code.slice('alert-'.length);
      const titles = forest.alertFactsOf(node).filter((alert) => alert.level.toLowerCase() === level);
      const told = [...new Set(titles.map(({ title }) => title))].sort(compareTexts).slice(0, 3).join('; ');
      return told === '' ? `An alert of level ${level}` : `Alert: ${told}`;
    }
    case 'injects':
      return `Started a thread in ${others(forest, out('inject'), 'target')}`;
    case 'injected':
      return `${others(forest, into('inject'), 'source')} started a thread in it`;
    case 'reads-lsass':
      return 'Opened lsass.exe with the right to read its memory, where passwords are';
    case 'tampered':
      return 'Its image was changed in memory after it was started';
    case 'from-other-host':
      return remote.some((edge) => edge.target === node)
        ? `Came from ${others(
            forest,
            remote.filter((edge) => edge.target === node),
            'source',
          )}`
        : `Started by ${above < 0 ? 'a service' : forest.name(above)}, which carries out orders from other hosts`;
    case 'to-other-host':
      return `Reached ${others(
        forest,
        remote.filter((edge) => edge.source === node),
        'target',
      )}`;
    case 'unusual-parent':
      return `Started by ${above < 0 ? 'another process' : forest.name(above)}; normal is: ${unusualParent(name.toLowerCase(), above < 0 ? '' : forest.name(above).toLowerCase()) ?? ''}`;
    case 'unusual-path':
      return `Runs from ${of('image')}; its place is ${unusualPath(name.toLowerCase(), of('image')) ?? 'the system folder'}`;
    case 'lookalike-name': {
      const like = resembles(name.toLowerCase());
      return like === ''
        ? 'Its name holds marks that reorder how it is read'
        : `Its name is nearly ${like}.exe, which it is not`;
    }
    case 'renamed':
      return `Its maker called the file ${of('originalFileName')}`;
    case 'image-deleted':
      return 'Its file was deleted while it ran';
    case 'rare-pair': {
      const base = forest.text(node, 'prevalenceBase');
      const seen = forest.text(node, 'prevalence');
      return `${above < 0 ? 'Its parent' : forest.name(above)} starting ${name} was seen on ${seen} of ${base} hosts`;
    }
    case 'unsigned':
      return 'Its file is not signed';
    case 'living-off-the-land':
      return `${name} comes with the system and is often used in place of tools of one's own`;
    case 'encoded-command':
      return 'Its command line is encoded';
    case 'user-changed':
      return `Runs as ${of('user')}, its parent as ${above < 0 ? 'another account' : forest.text(above, 'user')}`;
    case 'elevated':
      return `Runs with integrity ${of('integrity')}, its parent with ${above < 0 ? 'less' : forest.text(above, 'integrity')}`;
    case 'writable-path':
      return `Runs from a folder that any user can write to: ${of('image')}`;
  }
}

/** The reasons behind the bits of a node, the weightiest first. */
export function reasonsOf(forest: Forest, node: number): readonly Reason[] {
  return codesOf(forest.reasonBits[node] ?? 0).map((code) => ({
    code,
    weight: weights[code],
    label: labels[code],
    text: sentence(forest, node, code),
  }));
}
