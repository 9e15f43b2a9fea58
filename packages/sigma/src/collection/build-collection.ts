// All rule files of an installation as one collection: duplicates out, filters merged in, correlations linked.
import type { RuleProblem, SigmaDocument, SigmaFilter, SigmaRule } from '../model/rule.ts';
import { ruleKey } from '../model/rule.ts';
import { parseRules } from '../parse/parse-rules.ts';
import type { ParseOptions } from '../parse/parse-rules.ts';
import { collectionProblem } from './collection-problem.ts';
import { linkCorrelations } from './link-correlations.ts';
import type { LinkedCorrelation } from './link-correlations.ts';
import { mergeFilters } from './merge-filters.ts';

export interface RuleText {
  /** Name for positions; also says the order. */
  readonly path: string;
  readonly text: string;
}

export interface RuleCollection {
  /** Rules with the filters that apply to them merged in. */
  readonly rules: readonly SigmaRule[];
  /** Each after those that it refers to. */
  readonly correlations: readonly LinkedCorrelation[];
  readonly filters: readonly SigmaFilter[];
  /** By file, then by place. */
  readonly problems: readonly RuleProblem[];
  /**
   * Keys of the rules and correlations that raise no alerts of their own, since they are there for correlations (specification,
   * "Generate"): some correlation refers to them and none that does says `generate: true`.
   */
  readonly silent: ReadonlySet<string>;
}

/** Reads and joins all files. The result does not depend on the order in which the files are given. Never throws on data. */
export function buildCollection(files: readonly RuleText[], options: ParseOptions = {}): RuleCollection {
  const problems: RuleProblem[] = [];
  const documents: SigmaDocument[] = [];
  for (const { path, text } of [...files].sort((a, b) => compareText(a.path, b.path))) {
    const parsed = parseRules(text, path, options);
    for (const problem of parsed.problems) problems.push(problem);
    for (const document of parsed.documents) documents.push(document);
  }
  const refused = refusedIds(problems);
  const kept = withoutDuplicates(documents, problems);
  const filters = kept.filter((document) => document.kind === 'filter');
  const rules = mergeFilters(
    kept.filter((document) => document.kind === 'rule'),
    filters,
    problems,
  );
  const correlations = linkCorrelations(
    rules,
    kept.filter((document) => document.kind === 'correlation'),
    refused,
    problems,
  );
  return { rules, correlations, filters, problems: problems.sort(compareProblems), silent: silentKeys(correlations) };
}

/** Ids of documents that the parser left out. */
function refusedIds(problems: readonly RuleProblem[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { severity, ruleId } of problems)
    if (severity !== 'warning' && ruleId !== undefined) ids.add(ruleId.toLowerCase());
  return ids;
}

/** The first document with an id stays. */
function withoutDuplicates(documents: readonly SigmaDocument[], problems: RuleProblem[]): readonly SigmaDocument[] {
  const byId = new Map<string, SigmaDocument>();
  return documents.filter((document) => {
    if (document.id === undefined) return true;
    const id = document.id.toLowerCase();
    const first = byId.get(id);
    if (first === undefined) {
      byId.set(id, document);
      return true;
    }
    const { file, line } = first.position;
    problems.push(
      collectionProblem('error', 'sigma.duplicate_id', `${document.id} is taken in ${file}:${line}`, document),
    );
    return false;
  });
}

function silentKeys(correlations: readonly LinkedCorrelation[]): ReadonlySet<string> {
  const silent = new Set<string>();
  const loud = new Set<string>();
  for (const { correlation, members } of correlations)
    for (const { document } of members) (correlation.generate ? loud : silent).add(ruleKey(document));
  for (const key of loud) silent.delete(key);
  return silent;
}

function compareProblems(a: RuleProblem, b: RuleProblem): number {
  return (
    compareText(a.position.file, b.position.file) ||
    a.position.line - b.position.line ||
    a.position.column - b.position.column ||
    compareText(a.code, b.code)
  );
}

/** By code units: the same on every machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
