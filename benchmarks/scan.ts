// Figure: the built `huntboard scan` from gzip to verdict on the real events of the corpus by all Windows rules of SigmaHQ: rate and CPU with
// one and two threads, time to ready with and without compiled rules on disk, memory. Options: --passes N (over the corpus).
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readSigmaRules } from '@huntboard/testing';
import { cpuSeconds, peakMb } from './support/process-cost.ts';

const corpus = process.env['HUNTBOARD_CORPUS'] ?? resolve('../shared/data');
const command = resolve('backend-ingest/dist/cli.cjs');
const LOOK_MS = 20;
const { values: options } = parseArgs({ options: { passes: { type: 'string', default: '4' } } });

interface Summary {
  readonly events: number;
  readonly hits: number;
  readonly quarantined: number;
  readonly rules: number;
}

interface Run extends Summary {
  /** From the start of the process to its end. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

interface Usage {
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** What a running process has used so far; undefined when it is gone. */
function usageOf(pid: number): Usage | undefined {
  try {
    return { cpuSeconds: cpuSeconds(pid), peakMb: peakMb(pid) };
  } catch {
    return undefined;
  }
}

function scan(options: readonly string[], files: readonly string[]): Promise<Run> {
  const began = performance.now();
  const child = spawn(process.execPath, [command, 'scan', '--json', '--product', 'windows', ...options, ...files], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let usage: Usage = { cpuSeconds: 0, peakMb: 0 };
  const look = setInterval(() => (usage = usageOf(child.pid!) ?? usage), LOOK_MS);
  let tail = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-1000)));
  return new Promise((done, fail) =>
    child.on('close', (code) => {
      clearInterval(look);
      const last = tail.trimEnd().split('\n').at(-1) ?? '';
      if (code !== 0) return fail(new Error(`scan ended with ${code}: ${last}`));
      const { summary } = JSON.parse(last) as { summary: Summary };
      done({ ...summary, ...usage, seconds: (performance.now() - began) / 1000 });
    }),
  );
}

/** Every file of the corpus, so often behind itself that a run lasts: members of gzip may follow each other. */
function writeEvents(directory: string, passes: number): string[] {
  if (!existsSync(corpus)) throw new Error(`no corpus at ${corpus}: set HUNTBOARD_CORPUS`);
  const names = readdirSync(corpus).filter((name) => name.startsWith('otrf__'));
  return names.map((name) => {
    const path = join(directory, name);
    writeFileSync(path, Buffer.concat(Array<Buffer>(passes).fill(readFileSync(join(corpus, name)))));
    return path;
  });
}

function writeRules(directory: string): void {
  for (const { path, text } of readSigmaRules()) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Figures of the events alone: what a scan of nearly nothing takes is taken off. */
function figures(run: Run, idle: Run): Record<string, number> {
  const seconds = run.seconds - idle.seconds;
  return {
    eventsPerSecond: Math.round(run.events / seconds),
    wholeEventsPerSecond: Math.round(run.events / run.seconds),
    cpuSecondsPerMillion: round(((run.cpuSeconds - idle.cpuSeconds) / run.events) * 1e6),
    eventsPerCpuSecond: Math.round(run.events / (run.cpuSeconds - idle.cpuSeconds)),
    seconds: round(run.seconds),
    cpuSeconds: round(run.cpuSeconds),
    peakMb: Math.round(run.peakMb),
  };
}

async function measure(directory: string): Promise<void> {
  const rules = join(directory, 'rules');
  writeRules(rules);
  const files = writeEvents(directory, Number(options.passes));
  const nothing = join(directory, 'nothing.jsonl');
  writeFileSync(nothing, '{"winlog":{"channel":"Microsoft-Windows-Sysmon/Operational","event_id":1}}\n');
  const given = (threads: number): string[] => [
    ...['--rules', rules, '--cache', join(directory, 'cache'), '--threads', String(threads)],
  ];
  const cold = await scan(given(1), [nothing]);
  const cached = await scan(given(1), [nothing]);
  const cachedTwo = await scan(given(2), [nothing]);
  const one = await scan(given(1), files);
  const two = await scan(given(2), files);
  if (one.hits !== two.hits || one.events !== two.events) throw new Error('two threads found something else than one');
  const byOne = figures(one, cached);
  const byTwo = figures(two, cachedTwo);
  const ratio = byTwo['eventsPerSecond']! / byOne['eventsPerSecond']!;
  console.log(
    JSON.stringify({
      benchmark: 'scan',
      events: one.events,
      rules: one.rules,
      hits: one.hits,
      quarantined: one.quarantined,
      one: byOne,
      two: { ...byTwo, ratio: round(ratio) },
      ready: {
        coldSeconds: round(cold.seconds),
        coldCpuSeconds: round(cold.cpuSeconds),
        coldPeakMb: Math.round(cold.peakMb),
        cachedSeconds: round(cached.seconds),
        cachedCpuSeconds: round(cached.cpuSeconds),
      },
      loadAverage: round(loadavg()[0]!, 1),
      bars: {
        // By CPU, of all of the process's threads: other load does not change it.
        perCore45k: byOne['eventsPerCpuSecond']! >= 45_000,
        twoCores18: ratio >= 1.8,
        ready6: cold.seconds <= 6,
        cached15: cached.seconds <= 1.5,
        memory450: Math.max(one.peakMb, two.peakMb, cold.peakMb) <= 450,
      },
    }),
  );
}

async function main(): Promise<void> {
  if (!existsSync(command)) throw new Error(`no ${command}: npm run build makes it`);
  const directory = mkdtempSync(join(tmpdir(), 'huntboard-bench-scan-'));
  try {
    await measure(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

void main();
