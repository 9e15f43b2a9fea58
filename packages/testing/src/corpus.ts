// Real events for the tests, where the corpus of the house is at hand.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { corpusSetting, mustRunAll } from './corpus-environment.ts';

/** Folder of the corpus: HUNTBOARD_CORPUS, else ../shared/data beside the repository. */
export const corpusFolder = corpusSetting ?? resolve(__dirname, '../../../../shared/data');

/** Describes tests over the corpus; without it one skipped test says so, but fails where everything must run. */
export function describeCorpus(name: string, tests: () => void): void {
  if (existsSync(join(corpusFolder, 'README.md'))) {
    describe(name, tests);
    return;
  }
  const missing = `no corpus at ${corpusFolder}: set HUNTBOARD_CORPUS`;
  if (!mustRunAll) console.warn(`skipped: ${name}: ${missing}`);
  (mustRunAll ? test : test.skip)(`${name}: ${missing}`, () => {
    throw new Error(missing);
  });
}

export function corpusFiles(prefix: string): string[] {
  return readdirSync(corpusFolder)
    .filter((name) => name.startsWith(prefix))
    .sort();
}

/** A file's bytes, decompressed when it ends in .gz. */
export function readCorpus(name: string): Buffer {
  const bytes = readFileSync(join(corpusFolder, name));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

export function readCorpusJson<T>(name: string): T {
  return JSON.parse(readCorpus(name).toString('utf8')) as T;
}
