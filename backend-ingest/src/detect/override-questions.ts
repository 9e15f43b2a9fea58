// Questions that the rules file gives to rules that are left as they are. What is wrong with one is told at its place; the file stays good.
import { readFileSync } from 'node:fs';
import { checkQuestions, pathText, type RuleProblem, type RuleQuestion } from '@huntboard/sigma';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { RulesFile } from './documents.ts';

export interface QuestionOverrides {
  /** By the key of the override. */
  readonly byKey: ReadonlyMap<string, readonly RuleQuestion[]>;
  readonly problems: readonly RuleProblem[];
}

type Place = (path: readonly (string | number)[]) => { readonly line: number; readonly column: number };

/** @param path of the rules file, which was read before; '' when there is none */
export function questionOverrides({ overrides }: RulesFile, path: string): QuestionOverrides {
  const byKey = new Map<string, readonly RuleQuestion[]>();
  const problems: RuleProblem[] = [];
  let places: Place | undefined;
  for (const [key, { questions: written }] of Object.entries(overrides)) {
    if (written === undefined) continue;
    const { questions, faults } = checkQuestions(written);
    byKey.set(key, questions);
    for (const fault of faults) {
      places ??= placesIn(path);
      problems.push({
        severity: 'warning',
        code: 'sigma.question',
        message: `overrides.${key}.${pathText(fault.path)}: ${fault.message}`,
        position: { file: path, ...places(['overrides', key, 'questions', ...fault.path]) },
        ruleId: key,
      });
    }
  }
  return { byKey, problems };
}

/** Where keys stand in the file: the last one of the path that is there. */
function placesIn(path: string): Place {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines });
  return (keys) => {
    for (let length = keys.length; length > 0; length--) {
      const node: unknown = document.getIn(keys.slice(0, length), true);
      if (!isNode(node) || !node.range) continue;
      const { line, col } = lines.linePos(node.range[0]);
      return { line, column: col };
    }
    return { line: 1, column: 1 };
  };
}
