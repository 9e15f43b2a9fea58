// Finds and reads the files of indicators of a directory.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleFile } from '../rules/rule-files.ts';
import type { Indicator } from './indicator.ts';
import { parseIndicators } from './parse-indicators.ts';

const MAX_INDICATOR_FILE = 64 * 1024 * 1024;

/** Files of indicators, without those that begin with a dot. */
export function findIndicatorFiles(directory: string, unreadable: string[]): RuleFile[] {
  if (directory === '') return [];
  try {
    return readdirSync(directory)
      .filter((name) => !name.startsWith('.'))
      .sort()
      .flatMap((name) => {
        const path = join(directory, name);
        const stat = statSync(path);
        return stat.isFile() ? [{ path, size: stat.size, modified: stat.mtimeMs }] : [];
      });
  } catch (error) {
    unreadable.push((error as Error).message);
    return [];
  }
}

/** The indicators of all files, each once; what is not looked for is told in `unreadable`. */
export function readIndicators(files: readonly RuleFile[], unreadable: string[]): readonly Indicator[] {
  const found = new Map<string, Indicator>();
  for (const { path, size } of files) {
    if (size > MAX_INDICATOR_FILE) {
      unreadable.push(`${path} has ${size} bytes: too large for indicators`);
      continue;
    }
    const { indicators, problems } = parseIndicators(readFileSync(path, 'utf8'), Date.now());
    for (const one of indicators) found.set(`${one.type}|${one.value}`, one);
    for (const problem of problems) unreadable.push(`${path}: ${problem}`);
  }
  return [...found.values()];
}
