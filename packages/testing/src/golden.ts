// Golden files: what a sample gave when somebody last looked, rewritten only when HUNTBOARD_UPDATE_GOLDEN is set.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { rewritesGoldens } from './corpus-environment.ts';

/** Fails the test when the value, as JSON, is not what the file holds. */
export function expectGoldenJson(file: string, value: unknown): void {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (rewritesGoldens) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  if (!existsSync(file))
    throw new Error(`No golden file ${file}: run with HUNTBOARD_UPDATE_GOLDEN=1 and read what it writes.`);
  expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}
