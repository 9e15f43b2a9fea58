// The rules a command takes when none are given: the pack that comes along, with its lists.
import { packPlaceholdersFile, packRulesFolder } from '@huntboard/detections';

export interface RuleSources {
  readonly paths: readonly string[];
  readonly placeholders?: string;
}

/** Rules and lists as given, else those of the pack. */
export function ruleSources(paths: readonly string[] | undefined, placeholders: string | undefined): RuleSources {
  if (paths !== undefined && paths.length > 0)
    return { paths, ...(placeholders === undefined ? {} : { placeholders }) };
  return { paths: [packRulesFolder()], placeholders: placeholders ?? packPlaceholdersFile() };
}
