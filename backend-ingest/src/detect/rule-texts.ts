// The texts of rule files as one collection. A file that has become wrong is read as it last was right, so that whoever edits a rule
// does not switch it off by a slip; what is wrong with it is told.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildCollection, type RuleCollection, type RuleProblem, type RuleText } from '@huntboard/sigma';
import { findRuleFiles, readRuleFiles, type RuleFile } from '../rules/rule-files.ts';

/** Lists for `|expand`. */
type Placeholders = Readonly<Record<string, readonly string[]>>;
/** By path. */
type Texts = ReadonlyMap<string, string>;

export interface CollectedRules {
  readonly collection: RuleCollection;
  /** Those of the collection, and those of the texts that are wrong now. */
  readonly problems: readonly RuleProblem[];
  /** Files that stand for their last right text. */
  readonly replaced: ReadonlySet<string>;
}

export function findFiles(directories: readonly string[], unreadable: string[]): RuleFile[] {
  return directories.flatMap((directory) => {
    try {
      return findRuleFiles([directory]);
    } catch (error) {
      unreadable.push((error as Error).message);
      return [];
    }
  });
}

function readFiles(files: readonly RuleFile[], unreadable: string[]): RuleText[] {
  return files.flatMap((file) => {
    try {
      return readRuleFiles([file]);
    } catch (error) {
      unreadable.push((error as Error).message);
      return [];
    }
  });
}

const isWrong = ({ severity }: RuleProblem): boolean => severity !== 'warning';
const wrongFiles = (problems: readonly RuleProblem[]): ReadonlySet<string> =>
  new Set(problems.filter(isWrong).map(({ position }) => position.file));

/** @param cache directory in which right texts are remembered; '' remembers none */
export function collectRules(
  files: readonly RuleFile[],
  placeholders: Placeholders,
  cache: string,
  unreadable: string[],
): CollectedRules {
  const given = readFiles(files, unreadable);
  const former = readTexts(cache);
  const collection = buildCollection(given, { placeholders });
  const wrong = wrongFiles(collection.problems);
  const now = new Map(given.map(({ path, text }) => [path, text]));
  const replaced = new Set(
    files
      .map(({ path }) => path)
      .filter((path) => {
        const text = former.get(path);
        return text !== undefined && text !== now.get(path) && (wrong.has(path) || !now.has(path));
      }),
  );
  const right = new Map([...now].filter(([path]) => !wrong.has(path)));
  for (const path of replaced) right.set(path, former.get(path)!);
  keepTexts(cache, right, former);
  if (replaced.size === 0) return { collection, problems: collection.problems, replaced };
  const texts = new Map([...now, ...[...replaced].map((path) => [path, former.get(path)!] as const)]);
  const asItWas = buildCollection(
    [...texts].map(([path, text]) => ({ path, text })),
    { placeholders },
  );
  const ofWrong = collection.problems.filter((problem) => isWrong(problem) && replaced.has(problem.position.file));
  return { collection: asItWas, problems: [...asItWas.problems, ...ofWrong], replaced };
}

const nameIn = (cache: string): string => join(cache, 'right-texts.json');

function readTexts(cache: string): Texts {
  if (cache === '') return new Map();
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(nameIn(cache), 'utf8')) as Record<string, string>));
  } catch {
    // The first start, or a file that was cut short.
    return new Map();
  }
}

/** That they cannot be written is no failure: they are there for slips. */
function keepTexts(cache: string, texts: Texts, former: Texts): void {
  if (cache === '') return;
  if (texts.size === former.size && [...texts].every(([path, text]) => former.get(path) === text)) return;
  try {
    const path = nameIn(cache);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.${process.pid}.part`, JSON.stringify(Object.fromEntries(texts)), { mode: 0o600 });
    renameSync(`${path}.${process.pid}.part`, path);
  } catch {
    return;
  }
}
