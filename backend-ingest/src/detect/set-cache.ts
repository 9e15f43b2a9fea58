// Compiled sets on disk: reading thousands of YAML files takes seconds, reading what was made of them takes none.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleFile } from '../rules/rule-files.ts';
import type { DetectionSources, LoadedSet, RuleListing } from './loaded-set.ts';

/** Bytes in memory that threads can share. */
export function shared(bytes: Uint8Array): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  return memory;
}

/** Compiled sets that are kept. */
const KEPT = 4;
const SUFFIX = '.rules';
const NEWLINE = 0x0a;

/** Names all that a compiled set depends on: this program, the files as they are, the settings. */
export function cacheName(sources: DetectionSources, files: readonly RuleFile[]): string {
  const panel = existsSync(sources.panelExceptionsFile) ? sources.panelExceptionsFile : '';
  const others = [sources.rulesFile, sources.exceptionsFile, panel, ...sources.placeholderFiles].filter(
    (path) => path !== '',
  );
  const program = statSync(__filename);
  const stats = others.map((path) => [path, statSync(path).size, statSync(path).mtimeMs]);
  const parts = [program.size, program.mtimeMs, sources, stats, files];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32) + SUFFIX;
}

/** A rule but for the tests that stand beside it. */
export type Listed = Omit<RuleListing, 'tests'>;

export interface Kept extends Pick<LoadedSet, 'set' | 'correlations' | 'problems'> {
  readonly listings: readonly Listed[];
}

/** Undefined when there is none under this name. */
export function readKept(path: string): Kept | undefined {
  try {
    const bytes = readFileSync(path);
    const end = bytes.indexOf(NEWLINE);
    const kept = JSON.parse(bytes.toString('utf8', 0, end)) as Kept;
    return { ...kept, set: { ...kept.set, encoded: shared(bytes.subarray(end + 1)) } };
  } catch {
    // Not there, or not whole: it is made again.
    return undefined;
  }
}

/** A cache that cannot be written is no failure. */
export function keep(directory: string, name: string, kept: Kept): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const partial = join(directory, `${name}.${process.pid}.part`);
    const { encoded, ...set } = kept.set;
    const head = Buffer.from(`${JSON.stringify({ ...kept, set })}\n`);
    writeFileSync(partial, Buffer.concat([head, new Uint8Array(encoded)]), { mode: 0o600 });
    renameSync(partial, join(directory, name));
    const old = readdirSync(directory)
      .filter((entry) => entry.endsWith(SUFFIX))
      .map((entry) => ({ path: join(directory, entry), time: statSync(join(directory, entry)).mtimeMs }))
      .sort((a, b) => b.time - a.time);
    for (const { path } of old.slice(KEPT)) rmSync(path, { force: true });
  } catch {
    return;
  }
}
