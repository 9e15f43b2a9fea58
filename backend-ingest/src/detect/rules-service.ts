// The rules in force: loads them in a thread, hands them to the lanes, loads them anew when files change, and says what runs.
import { Worker } from 'node:worker_threads';
import type { DetectionReport } from '../pipeline/lane-messages.ts';
import type { RuleCosts } from '../stages/detect-rules.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { DetectionSet } from './detection-set.ts';
import type { CorrelationSet, DetectionSources, LoadedSet, RuleListing, RuleState } from './loaded-set.ts';
import type { RulesThreadAnswer } from './rules-thread.ts';
import { DirectoryWatch } from './watch-directories.ts';

export interface RulesServiceOptions {
  readonly sources: DetectionSources;
  readonly threadPath: string;
  readonly pollMs: number;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  /** Rules to judge by from now on; undefined when the first ones could not be loaded, so that nothing waits for them. */
  readonly onSet: (set: DetectionSet | undefined) => void;
  readonly onCorrelations: (set: CorrelationSet) => void;
  /** Asks the threads for costs; returns how many will answer. */
  readonly askCosts: () => number;
  /** What the rules are has changed: other rules, or one that was switched off. */
  readonly onStates?: () => void;
}

export type ReloadOutcome =
  | { readonly kind: 'loaded'; readonly changed: boolean; readonly version: string }
  /** The former rules stay in force. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface RuleStatus extends Omit<RuleListing, 'state'> {
  readonly state: RuleState | 'overloaded';
  readonly evaluations: number;
  readonly hits: number;
  readonly nanoseconds: number;
  /** Last time (epoch ms) that events of its log source are known to have been judged; 0: not since the start. */
  readonly dataAt: number;
}

export interface RulesStatus {
  /** '' while there are none. */
  readonly version: string;
  /** Epoch ms. */
  readonly loadedAt: number;
  readonly states: Readonly<Record<string, number>>;
  readonly rules: readonly RuleStatus[];
  readonly problems: LoadedSet['problems'];
  readonly unreadable: readonly string[];
  readonly exceptions: DetectionSet['exceptions'];
  /** Why the last load was refused; '' when it was not. */
  readonly refusal: string;
}

/** Longest time to wait for what threads tell of their costs. */
const COSTS_MS = 5000;

export class RulesService {
  private readonly options: RulesServiceOptions;
  private readonly watch: DirectoryWatch;
  private readonly poll: NodeJS.Timeout | undefined;
  private loaded: LoadedSet | undefined;
  private loadedAt = 0;
  private refusal = '';
  /** Problems as they were told last. */
  private told = '';
  private readonly overloaded = new Set<string>();
  private readonly dataAt = new Map<string, number>();
  private loading: Promise<ReloadOutcome> | undefined;
  private next: Promise<ReloadOutcome> | undefined;
  /** Whoever asks while the threads are being asked gets the same answer. */
  private costs:
    | { readonly got: RuleCosts[]; missing: number; done: () => void; readonly answer: Promise<readonly RuleCosts[]> }
    | undefined;
  private worker: Worker | undefined;
  private stopped = false;

  constructor(options: RulesServiceOptions) {
    this.options = options;
    this.watch = new DirectoryWatch(() => void this.reload('a file has changed'));
    if (options.pollMs > 0) {
      this.poll = setInterval(() => void this.reload('poll'), options.pollMs);
      this.poll.unref();
    }
    options.telemetry.observeRules(() => this.states());
  }

  /** Loads the rules. One load runs at a time; whoever asks meanwhile gets the one after it. Never rejects. */
  reload(why: string): Promise<ReloadOutcome> {
    if (this.loading === undefined) {
      this.loading = this.load(why)
        .catch((error: unknown) => this.refuse(why, (error as Error).message))
        .finally(() => (this.loading = undefined));
      return this.loading;
    }
    this.next ??= this.loading.then(() => {
      this.next = undefined;
      return this.reload(why);
    });
    return this.next;
  }

  private async load(why: string): Promise<ReloadOutcome> {
    const { telemetry, now, onSet } = this.options;
    const began = now();
    const answer = await this.runThread();
    if (this.stopped) return { kind: 'refused', reason: 'the service is ending' };
    if (answer.kind === 'refused') return this.refuse(why, answer.reason);
    this.refusal = '';
    const { loaded } = answer;
    const { version } = loaded.set;
    this.watch.set(loaded.watch);
    const changed = version !== this.loaded?.set.version;
    this.loaded = loaded;
    if (changed) {
      this.loadedAt = now();
      this.overloaded.clear();
      onSet(loaded.set);
      this.options.onCorrelations(loaded.correlations);
    }
    this.options.onStates?.();
    if (changed || why !== 'poll')
      telemetry.rulesLoaded(why, { version, changed, cached: loaded.cached, ms: now() - began, ...this.states() });
    // A file that has become wrong changes no rule, but must not go unnoticed.
    const problems = JSON.stringify([loaded.problems, loaded.unreadable]);
    if (changed || problems !== this.told) telemetry.ruleProblemsFound(loaded.problems, loaded.unreadable);
    this.told = problems;
    if (changed) {
      const expired = loaded.set.exceptions.filter(({ expires }) => expires <= now());
      for (const exception of expired) telemetry.exceptionExpired(exception);
    }
    return { kind: 'loaded', changed, version };
  }

