// All rules that can match one kind of event, indexed by the literals they need. Hot path.
import type { FieldRef } from '../event/field-access.ts';
import type { Expr } from '../model/expr.ts';
import type { ConditionCompiler } from './compile-condition.ts';
import type { Test } from './compile-leaf.ts';
import type { Cursor, FieldSlots } from './field-slot.ts';
import type { KeywordSearch } from './keyword-search.ts';
import type { Atom, Atoms } from './literal-atoms.ts';
import type { KindFrequencies } from './literal-frequencies.ts';
import type { OverloadGuard } from './overload-guard.ts';
import { indexPlan } from './plan-index.ts';
import type { FieldSearch, IndexedRule } from './plan-index.ts';
import type { RuleCounters } from './rule-counters.ts';
import { ValueSampler } from './value-sampler.ts';

/** A rule with what its condition says about this kind of event. */
export interface PlannedRule {
  /** Its index in the matcher. */
  readonly index: number;
  readonly expr: Expr<FieldRef>;
}

/** What plans of one matcher share. */
export interface PlanContext {
  readonly cursor: Cursor;
  readonly slots: FieldSlots;
  readonly atoms: Atoms;
  readonly conditions: ConditionCompiler;
  readonly counters: RuleCounters;
}

export type OnHit = (ruleIndex: number) => void;

/** When a plan looks at its events: the first ones as soon as they come, then a sample of more. */
const ROUNDS = [
  { every: 1, events: 128 },
  { every: 16, events: 512 },
] as const;
/** Longer texts seldom come again. */
const MAX_SILENT = 256;
/** So few rules are asked faster than indexed well. */
const FEW_RULES = 4;

export class Plan {
  readonly key: string;
  /** Serial of the last event of this kind. */
  usedAt = 0;
  readonly #context: PlanContext;
  readonly #frequencies: KindFrequencies;
  readonly #conditions: readonly IndexedRule[];
  /** Position → rule index, ascending. */
  readonly #rules: Int32Array;
  /** Compiled when they are first asked: most conditions never are. */
  readonly #tests: (Test | undefined)[];
  /** One bit a rule: those to ask about the event at hand. All zero between events. */
  readonly #candidates: Int32Array;
  readonly #always: Int32Array;
  #searches: readonly FieldSearch[] = [];
  #keywords: KeywordSearch | undefined = undefined;
  #round = 0;
  #sampler: ValueSampler | undefined = undefined;
  #untilSample = 1;
  /** Round of the counters in which its rules were marked as seen. */
  #seenIn = 0;

  constructor(key: string, rules: readonly PlannedRule[], frequencies: KindFrequencies, context: PlanContext) {
    this.key = key;
    this.#context = context;
    this.#frequencies = frequencies;
    this.#rules = Int32Array.from(rules, (rule) => rule.index);
    this.#conditions = rules.map(({ expr }) => ({ expr, cost: context.conditions.cost(expr) }));
    this.#tests = rules.map(() => undefined);
    this.#candidates = new Int32Array((rules.length + 31) >> 5);
    this.#always = new Int32Array(this.#candidates.length);
    this.#index();
    while (this.#round < ROUNDS.length && frequencies.events >= ROUNDS[this.#round]!.events) this.#round++;
    if (rules.length > FEW_RULES) this.#beginRound();
  }

  /** Judges the event under the cursor; hits come in ascending order of rules. */
  judge(onHit: OnHit): void {
    if (this.#rules.length === 0) return;
    if (this.#sampler !== undefined) this.#sample();
    this.#search();
    const { counters } = this.#context;
    if (this.#seenIn !== counters.round) this.#markSeen();
    const { evaluations, hits, disabled } = counters;
    const candidates = this.#candidates;
    for (let word = 0; word < candidates.length; word++) {
      let bits = candidates[word]! | this.#always[word]!;
      if (bits === 0) continue;
      candidates[word] = 0;
      for (; bits !== 0; bits &= bits - 1) {
        const position = (word << 5) + 31 - Math.clz32(bits & -bits);
        const rule = this.#rules[position]!;
        if (disabled[rule] !== 0) continue;
        evaluations[rule]!++;
        if ((this.#tests[position] ?? this.#compile(position))()) {
          hits[rule]!++;
          onHit(rule);
        }
      }
    }
  }

  /** The same, with the time of each rule that is asked. */
  judgeTimed(onHit: OnHit, guard: OverloadGuard): void {
    if (this.#rules.length === 0) return;
    guard.search(() => this.#search());
    const { counters } = this.#context;
    if (this.#seenIn !== counters.round) this.#markSeen();
    const { evaluations, hits, disabled } = counters;
    for (let position = 0; position < this.#rules.length; position++) {
      const word = position >> 5;
      const bit = 1 << (position & 31);
      const isCandidate = ((this.#candidates[word]! | this.#always[word]!) & bit) !== 0;
      const rule = this.#rules[position]!;
      if (!isCandidate || disabled[rule] !== 0) continue;
      evaluations[rule]!++;
      if (guard.ask(rule, this.#tests[position] ?? this.#compile(position))) {
        hits[rule]!++;
        onHit(rule);
      }
    }
    this.#candidates.fill(0);
  }

  #markSeen(): void {
    const { seen, round } = this.#context.counters;
    this.#seenIn = round;
    for (const rule of this.#rules) seen[rule] = round;
  }

  get bytes(): number {
    return this.#searches.reduce((sum, { scanner }) => sum + scanner.bytes, this.#keywords?.bytes ?? 0);
  }

  get size(): number {
    return this.#rules.length;
  }

  #search(): void {
    const searches = this.#searches;
    for (let i = 0; i < searches.length; i++) {
      const search = searches[i]!;
      const text = search.slot.value();
      if (text === undefined || text === search.silent) continue;
      if (!search.scanner.scan(text, this.#candidates) && text.length <= MAX_SILENT) search.silent = text;
    }
    this.#keywords?.search(this.#context.cursor.row, this.#candidates);
  }

  #compile(position: number): Test {
    return (this.#tests[position] = this.#context.conditions.compile(this.#conditions[position]!.expr));
  }

  #index(): void {
    const { searches, keywords, always } = indexPlan(this.#conditions, this.#context.atoms, this.#frequencies);
    this.#searches = searches;
    this.#keywords = keywords;
    this.#always.fill(0);
    for (const position of always) this.#always[position >> 5]! |= 1 << (position & 31);
  }

  #sample(): void {
    if (--this.#untilSample > 0) return;
    this.#untilSample = ROUNDS[this.#round]!.every;
    const sampler = this.#sampler!;
    if (!sampler.add()) return;
    sampler.learn(this.#frequencies);
    this.#sampler = undefined;
    this.#index();
    this.#round++;
    this.#beginRound();
  }

  #beginRound(): void {
    const round = ROUNDS[this.#round];
    if (round === undefined) return;
    const atoms = new Set<Atom>();
    for (const { expr } of this.#conditions) this.#collectAtoms(expr, atoms);
    if (atoms.size > 0) this.#sampler = new ValueSampler(atoms, this.#context.slots, round.events);
  }

  #collectAtoms(expr: Expr<FieldRef>, into: Set<Atom>): void {
    switch (expr.kind) {
      case 'const':
        return;
      case 'and':
      case 'or':
        for (const item of expr.items) this.#collectAtoms(item, into);
        return;
      case 'not':
        return this.#collectAtoms(expr.item, into);
      default:
        for (const option of this.#context.atoms.options(expr)) for (const atom of option) into.add(atom);
    }
  }
}
