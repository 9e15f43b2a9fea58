// A problem between documents.
import type { DocumentHead, Position, RuleProblem } from '../model/rule.ts';
import type { ParseProblemCode } from '../model/problem-codes.ts';

/** @param position where, when it is not the beginning of the document */
export function collectionProblem(
  severity: RuleProblem['severity'],
  code: ParseProblemCode,
  message: string,
  document: DocumentHead,
  position: Position = document.position,
): RuleProblem {
  const problem = { severity, code, message, position };
  return document.id === undefined ? problem : { ...problem, ruleId: document.id };
}
