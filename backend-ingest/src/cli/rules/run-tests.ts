// Runs rules over their own events and says which tests fail, by whichever back end is asked.
import { ruleKey, type DocumentHead, type LinkedCorrelation, type ResolvedRule } from '@huntboard/sigma';
import type { DecodeLimits } from '@huntboard/sources';
import type { RuleTest, Subject } from '../../rules/find-tests.ts';
import type { LoadedRules } from './load-rules.ts';
import { readEvents, type EventRow } from './read-events.ts';

/** What a test is about: rules that judge events, and correlations that judge all of them together. */
export interface Subjects {
  readonly rules: readonly ResolvedRule[];
  readonly correlations: readonly LinkedCorrelation[];
}

/** A test with its events and what it is about. */
export interface LoadedTest {
  readonly test: RuleTest;
  readonly subjects: Subjects;
  readonly events: readonly EventRow[];
}

export interface BackEnd {
  readonly name: string;
  /** For each test: for each of its events whether one of its rules hits, and whether one of its correlations finds something. */
  judge(tests: readonly LoadedTest[]): Promise<readonly Judged[]>;
}

export interface Judged {
  readonly hits: readonly boolean[];
  readonly findings: number;
}

export interface TestResult {
  readonly test: RuleTest;
  /** Rule and test cannot be told apart by path alone. */
  readonly rule: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why, when it did not pass. */
  readonly reason: string;
  readonly backEnd: string;
}

const labelOf = (subject: Subject): string => (subject.kind === 'id' ? subject.id : subject.file);

/** The documents of a subject that raise something of their own. */
function subjectsOf(subject: Subject, loaded: LoadedRules): Subjects {
  const fits = (document: DocumentHead): boolean =>
    subject.kind === 'id'
      ? document.id?.toLowerCase() === subject.id.toLowerCase()
      : document.position.file === subject.file && !loaded.silent.has(ruleKey(document));
  return {
    rules: loaded.rules.filter(({ rule }) => fits(rule)),
    correlations: loaded.correlations.filter(({ correlation }) => fits(correlation)),
  };
}

function whyNoRule(subject: Subject, loaded: LoadedRules): string {
  const problem = loaded.problems.find(
    ({ severity, ruleId, position }) =>
      severity !== 'warning' && (subject.kind === 'id' ? ruleId === subject.id : position.file === subject.file),
  );
  if (problem !== undefined) return `the rule cannot be run: ${problem.message} [${problem.code}]`;
  return subject.kind === 'id' ? `no rule has the id ${subject.id}` : 'no rule in the file';
}

/** Lines of events, some of them. */
function linesOf(events: readonly EventRow[]): string {
  const shown = events.slice(0, 5).map(({ line }) => line);
  return `line ${shown.join(', ')}${events.length > shown.length ? ` and ${events.length - shown.length} more` : ''}`;
}

function failureOf({ test, subjects, events }: LoadedTest, { hits, findings }: Judged): string | undefined {
  const hit = events.filter((_, index) => hits[index]);
  const { expect } = test;
  if (subjects.correlations.length > 0) {
    const wanted = expect.kind === 'none' ? 0 : expect.kind === 'atLeast' ? expect.count : 1;
    if (expect.kind === 'none' && findings > 0) return `the correlation fires ${findings} times, it must not`;
    if (findings < wanted) return `the correlation fires ${findings} times, it must ${wanted}`;
    if (subjects.rules.length === 0) return undefined;
  }
  switch (expect.kind) {
    case 'every':
      return hit.length === events.length
        ? undefined
        : `${events.length - hit.length} of ${events.length} events are no hit: ${linesOf(events.filter((_, index) => hits[index] !== true))}`;
    case 'none':
      return hit.length === 0 ? undefined : `${hit.length} of ${events.length} events are hits: ${linesOf(hit)}`;
    case 'atLeast':
      return hit.length >= expect.count ? undefined : `${hit.length} hits, it must be ${expect.count} or more`;
  }
}

/** Reads the events of all tests; those that cannot be run have a result already. */
async function loadTests(
  tests: readonly RuleTest[],
  loaded: LoadedRules,
  limits: DecodeLimits,
): Promise<{ readonly runnable: readonly LoadedTest[]; readonly results: readonly TestResult[] }> {
  const runnable: LoadedTest[] = [];
  const results: TestResult[] = [];
  for (const test of tests) {
    const say = (outcome: TestResult['outcome'], reason: string): void =>
      void results.push({ test, rule: labelOf(test.subject), outcome, reason, backEnd: '' });
    const subjects = subjectsOf(test.subject, loaded);
    if (subjects.rules.length + subjects.correlations.length === 0) {
      say('failed', whyNoRule(test.subject, loaded));
      continue;
    }
    if ('missing' in test.events) {
      say('skipped', test.events.missing);
      continue;
    }
    const { rows, refused } = await readEvents(test.events.path, limits);
    if (refused.length > 0) say('failed', `line ${refused[0]!.line} is no event: ${refused[0]!.reason}`);
    else if (rows.length === 0) say('failed', 'the file holds no event');
    else runnable.push({ test, subjects, events: rows });
  }
  return { runnable, results };
}

/** Runs all tests on each back end; results come in the order of the tests. */
export async function runTests(
  tests: readonly RuleTest[],
  loaded: LoadedRules,
  backEnds: readonly BackEnd[],
  limits: DecodeLimits,
): Promise<TestResult[]> {
  const { runnable, results } = await loadTests(tests, loaded, limits);
  const all = [...results];
  for (const backEnd of backEnds) {
    const judged = await backEnd.judge(runnable);
    for (const [index, one] of runnable.entries()) {
      const reason = failureOf(one, judged[index]!);
      all.push({
        test: one.test,
        rule: labelOf(one.test.subject),
        outcome: reason === undefined ? 'passed' : 'failed',
        reason: reason ?? '',
        backEnd: backEnd.name,
      });
    }
  }
  const order = new Map(tests.map((test, index) => [test, index]));
  return all.sort((a, b) => order.get(a.test)! - order.get(b.test)!);
}
