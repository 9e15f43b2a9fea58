// Compares text with a file under __golden__, which is rewritten only when HUNTBOARD_UPDATE_GOLDEN is set.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Fails the test when `text` is not what the file holds. */
export function expectGolden(file: string, text: string): void {
  if (process.env['HUNTBOARD_UPDATE_GOLDEN'] !== undefined) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  if (!existsSync(file))
    throw new Error(`No golden file ${file}: run with HUNTBOARD_UPDATE_GOLDEN=1 and read what it writes.`);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