  /** What judged so far goes on; when nothing did, nothing waits for rules any longer. */
  private refuse(why: string, reason: string): ReloadOutcome {
    this.refusal = reason;
    this.options.telemetry.rulesRefused(why, reason);
    if (this.loaded === undefined) this.options.onSet(undefined);
    return { kind: 'refused', reason };
  }

  private runThread(): Promise<RulesThreadAnswer> {
    return new Promise((resolve) => {
      const refused = (reason: string): void => resolve({ kind: 'refused', reason });
      const worker = new Worker(this.options.threadPath, { workerData: this.options.sources });
      this.worker = worker;
      worker.once('message', (answer: RulesThreadAnswer) => resolve(answer));
      worker.once('error', (error) => refused(error instanceof Error ? error.message : String(error)));
      worker.once('exit', (code) => refused(`the thread ended with code ${code}`));
    });
  }

  /** What the lanes tell of their rules. */
  receive(report: DetectionReport): void {
    const { telemetry } = this.options;
    switch (report.type) {
      case 'rules':
        if (report.error === undefined) telemetry.rulesInForce(report.version, report.milliseconds);
        else telemetry.rulesNotCompiled(report.version, report.error);
        break;
      case 'overloaded':
        this.overloaded.add(report.overloaded.rule);
        telemetry.ruleOverloaded(report.overloaded);
        this.options.onStates?.();
        break;
      case 'failed':
        telemetry.detectionFailed(report.error);
        break;
      case 'costs':
        if (report.costs !== undefined) {
          this.markSeen(report.costs);
          this.costs?.got.push(report.costs);
        }
        if (this.costs !== undefined && --this.costs.missing <= 0) this.costs.done();
        break;
    }
  }

  private markSeen({ version, seen }: RuleCosts): void {
    const { set } = this.loaded ?? {};
    if (set?.version !== version) return;
    for (const index of seen) this.dataAt.set(set.rules[index]!.id, this.options.now());
  }

  private states(): Record<string, number> {
    const states: Record<string, number> = {
      active: 0,
      silent: 0,
      disabled: 0,
      error: 0,
      unsupported: 0,
      overloaded: 0,
    };
    for (const { state, id } of this.loaded?.listings ?? []) {
      const shown = this.overloaded.has(id) ? 'overloaded' : state;
      states[shown] = (states[shown] ?? 0) + 1;
    }
    return states;
  }

  /** Every rule with its state and what it did and cost, over all threads. */
  async status(): Promise<RulesStatus> {
    const costs = await this.askCosts();
    const byId = new Map<string, { evaluations: number; hits: number; nanoseconds: number }>();
    this.loaded?.set.rules.forEach(({ id }, index) => {
      const sum = { evaluations: 0, hits: 0, nanoseconds: 0 };
      for (const one of costs) {
        if (one.version !== this.loaded?.set.version) continue;
        sum.evaluations += one.evaluations[index] ?? 0;
        sum.hits += one.hits[index] ?? 0;
        sum.nanoseconds += Math.round(one.nanoseconds[index] ?? 0);
      }
      byId.set(id, sum);
    });
    return {
      version: this.loaded?.set.version ?? '',
      loadedAt: this.loadedAt,
      states: this.states(),
      rules: (this.loaded?.listings ?? []).map((one) => ({
        ...one,
        state: this.overloaded.has(one.id) ? 'overloaded' : one.state,
        ...(byId.get(one.id) ?? { evaluations: 0, hits: 0, nanoseconds: 0 }),
        dataAt: Math.max(0, ...[one.id, ...one.rests].map((id) => this.dataAt.get(id) ?? 0)),
      })),
      problems: this.loaded?.problems ?? [],
      unreadable: this.loaded?.unreadable ?? [],
      exceptions: this.loaded?.set.exceptions ?? [],
      refusal: this.refusal,
    };
  }

  private askCosts(): Promise<readonly RuleCosts[]> {
    if (this.costs !== undefined) return this.costs.answer;
    const got: RuleCosts[] = [];
    let answered: (costs: readonly RuleCosts[]) => void = () => undefined;
    const answer = new Promise<readonly RuleCosts[]>((resolve) => (answered = resolve));
    const done = (): void => {
      clearTimeout(timer);
      this.costs = undefined;
      answered(got);
    };
    const timer = setTimeout(done, COSTS_MS);
    this.costs = { got, missing: this.options.askCosts(), done, answer };
    return answer;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.poll);
    this.watch.close();
    await this.worker?.terminate();
    await this.loading;
  }
}
