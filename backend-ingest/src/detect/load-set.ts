// Rule files and the configuration around them to a set that threads judge by; runs in a thread of its own, since it takes seconds.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  compileCorrelation,
  resolveRule,
  ruleKey,
  type LinkedCorrelation,
  type ResolvedRule,
  type Result,
  type RuleCollection,
  type RuleProblem,
  type SigmaCorrelation,
  type SigmaRule,
} from '@huntboard/sigma';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { canaryRule } from '../canary/canary-rule.ts';
import { encodeRules } from '../rules/encode-rules.ts';
import type { RuleFile } from '../rules/rule-files.ts';
import { findIndicatorFiles, readIndicators } from '../iocs/read-indicators.ts';
import { compileExceptions } from './compile-exceptions.ts';
import { correlationSet, rulesBelow } from './correlation-set.ts';
import type { DetectionSet, RuleFacts } from './detection-set.ts';
import { exceptionsSchema, NO_RULES_FILE, placeholdersSchema, rulesFileSchema } from './documents.ts';
import { collectRules, findFiles } from './rule-texts.ts';
import { overrideKey, policyOf, whyDisabled } from './select.ts';
import { questionOverrides } from './override-questions.ts';
import type { DetectionSources, LoadedSet, RuleState } from './loaded-set.ts';
import { cacheName, keep, readKept, shared, type Kept, type Listed } from './set-cache.ts';
import { countTests } from './count-tests.ts';

/** The path when there is such a file; the service writes it with the first exception. */
const written = (path: string): string => (path !== '' && existsSync(path) ? path : '');

