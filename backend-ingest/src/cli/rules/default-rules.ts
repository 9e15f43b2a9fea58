// The rules a command takes when none are given: the pack that comes along, with its lists.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { packPlaceholdersFile, packRulesFolder } from '@huntboard/detections';

export interface RuleSources {
  readonly paths: readonly string[];
  readonly placeholders?: string;
}

const LISTS = 'placeholders.yml';

/** The lists that lie with the rules: in one of the directories, or beside it. */
function listsOf(paths: readonly string[]): string | undefined {
  return paths
    .flatMap((path) => [join(path, LISTS), join(dirname(resolve(path)), LISTS)])
    .find((candidate) => existsSync(candidate));
}

/** Rules and lists as given, else those of the pack. */
export function ruleSources(paths: readonly string[] | undefined, placeholders: string | undefined): RuleSources {
  if (paths === undefined || paths.length === 0)
    return { paths: [packRulesFolder()], placeholders: placeholders ?? packPlaceholdersFile() };
  const lists = placeholders ?? listsOf(paths);
  return { paths, ...(lists === undefined ? {} : { placeholders: lists }) };
}
