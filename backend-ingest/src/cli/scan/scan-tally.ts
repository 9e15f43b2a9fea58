// Counts what a scan finds, passes hits on, and moves the progress bar.
import type { SingleBar } from 'cli-progress';
import type { Level } from '@huntboard/sigma';
import { LEVEL_ORDER } from '../../rules/select-rules.ts';
import type { ScanCorrelator } from './correlate.ts';
import type { Verdict } from './judge.ts';
import type { Input } from './open-input.ts';
import type { ScanSink } from './scan-files.ts';
import type { RuleName, ScanOutput, Summary } from './scan-output.ts';

export interface TallyOptions {
  /** A bar that is started; without one nothing is shown. */
  readonly bar?: SingleBar;
  readonly correlator?: ScanCorrelator;
  /** Number of the first correlation among the names. */
  readonly rules?: number;
  readonly silentCorrelations?: readonly number[];
}

export class ScanTally implements ScanSink {
  private readonly names: readonly RuleName[];
  private readonly output: ScanOutput;
  private readonly options: TallyOptions;
  private readonly refusals = new Map<string, { file: string; line: number; detail: string }>();
  private events = 0;
  private quarantined = 0;
  private hits = 0;
  private highest = -1;
  readonly failures: { readonly file: string; readonly reason: string }[] = [];

  constructor(names: readonly RuleName[], output: ScanOutput, options: TallyOptions = {}) {
    this.names = names;
    this.output = output;
    this.options = options;
  }

  verdict(input: Input, firstLine: number, verdict: Verdict): void {
    this.events += verdict.events;
    this.quarantined += verdict.quarantined;
    this.hits += verdict.hits.length / 2;
    for (let i = 0; i < verdict.hits.length; i += 2) this.raise(this.names[verdict.hits[i]!]!.level);
    for (const { code, detail, line } of verdict.refusals)
      if (!this.refusals.has(code)) this.refusals.set(code, { file: input.path, line: firstLine + line, detail });
    this.output.hits(input, firstLine, verdict);
    this.options.correlator?.observe(input.path, firstLine, verdict);
    this.options.bar?.update({ events: this.events, hits: this.hits });
  }

  failed({ path }: Input, reason: string): void {
    this.failures.push({ file: path, reason });
  }

  read({ path }: Input, bytes: number): void {
    this.options.bar?.increment(bytes, { file: path });
  }

  /** Whether a rule of this level or above has hit. */
  reached(level: Level): boolean {
    return this.highest >= LEVEL_ORDER.indexOf(level);
  }

  /** @param began Epoch ms. */
  finish(began: number): void {
    for (const { number, file, line } of this.options.correlator?.finish() ?? []) {
      if (this.options.silentCorrelations?.includes(number) === true) continue;
      const name = this.names[(this.options.rules ?? 0) + number]!;
      this.hits++;
      this.raise(name.level);
      this.output.hit(name, file, line);
    }
    const seconds = (Date.now() - began) / 1000;
    const { events, quarantined, hits } = this;
    const summary: Summary = { events, quarantined, rules: this.names.length, hits, seconds };
    this.output.finish(summary, this.refusals);
  }

  private raise(level: Level): void {
    const order = LEVEL_ORDER.indexOf(level);
    if (order > this.highest) this.highest = order;
  }
}
