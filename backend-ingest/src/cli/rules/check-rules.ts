// Compiles every rule both ways and lists what cannot be run, with its reason.
import { compileMatcher, ruleKey, ruleSql, type ResolvedRule, type RuleProblem } from '@huntboard/sigma';
import { loadRules, type LoadedRules } from './load-rules.ts';

export interface Unsupported {
  readonly file: string;
  /** '' for a document that has none. */
  readonly id: string;
  readonly line: number;
  readonly reason: string;
}

export interface Check {
  readonly files: number;
  /** Rules and correlations, those that are wrong included. */
  readonly rules: number;
  /** How many of them the stream judges. */
  readonly matcher: number;
  /** How many of them are SQL. */
  readonly sql: number;
  readonly unsupported: readonly Unsupported[];
  readonly warnings: readonly RuleProblem[];
  /** Documents that are wrong, not merely impossible to run. */
  readonly errors: number;
}

const reasonOf = ({ message, code }: RuleProblem): string => `${message} [${code}]`;
const placeOf = ({ position: { file, line }, ruleId }: RuleProblem): string => `${file}\0${ruleId ?? line}`;

/** One entry a document, with all that is wrong with it. */
function unsupportedOf(problems: readonly RuleProblem[]): Map<string, Unsupported> {
  const found = new Map<string, Unsupported>();
  for (const problem of problems) {
    const { position, ruleId = '' } = problem;
    const place = placeOf(problem);
    const known = found.get(place);
    const reason = reasonOf(problem);
    found.set(
      place,
      known === undefined
        ? { file: position.file, id: ruleId, line: position.line, reason }
        : { ...known, reason: `${known.reason}; ${reason}` },
    );
  }
  return found;
}

/** Whether a rule compiles; what it throws is a fault of ours, shown as one. */
function failure(rule: ResolvedRule, compile: (rule: ResolvedRule) => void): Unsupported | undefined {
  try {
    compile(rule);
    return undefined;
  } catch (error) {
    const { file, line } = rule.rule.position;
    const reason = `the compiler failed: ${error instanceof Error ? error.message : String(error)}`;
    return { file, id: ruleKey(rule.rule), line, reason };
  }
}

/** The rules that the matcher does not take: none, unless compiling all at once fails. */
function matcherFailures(rules: readonly ResolvedRule[]): Unsupported[] {
  try {
    compileMatcher(rules);
    return [];
  } catch {
    return rules.flatMap((rule) => failure(rule, (one) => void compileMatcher([one])) ?? []);
  }
}

/** Checks the rules below some paths. */
export function checkRules(paths: readonly string[], options: Parameters<typeof loadRules>[1] = {}): Check {
  return checkLoaded(loadRules(paths, options));
}

export function checkLoaded(loaded: LoadedRules): Check {
  const { rules, correlations, problems } = loaded;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const unsupported = problems.filter(({ severity }) => severity === 'unsupported');
  const byMatcher = matcherFailures(rules);
  const bySql = rules.flatMap((rule) => failure(rule, (one) => void ruleSql(one, {})) ?? []);
  const wrong = unsupportedOf(errors);
  const impossible = unsupportedOf([...errors, ...unsupported]);
  const runnable = rules.length + correlations.length;
  return {
    files: loaded.files,
    rules: runnable + impossible.size,
    matcher: runnable - byMatcher.length,
    sql: runnable - bySql.length,
    unsupported: [...impossible.values(), ...byMatcher, ...bySql],
    warnings: problems.filter(({ severity }) => severity === 'warning'),
    errors: wrong.size,
  };
}
