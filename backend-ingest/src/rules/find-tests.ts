// Finds what rules are tested with: our layout (rule.yml, hits, misses in one folder) and SigmaHQ's (info.yml beside recorded events).
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { RuleFilesError } from './rule-files.ts';

/** Which rule a test is about: all of a file, or one by its id. */
export type Subject = { readonly kind: 'file'; readonly file: string } | { readonly kind: 'id'; readonly id: string };

/** What the events must do: each be a hit, none be one, or at least so many. */
export type Expectation =
  { readonly kind: 'every' } | { readonly kind: 'none' } | { readonly kind: 'atLeast'; readonly count: number };

export interface RuleTest {
  /** As it is shown: the file of events, or of the description. */
  readonly path: string;
  readonly subject: Subject;
  readonly expect: Expectation;
  /** File of the events; a reason why they cannot be read instead. */
  readonly events: { readonly path: string } | { readonly missing: string };
}

const RULE = 'rule.yml';
const EVENTS = /^(hits|misses)(?:[._-][\w.-]+)?\.(?:jsonl?|ndjson|xml)(?:\.gz)?$/;
const INFO = 'info.yml';
/** How SigmaHQ names the decoded events beside a binary file. */
const DECODED = ['.json', '.jsonl', '.ndjson', '.xml'].flatMap((extension) => [extension, `${extension}.gz`]);

/** https://github.com/SigmaHQ/sigma-specification: sigmahq/sigmahq_regression_tests.md */
const infoSchema = z.object({
  rule_metadata: z.array(z.object({ id: z.string() })).min(1),
  regression_tests_info: z
    .array(z.object({ path: z.string(), match_count: z.number().int().nonnegative().optional() }))
    .nullish(),
});

/** The decoded events of a test: the file itself, unless it is binary; beside the description or where it says. */
function findEvents(info: string, path: string): RuleTest['events'] {
  const beside = join(dirname(info), basename(path));
  const stem = beside.slice(0, -extname(beside).length);
  const isBinary = /\.evtx$/i.test(path);
  const found = [...(isBinary ? [] : [beside]), ...DECODED.map((extension) => stem + extension)].find((candidate) =>
    existsSync(candidate),
  );
  if (found !== undefined) return { path: found };
  return { missing: isBinary ? `no decoded events beside ${beside}` : `no such file: ${beside}` };
}

function readInfo(path: string): RuleTest[] {
  let document: unknown;
  try {
    document = parseYaml(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new RuleFilesError(`${path} cannot be read: ${(error as Error).message}`);
  }
  const info = infoSchema.safeParse(document);
  if (!info.success) throw new RuleFilesError(`${path} does not describe tests: ${z.prettifyError(info.error)}`);
  const { rule_metadata: rules, regression_tests_info: tests } = info.data;
  return (tests ?? []).map(({ path: file, match_count: count }) => ({
    path,
    subject: { kind: 'id', id: rules[0]!.id },
    expect: { kind: 'atLeast', count: Math.max(1, count ?? 1) },
    events: findEvents(path, file),
  }));
}

function readFolder(folder: string, names: readonly string[]): RuleTest[] {
  if (names.includes(INFO)) return readInfo(join(folder, INFO));
  if (!names.includes(RULE)) return [];
  return names.flatMap((name): RuleTest[] => {
    const kind = EVENTS.exec(name)?.[1];
    if (kind === undefined) return [];
    const path = join(folder, name);
    return [
      {
        path,
        subject: { kind: 'file', file: join(folder, RULE) },
        expect: { kind: kind === 'hits' ? 'every' : 'none' },
        events: { path },
      },
    ];
  });
}

const raise = (error: Error): never => {
  throw error;
};

/**
 * All tests below some directories, in the order of names. Links are followed, but no directory is walked twice. What cannot be read is
 * told to `refuse` and left out; without it RuleFilesError is thrown.
 */
export function findTests(directories: readonly string[], refuse: (error: Error) => void = raise): RuleTest[] {
  const walked = new Set<string>();
  const attempt = (read: () => RuleTest[]): RuleTest[] => {
    try {
      return read();
    } catch (error) {
      refuse(error as Error);
      return [];
    }
  };
  const walk = (folder: string): RuleTest[] => {
    const real = realpathSync(folder);
    if (walked.has(real)) return [];
    walked.add(real);
    const names = readdirSync(folder).sort();
    const children = names
      .filter((name) => !name.startsWith('.') && name !== 'node_modules')
      .map((name) => join(folder, name))
      .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
    return [...attempt(() => readFolder(folder, names)), ...children.flatMap((child) => attempt(() => walk(child)))];
  };
  return directories.flatMap((directory) =>
    attempt(() => {
      if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true)
        throw new RuleFilesError(`no such directory: ${directory}`);
      return walk(directory);
    }),
  );
}
