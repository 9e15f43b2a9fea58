// Finds and reads files of Sigma rules: files as given, directories walked.
import { readdirSync, readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** A path that is not there, or that holds no rules: people can do something about it. */
export class RuleFilesError extends Error {
  override readonly name = 'RuleFilesError';
}

export interface RuleFile {
  /** As it is shown: below the path that was given. */
  readonly path: string;
  /** With `modified` (epoch ms): whether the file is still the same. */
  readonly size: number;
  readonly modified: number;
}

/** Rules have a few kilobytes, long lists of values a few megabytes. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;
const MAX_FILES = 200_000;
const MAX_DEPTH = 64;
const RULE_FILE = /\.ya?ml$/i;
/** Says that a YAML file describes tests of a rule, as SigmaHQ keeps them beside its rules. */
const TEST_FILE = /^info\.ya?ml$/i;
/** Not rules: what tools keep in a checkout, and the test data of SigmaHQ. */
const SKIPPED = new Set(['node_modules', 'regression_data']);

class Walk {
  readonly files: RuleFile[] = [];
  /** Real paths of the directories that were walked: a link to one of them, or to a parent, is not walked again. */
  private readonly walked = new Set<string>();

  directory(path: string, depth: number): void {
    const real = realpathSync(path);
    if (this.walked.has(real)) return;
    this.walked.add(real);
    if (depth > MAX_DEPTH) throw new RuleFilesError(`${path} is nested deeper than ${MAX_DEPTH} directories`);
    const names = readdirSync(path).sort();
    for (const name of names) {
      if (name.startsWith('.') || SKIPPED.has(name)) continue;
      const child = join(path, name);
      // A link that leads nowhere is no rule.
      const stat = statSync(child, { throwIfNoEntry: false });
      if (stat?.isDirectory() === true) this.directory(child, depth + 1);
      else if (stat?.isFile() === true && RULE_FILE.test(name) && !TEST_FILE.test(name)) this.file(child, stat);
    }
  }

  file(path: string, stat: Stats): void {
    if (this.files.length >= MAX_FILES) throw new RuleFilesError(`more than ${MAX_FILES} rule files`);
    this.files.push({ path, size: stat.size, modified: stat.mtimeMs });
  }
}

/**
 * Rule files: each path that is a file, and every .yml and .yaml below each that is a directory, in the order of names. Links are
 * followed, but no directory is walked twice. Throws RuleFilesError for a path that is not there.
 */
export function findRuleFiles(paths: readonly string[]): RuleFile[] {
  const walk = new Walk();
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) throw new RuleFilesError(`no such file or directory: ${path}`);
    if (stat.isDirectory()) walk.directory(path, 0);
    else walk.file(path, stat);
  }
  return walk.files;
}

/** The texts of rule files. Throws RuleFilesError for one that is too large to be a rule or cannot be read. */
export function readRuleFiles(files: readonly RuleFile[]): { readonly path: string; readonly text: string }[] {
  return files.map(({ path, size }) => {
    if (size > MAX_FILE_BYTES)
      throw new RuleFilesError(`${path} has ${size} bytes, a rule file may have ${MAX_FILE_BYTES}: is it a rule?`);
    try {
      return { path, text: readFileSync(path, 'utf8') };
    } catch (error) {
      throw new RuleFilesError(`${path} cannot be read: ${(error as Error).message}`);
    }
  });
}
