// `huntboard scan FILE…`: judges files of events by Sigma rules, offline. Several cores, memory that does not grow with the files.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { Level } from '@huntboard/sigma';
import { SingleBar } from 'cli-progress';
import { Option, type Command } from 'commander';
import { readConfig } from '../../config.ts';
import { decodeLimits, packageDirectory } from '../../main.ts';
import { CommandError } from '../report-failure.ts';
import { ruleSources } from '../rules/default-rules.ts';
import { decodeCorrelations, decodeRules } from '../../rules/encode-rules.ts';
import { defaultCache, prepareRules, type PreparedRules } from '../rules/prepare-rules.ts';
import { LEVEL_ORDER } from '../../rules/select-rules.ts';
import { addSelectionOptions, repeat, selectionOf, type SelectionOptions } from '../rules/selection-options.ts';
import { compileForScan } from './compile-for-scan.ts';
import { planCorrelations, ScanCorrelator } from './correlate.ts';
import type { JudgeOptions } from './judge.ts';
import { JudgePool, type Judges } from './judge-pool.ts';
import { LocalJudge } from './local-judge.ts';
import { listInputs, type Input } from './open-input.ts';
import { PIECES, scanFiles } from './scan-files.ts';
import { HitTable, JsonLines, type ScanOutput } from './scan-output.ts';
import { ScanTally, type TallyOptions } from './scan-tally.ts';

interface Options extends SelectionOptions {
  readonly rules?: readonly string[];
  readonly placeholders?: string;
  readonly json?: true;
  readonly evidence?: true;
  readonly failOn?: Level;
  readonly threads?: string;
  readonly cache: string | boolean;
}

/** Below this many bytes per thread another thread takes longer to start than it saves. */
const BYTES_PER_THREAD = 2 * 1024 * 1024;
const MAX_THREADS = 16;
/** A level that --fail-on names was reached. */
const EXIT_HITS = 3;

function threadsFor(inputs: readonly Input[], given: string | undefined): number {
  if (given !== undefined) {
    const threads = Number(given);
    if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS)
      throw new CommandError(`--threads takes a number from 1 to ${MAX_THREADS}`);
    return threads;
  }
  // Nobody knows how long standard input goes on.
  const bytes = inputs.reduce((sum, { path, size }) => sum + (path === '-' ? Infinity : size), 0);
  return Math.max(1, Math.min(availableParallelism(), MAX_THREADS, Math.floor(bytes / BYTES_PER_THREAD)));
}

/** The thread's bundle: beside the one that runs. */
function workerPath(): string {
  const beside = join(dirname(__filename), 'scan-worker.cjs');
  return existsSync(beside) ? beside : join(packageDirectory(), 'dist', 'scan-worker.cjs');
}

function startJudges(threads: number, rules: PreparedRules, options: JudgeOptions): Judges {
  if (threads > 1) return new JudgePool(threads, workerPath(), { ...options, rules: rules.encoded }, PIECES.bytes);
  return new LocalJudge(compileForScan(rules.encoded), options, PIECES.bytes);
}

/** Correlations need the rules on this thread too; without any they are not even decoded. */
function startCorrelator(rules: PreparedRules): TallyOptions {
  const { correlations, names, silentCorrelations } = rules.head;
  if (correlations.length === 0) return {};
  const decoded = decodeRules(Buffer.from(rules.encoded).toString('utf8'));
  const plans = planCorrelations(decodeCorrelations(correlations, decoded), decoded);
  return {
    correlator: new ScanCorrelator(plans, decoded),
    rules: names.length - correlations.length,
    silentCorrelations,
  };
}

function startBar(inputs: readonly Input[]): SingleBar {
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {events} events, {hits} hits | {file}',
    stream: process.stderr,
    noTTYOutput: false,
    hideCursor: true,
    clearOnComplete: true,
  });
  const total = inputs.reduce((sum, { size }) => sum + size, 0);
  bar.start(Math.max(1, total), 0, { events: 0, hits: 0, file: '' });
  return bar;
}

function tellProblems({ head }: PreparedRules, paths: readonly string[]): void {
  const parts = [
    ...(head.errors === 0 ? [] : [`${head.errors} documents are wrong`]),
    ...(head.unsupported === 0 ? [] : [`${head.unsupported} rules cannot be run`]),
  ];
  if (parts.length > 0)
    process.stderr.write(`note: ${parts.join(', ')}; \`huntboard rules check ${paths.join(' ')}\` tells why\n`);
}

async function run(files: readonly string[], options: Options): Promise<void> {
  const began = Date.now();
  const inputs = listInputs(files);
  const { paths, placeholders } = ruleSources(options.rules, options.placeholders);
  const cache = typeof options.cache === 'string' ? options.cache : options.cache ? defaultCache() : undefined;
  const rules = prepareRules({
    paths,
    selection: selectionOf(options),
    ...(placeholders === undefined ? {} : { placeholders }),
    ...(cache === undefined ? {} : { cache }),
  });
  const { names, watched, silent } = rules.head;
  tellProblems(rules, paths);
  if (names.length === 0) throw new CommandError(`no rule to run in ${paths.join(', ')}`);
  const judges = startJudges(threadsFor(inputs, options.threads), rules, {
    limits: decodeLimits(readConfig({})),
    evidence: options.evidence === true,
    watched,
    silent,
  });
  const write = (text: string): void => void process.stdout.write(text);
  // Whoever reads has seen enough: `scan … | head`.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));
  const output: ScanOutput =
    options.json === true ? new JsonLines(names, write) : new HitTable(names, write, { colours: process.stdout.isTTY });
  const bar = options.json !== true && process.stderr.isTTY ? startBar(inputs) : undefined;
  const tally = new ScanTally(names, output, { ...startCorrelator(rules), ...(bar === undefined ? {} : { bar }) });
  try {
    await scanFiles(inputs, judges, tally);
  } finally {
    bar?.stop();
    await judges.close();
  }
  tally.finish(began);
  for (const { file, reason } of tally.failures) process.stderr.write(`huntboard: ${file}: ${reason}\n`);
  if (tally.failures.length > 0) process.exitCode = 1;
  else if (options.failOn !== undefined && tally.reached(options.failOn)) process.exitCode = EXIT_HITS;
}

export function registerScan(program: Command): void {
  const command = program
    .command('scan')
    .description(
      'judge files of events (NDJSON, JSON array, decoded EVTX JSON, event XML; .gz, .zst) by Sigma rules, offline; - is standard input',
    )
    .argument('<files...>', 'files, or directories of them')
    .option('--rules <dir>', 'Sigma rules: a file or a directory; may be given again; default the pack', repeat)
    .option('--placeholders <file>', 'YAML file of the lists that rules with |expand name')
    .option('--json', 'one JSON line per hit, then one with the summary')
    .option('--evidence', 'with --json: time, host and the fields that made the rule match')
    .addOption(
      new Option('--fail-on <level>', `exit with ${EXIT_HITS} when a rule of this level or above hits`).choices(
        LEVEL_ORDER,
      ),
    )
    .option('--threads <n>', 'threads that judge; default one per core')
    .option('--cache <dir>', 'where compiled rules are kept', true)
    .option('--no-cache', 'compile the rules anew')
    .addHelpText(
      'after',
      `\nExit codes: 0 all files were read, 1 the command failed or a file could not be read to its end, ${EXIT_HITS} see --fail-on.`,
    );
  addSelectionOptions(command).action(run);
}
