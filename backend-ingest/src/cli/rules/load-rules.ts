// Rule files to rules ready for both back ends, with everything that was wrong on the way.
import { readFileSync } from 'node:fs';
import {
  buildCollection,
  resolveRule,
  type LinkedCorrelation,
  type ResolvedRule,
  type RuleProblem,
  type SigmaFilter,
} from '@huntboard/sigma';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { CommandError } from '../report-failure.ts';
import { findRuleFiles, readRuleFiles } from '../../rules/rule-files.ts';

export interface LoadedRules {
  readonly files: number;
  /** Rules that were read, whether or not they can be run. */
  readonly total: number;
  readonly rules: readonly ResolvedRule[];
  readonly correlations: readonly LinkedCorrelation[];
  readonly filters: readonly SigmaFilter[];
  readonly problems: readonly RuleProblem[];
  /** Keys of the rules and correlations that raise nothing of their own. */
  readonly silent: ReadonlySet<string>;
}

const placeholdersSchema = z.record(z.string(), z.array(z.coerce.string()));

/** Lists for `expand`, from a YAML file: a name, and its values. */
export function readPlaceholders(path: string): Readonly<Record<string, readonly string[]>> {
  let document: unknown;
  try {
    document = parseYaml(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${(error as Error).message}`);
  }
  const parsed = placeholdersSchema.safeParse(document);
  if (!parsed.success) throw new CommandError(`${path} is no file of lists by name: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Reads, parses, links and resolves. Wrong rules are problems, never exceptions; a path that is not there is a RuleFilesError. */
export function loadRules(
  paths: readonly string[],
  options: { readonly placeholders?: Readonly<Record<string, readonly string[]>> } = {},
): LoadedRules {
  const files = findRuleFiles(paths);
  const collection = buildCollection(readRuleFiles(files), options);
  const problems = [...collection.problems];
  const rules: ResolvedRule[] = [];
  for (const rule of collection.rules) {
    const resolved = resolveRule(rule);
    if (resolved.ok) {
      rules.push(resolved.value);
      problems.push(...(resolved.value.warnings ?? []));
    } else problems.push(resolved.problem);
  }
  return {
    files: files.length,
    total: collection.rules.length,
    rules,
    correlations: collection.correlations,
    filters: collection.filters,
    problems,
    silent: collection.silent,
  };
}
