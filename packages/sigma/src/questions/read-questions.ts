// The key `questions` of a rule's file: faults become warnings at their place, since the rule runs without a question.
import type { ProblemLog } from '../parse/problem-log.ts';
import { entryOf, toPlain, type YamlMap, type YamlNode } from '../parse/yaml-node.ts';
import { checkQuestions } from './check-questions.ts';
import type { Path } from './map-values.ts';
import type { RuleQuestion } from './question.ts';

/** Far more than questions need; aliases count as often as they are used. */
const MAX_NODES = 4000;

/** `questions[0].query.kind` */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, part) => text + (typeof part === 'number' ? `[${part}]` : `.${part}`), 'questions');

/** The node at a path, or the last one on the way there. */
function nodeAt(root: YamlNode, path: Path): YamlNode {
  let node = root;
  for (const part of path) {
    const next =
      node.kind === 'list' && typeof part === 'number'
        ? node.items[part]
        : node.kind === 'map' && typeof part === 'string'
          ? entryOf(node, part)?.value
          : undefined;
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** The questions of a document; [] when it has none. */
export function readQuestions(map: YamlMap, log: ProblemLog): readonly RuleQuestion[] {
  const value = entryOf(map, 'questions')?.value;
  if (value === undefined) return [];
  if (value.size > MAX_NODES) {
    log.warn('sigma.question', `questions holds more than ${MAX_NODES} nodes`, value.offset);
    return [];
  }
  const { questions, faults } = checkQuestions(toPlain(value));
  for (const { path, message } of faults)
    log.warn('sigma.question', `${pathText(path)}: ${message}`, nodeAt(value, path).offset);
  return questions;
}
