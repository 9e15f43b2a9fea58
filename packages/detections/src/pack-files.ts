// Where the rules and lists of the pack lie: beside this package's package.json, in a checkout, a bundle and the image alike.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = (): string => dirname(require.resolve('@huntboard/detections/package.json'));

/** Folder of the rules: `<category>/<rule>/rule.yml`, beside it `hits.jsonl`, `misses.jsonl` and `README.md`. */
export function packRulesFolder(): string {
  return join(root(), 'rules');
}

/**
 * The lists that rules with `|expand` name: a YAML map of name → values, without the percent signs. It holds those of the demonstration's company;
 * an installation puts its own in its place.
 */
export function packPlaceholdersFile(): string {
  return join(root(), 'placeholders.yml');
}

/** Folders of all rules, in order of their names. */
export function ruleFolders(): string[] {
  const rules = packRulesFolder();
  const foldersIn = (parent: string): string[] =>
    readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(parent, entry.name))
      .sort();
  return foldersIn(rules).flatMap(foldersIn);
}