function readDocument<T>(path: string, schema: z.ZodType<T>, fallback: T): T {
  if (path === '') return fallback;
  const parsed = schema.safeParse(parseYaml(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

const ANY = { product: '', category: '', service: '' };

function listing(
  document: SigmaRule | SigmaCorrelation,
  level: string,
  state: RuleState,
  reason: string,
  rests: readonly SigmaRule[] = [],
): Listed {
  const { title, status = '', kind, position, tags, questions } = document;
  const { product = '', category = '', service = '' } = kind === 'rule' ? document.logsource : ANY;
  return {
    id: ruleKey(document),
    title,
    level,
    status,
    kind,
    file: position.file,
    line: position.line,
    state,
    reason,
    tags,
    logsource: { product, category, service },
    rests: rests.map(ruleKey),
    questions,
  };
}

/** Documents that never came to be: all that is known of them is where they stand. Those in `replaced` files run as they were. */
function refusedListings(
  problems: readonly RuleProblem[],
  known: ReadonlySet<string>,
  replaced: ReadonlySet<string>,
): Listed[] {
  const refused = new Map<string, Listed>();
  for (const { severity, position, ruleId = '', message, code } of problems) {
    if (severity === 'warning') continue;
    const key = `${position.file}\0${ruleId || position.line}`;
    if (refused.has(key) || (ruleId !== '' && known.has(ruleId) && !replaced.has(position.file))) continue;
    const { file, line } = position;
    refused.set(key, {
      id: ruleId || `${file}:${line}`,
      title: '',
      level: '',
      status: '',
      kind: 'rule',
      file,
      line,
      state: severity,
      reason: `${message} [${code}]`,
      tags: [],
      logsource: ANY,
      rests: [],
      questions: [],
    });
  }
  return [...refused.values()];
}

/** Rules that a correlation that runs rests on; they come along, whatever the selection says of them. */
function neededRules(collection: RuleCollection, runs: (correlation: SigmaCorrelation) => boolean): Set<SigmaRule> {
  return new Set(collection.correlations.flatMap((linked) => (runs(linked.correlation) ? rulesBelow(linked) : [])));
}

function compile(
  sources: DetectionSources,
  files: readonly RuleFile[],
  indicatorFiles: readonly RuleFile[],
  unreadable: string[],
): Kept {
  const rulesFile = readDocument(sources.rulesFile, rulesFileSchema, NO_RULES_FILE);
  const exceptions = compileExceptions([
    ...readDocument(sources.exceptionsFile, exceptionsSchema, []),
    ...readDocument(written(sources.panelExceptionsFile), exceptionsSchema, []),
  ]);
  const placeholders = Object.assign(
    {},
    ...sources.placeholderFiles.map((path) => readDocument(path, placeholdersSchema, {})),
  ) as Record<string, string[]>;
  const { collection, replaced, ...collected } = collectRules(files, placeholders, sources.cache, unreadable);
  const overridden = questionOverrides(rulesFile, sources.rulesFile);
  const problems = [...collected.problems, ...overridden.problems];
  const noteOn = (document: SigmaRule | SigmaCorrelation): string =>
    replaced.has(document.position.file) ? 'its file is wrong now: this is its last text that was right' : '';
  const listings: Listed[] = [];
  const list = (...facts: Parameters<typeof listing>): Listed => {
    const questions = overridden.byKey.get(overrideKey(facts[0], rulesFile) ?? '');
    return { ...listing(...facts), ...(questions === undefined ? {} : { questions }) };
  };
  const runs = (correlation: SigmaCorrelation): boolean => whyDisabled(correlation, rulesFile) === undefined;
  const needed = neededRules(collection, runs);
  const resolved: ResolvedRule[] = [];
  const facts: RuleFacts[] = [];
  for (const rule of collection.rules) {
    const { level, ...policy } = policyOf(rule, rulesFile, sources.windowMs);
    const disabled = whyDisabled(rule, rulesFile);
    if (disabled !== undefined && !needed.has(rule)) {
      listings.push(list(rule, level, 'disabled', disabled));
      continue;
    }
    const outcome = resolveRule(rule);
    if (!outcome.ok) {
      problems.push(outcome.problem);
      listings.push(list(rule, level, 'unsupported', `${outcome.problem.message} [${outcome.problem.code}]`));
      continue;
    }
    const silent = disabled !== undefined || collection.silent.has(ruleKey(rule));
    listings.push(list(rule, level, silent ? 'silent' : 'active', silent ? 'there for correlations' : noteOn(rule)));
    resolved.push(outcome.value);
    const { title, tags } = rule;
    facts.push({
      id: ruleKey(rule),
      title,
      level,
      tags,
      silent,
      watched: needed.has(rule),
      ...policy,
      exceptions: exceptions.of(rule),
    });
  }
  const running: LinkedCorrelation[] = [];
  const byRule = new Map(resolved.map((one) => [one.rule, one]));
  for (const linked of collection.correlations) {
    const { correlation } = linked;
    const { level } = policyOf(correlation, rulesFile, sources.windowMs);
    const disabled = whyDisabled(correlation, rulesFile);
    if (disabled !== undefined) {
      listings.push(list(correlation, level, 'disabled', disabled));
      continue;
    }
    const plan = compileCorrelation(linked, (rule) => known(byRule, rule));
    if (!plan.ok) {
      problems.push(plan.problem);
      listings.push(list(correlation, level, 'unsupported', `${plan.problem.message} [${plan.problem.code}]`));
      continue;
    }
    running.push(linked);
    listings.push(
      list(
        correlation,
        level,
        collection.silent.has(ruleKey(correlation)) ? 'silent' : 'active',
        noteOn(correlation),
        rulesBelow(linked),
      ),
    );
  }
  listings.push(...refusedListings(problems, new Set(listings.map(({ id }) => id)), replaced));
  const below = resolved.filter(({ rule }) => needed.has(rule));
  const canary = canaryRule();
  const encoded = encodeRules([...resolved, canary.resolved]);
  const judged = [...facts, canary.facts];
  const correlations = correlationSet(running, below, exceptions, (correlation) => ({
    level: policyOf(correlation, rulesFile, sources.windowMs).level,
    silent: collection.silent.has(ruleKey(correlation)),
  }));
  const indicatorExceptions = {
    hash: exceptions.ofIndicators('ioc:hash'),
    domain: exceptions.ofIndicators('ioc:domain'),
    ip: exceptions.ofIndicators('ioc:ip'),
    url: exceptions.ofIndicators('ioc:url'),
  };
  const conditions = encodeRules(exceptions.conditions);
  const indicators = readIndicators(indicatorFiles, unreadable);
  const version = createHash('sha256')
    .update(JSON.stringify([judged, exceptions.facts, correlations, indicators, indicatorExceptions]))
    .update(encoded)
    .update(conditions)
    .digest('hex')
    .slice(0, 16);
  const set: DetectionSet = {
    version,
    rules: judged,
    encoded: shared(Buffer.from(encoded, 'utf8')),
    exceptions: exceptions.facts,
    conditions,
    indicators,
    indicatorExceptions,
    windowMs: sources.windowMs,
  };
  return { set, correlations, listings, problems };
}

/** The rule as the matcher has it; a rule that was left out cannot be correlated. */
function known(byRule: ReadonlyMap<SigmaRule, ResolvedRule>, rule: SigmaRule): Result<ResolvedRule> {
  const value = byRule.get(rule);
  if (value !== undefined) return { ok: true, value };
  const message = `rule ${ruleKey(rule)} cannot be run`;
  const { position } = rule;
  return { ok: false, problem: { severity: 'unsupported', code: 'sigma.correlation_unsupported', message, position } };
}

/** Loads the set; a wrong rule is a problem and the others run. Throws for a file of the configuration that is wrong. */
export function loadSet(sources: DetectionSources): LoadedSet {
  const unreadable: string[] = [];
  const files = findFiles(sources.directories, unreadable);
  const indicatorFiles = findIndicatorFiles(sources.indicators, unreadable);
  const settings = [
    sources.rulesFile,
    sources.exceptionsFile,
    written(sources.panelExceptionsFile),
    ...sources.placeholderFiles,
  ].filter((path) => path !== '');
  const watch = [
    ...new Set([
      ...sources.directories,
      ...(sources.indicators === '' ? [] : [sources.indicators]),
      ...[...files.map(({ path }) => path), ...settings].map(dirname),
    ]),
  ];
  // Tests are no part of what is kept: they change without their rule.
  const tested = ({ listings }: Kept): Pick<LoadedSet, 'listings'> => {
    const tests = countTests(sources.directories);
    return { listings: listings.map((one) => ({ ...one, tests: tests(one) })) };
  };
  const name = cacheName(sources, [...files, ...indicatorFiles]);
  const known = sources.cache === '' ? undefined : readKept(join(sources.cache, name));
  if (known !== undefined) return { ...known, ...tested(known), unreadable, watch, cached: true };
  const compiled = compile(sources, files, indicatorFiles, unreadable);
  if (sources.cache !== '' && unreadable.length === 0) keep(sources.cache, name, compiled);
  return { ...compiled, ...tested(compiled), unreadable, watch, cached: false };
}
