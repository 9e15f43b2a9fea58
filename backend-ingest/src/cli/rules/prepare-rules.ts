// Rules ready for the judges, kept on disk between runs: reading thousands of YAML files takes seconds, reading this takes none.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  ruleKey,
  type DocumentHead,
  type LinkedCorrelation,
  type ResolvedRule,
  type SigmaCorrelation,
  type SigmaRule,
} from '@huntboard/sigma';
import { encodeCorrelations, encodeRules, type EncodedCorrelation } from '../../rules/encode-rules.ts';
import { loadRules, readPlaceholders, type LoadedRules } from './load-rules.ts';
import { findRuleFiles } from '../../rules/rule-files.ts';
import { isSelected, levelOf, type Selection } from '../../rules/select-rules.ts';
import type { RuleName } from '../scan/scan-output.ts';

/** What is known of the rules without decoding them. */
export interface RulesHead {
  /** Of the rules in the order in which they are encoded, then of the correlations. */
  readonly names: readonly RuleName[];
  /** Numbers of the rules that are there for correlations only. */
  readonly silent: readonly number[];
  /** Numbers of the rules whose matches correlations want. */
  readonly watched: readonly number[];
  readonly correlations: readonly EncodedCorrelation[];
  /** Numbers of the correlations that are there for other correlations only. */
  readonly silentCorrelations: readonly number[];
  /** Documents that are not run because they are wrong, or valid but cannot be run. */
  readonly errors: number;
  readonly unsupported: number;
}

export interface PreparedRules {
  readonly head: RulesHead;
  /** Text of `encodeRules`, in memory that threads can share. */
  readonly encoded: SharedArrayBuffer;
  readonly cached: boolean;
}

export interface PrepareOptions {
  readonly paths: readonly string[];
  readonly selection: Selection;
  readonly placeholders?: string;
  /** Directory of the cache; undefined: none is used. */
  readonly cache?: string;
}

/** So many rule sets are kept: those of different directories and selections. */
const KEPT = 8;
const NEWLINE = 0x0a;
const SUFFIX = '.rules';

/** Directory of what can be computed again, of the user who runs the command. */
export function defaultCache(): string {
  return join(homedir(), '.cache', 'huntboard', 'rules');
}

/** Names everything that the prepared rules depend on: this program, the files as they are, the options. */
function keyOf(options: PrepareOptions): string {
  const { paths, selection, placeholders } = options;
  const program = statSync(__filename);
  const files = findRuleFiles(placeholders === undefined ? paths : [...paths, placeholders]);
  const parts = [program.size, program.mtimeMs, selection, paths, files, resolve('.')];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function shared(bytes: Uint8Array): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  return memory;
}

function read(path: string): PreparedRules | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
    const end = bytes.indexOf(NEWLINE);
    const head = JSON.parse(bytes.toString('utf8', 0, end)) as RulesHead;
    return { head, encoded: shared(bytes.subarray(end + 1)), cached: true };
  } catch {
    // Not there, or not whole: it is made again.
    return undefined;
  }
}

/** Keeps prepared rules, and forgets those that were made long ago. A cache that cannot be written is no failure. */
function keep(directory: string, key: string, head: RulesHead, encoded: Uint8Array): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const partial = join(directory, `${key}.${process.pid}.part`);
    writeFileSync(partial, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), encoded]), { mode: 0o600 });
    renameSync(partial, join(directory, key + SUFFIX));
    const old = readdirSync(directory)
      .filter((name) => name.endsWith(SUFFIX))
      .map((name) => ({ path: join(directory, name), time: statSync(join(directory, name)).mtimeMs }))
      .sort((a, b) => b.time - a.time);
    for (const { path } of old.slice(KEPT)) rmSync(path, { force: true });
  } catch {
    return;
  }
}

function nameOf(document: DocumentHead): RuleName {
  return { rule_id: ruleKey(document), title: document.title, level: levelOf(document) };
}

/** The selected rules and correlations; rules that selected correlations refer to come along. */
function selectFrom(
  loaded: LoadedRules,
  selection: Selection,
): Pick<RulesHead, 'silent' | 'watched' | 'correlations' | 'silentCorrelations'> & {
  readonly rules: readonly ResolvedRule[];
} {
  const chosen = loaded.correlations.filter(({ correlation }) => isSelected(correlation, selection));
  const needed = new Set<SigmaRule>();
  const linked = new Set<LinkedCorrelation>();
  const need = (correlation: LinkedCorrelation): void => {
    linked.add(correlation);
    for (const member of correlation.members) {
      if (member.kind === 'rule') needed.add(member.document);
      else need(member.linked);
    }
  };
  chosen.forEach(need);
  const rules = loaded.rules.filter(({ rule }) => needed.has(rule) || isSelected(rule, selection));
  const correlations = encodeCorrelations(
    loaded.correlations.filter((correlation) => linked.has(correlation)),
    rules,
  );
  const isSilent = (document: SigmaRule | SigmaCorrelation): boolean =>
    loaded.silent.has(ruleKey(document)) || !isSelected(document, selection);
  return {
    rules,
    correlations,
    silent: numbersOf(rules, ({ rule }) => isSilent(rule)),
    watched: numbersOf(rules, ({ rule }) => needed.has(rule)),
    silentCorrelations: numbersOf(correlations, ({ correlation }) => isSilent(correlation)),
  };
}

function numbersOf<T>(list: readonly T[], fits: (item: T) => boolean): number[] {
  return list.flatMap((item, number) => (fits(item) ? [number] : []));
}

/** The selected rules, from the cache when nothing has changed. Throws RuleFilesError for a path that is not there. */
export function prepareRules(options: PrepareOptions): PreparedRules {
  const { cache, selection, placeholders } = options;
  const key = keyOf(options);
  const known = cache === undefined ? undefined : read(join(cache, key + SUFFIX));
  if (known !== undefined) return known;
  const loaded = loadRules(
    options.paths,
    placeholders === undefined ? {} : { placeholders: readPlaceholders(placeholders) },
  );
  const { rules, correlations, ...numbers } = selectFrom(loaded, selection);
  const count = (severity: string): number => loaded.problems.filter((problem) => problem.severity === severity).length;
  const head: RulesHead = {
    names: [...rules.map(({ rule }) => nameOf(rule)), ...correlations.map(({ correlation }) => nameOf(correlation))],
    ...numbers,
    correlations,
    errors: count('error'),
    unsupported: count('unsupported'),
  };
  const encoded = Buffer.from(encodeRules(rules), 'utf8');
  if (cache !== undefined) keep(cache, key, head, encoded);
  return { head, encoded: shared(encoded), cached: false };
}
