// Assigns each rule of a kind of event its trigger, so that searching the fields and asking the candidates together costs least.
import type { FieldRef } from '../event/field-access.ts';
import type { Expr } from '../model/expr.ts';
import { chooseTrigger } from './choose-triggers.ts';
import type { Trigger } from './choose-triggers.ts';
import { FEW_LITERALS, FieldScanner } from './field-scanner.ts';
import type { FieldSlot } from './field-slot.ts';
import { KeywordSearch } from './keyword-search.ts';
import type { Atom, Atoms } from './literal-atoms.ts';
import type { KindFrequencies } from './literal-frequencies.ts';
import { ReadingCost } from './reading-cost.ts';

/** Nanoseconds of the parts of judging an event, as measured; only their proportions matter. */
const SCAN_CALL = 25;
const SCAN_CHARACTER = 1.6;
/** By the regular expression of a few literals: the more there are, the less text it skips. */
const SKIP_CHARACTER = 0.1;
const SKIP_LITERAL = 0.15;
const ASK_RULE = 60;
const ASK_COST = 8;
/** Keywords search many values: each is a call of its own. */
const KEYWORD_CALLS = 400;
/** Values that repeat are not searched again, and small sets of literals not character by character. */
const KEYWORD_CHARACTER = 0.6;
/** A trigger that fires more often than this is no better than asking always. */
const MOST_OFTEN = 0.8;

/** How one field is searched. */
export interface FieldSearch {
  readonly slot: FieldSlot;
  readonly scanner: FieldScanner;
  /** The last short text in which nothing was found: it mostly comes again, and comparing costs a tenth of searching. */
  silent: string | undefined;
}

/** A condition and what asking it costs, in units of one short comparison. */
export interface IndexedRule {
  readonly expr: Expr<FieldRef>;
  readonly cost: number;
}

export interface PlanIndex {
  readonly searches: readonly FieldSearch[];
  readonly keywords: KeywordSearch | undefined;
  /** Positions of rules that are asked for every event. */
  readonly always: readonly number[];
}

/** A trigger for each rule of the plan, by position; undefined where the rule is always asked. */
type Assignment = (Trigger | undefined)[];

export function indexPlan(rules: readonly IndexedRule[], atoms: Atoms, frequencies: KindFrequencies): PlanIndex {
  const assignment = assign(rules, atoms, frequencies);
  const always: number[] = [];
  const marks = new Map<FieldSlot | undefined, Map<Atom, number[]>>();
  assignment.forEach((trigger, position) => {
    if (trigger === undefined) always.push(position);
    else for (const atom of trigger.atoms) addMark(marks, atom, position);
  });
  const searches: FieldSearch[] = [];
  let keywords: KeywordSearch | undefined;
  for (const [slot, byAtom] of marks) {
    const scanner = new FieldScanner(
      [...byAtom].map(([atom, bits]) => ({ atom, bits })),
      { isCovered: slot === undefined },
    );
    if (slot === undefined) keywords = new KeywordSearch(scanner);
    else searches.push({ slot, scanner, silent: undefined });
  }
  return { searches, keywords, always };
}

function addMark(marks: Map<FieldSlot | undefined, Map<Atom, number[]>>, atom: Atom, position: number): void {
  let byAtom = marks.get(atom.slot);
  if (byAtom === undefined) marks.set(atom.slot, (byAtom = new Map<Atom, number[]>()));
  const bits = byAtom.get(atom);
  if (bits === undefined) byAtom.set(atom, [position]);
  else if (bits[bits.length - 1] !== position) bits.push(position);
}

/** First each rule its cheapest trigger; then fields are given up, the dearest first, where that saves more than it costs. */
function assign(rules: readonly IndexedRule[], atoms: Atoms, frequencies: KindFrequencies): Assignment {
  const banned = new Set<FieldSlot | undefined>();
  const shares = new Map<Atom, number>();
  const prices = {
    share(atom: Atom): number {
      let share = shares.get(atom);
      if (share === undefined) shares.set(atom, (share = frequencies.share(atom)));
      return share;
    },
    isBanned: (atom: Atom): boolean => banned.has(atom.slot),
  };
  const trigger = ({ expr }: IndexedRule): Trigger | undefined => {
    const found = chooseTrigger(expr, atoms, prices);
    return found !== undefined && found.cost > MOST_OFTEN ? undefined : found;
  };
  const reading = new ReadingCost(atoms, frequencies);
  const askCost = (position: number, chosen: Trigger | undefined): number => {
    const { expr, cost } = rules[position]!;
    return (chosen === undefined ? 1 : chosen.cost) * (ASK_RULE + cost * ASK_COST + reading.of(expr));
  };
  const scanCost = (slot: FieldSlot | undefined, literals = Infinity): number =>
    slot === undefined
      ? KEYWORD_CALLS + frequencies.length('') * KEYWORD_CHARACTER
      : SCAN_CALL +
        frequencies.length(slot.key) *
          (literals > FEW_LITERALS ? SCAN_CHARACTER : SKIP_CHARACTER + literals * SKIP_LITERAL);
  const assignment: Assignment = rules.map(trigger);
  for (const [slot, users] of byScanCost(assignment, scanCost)) {
    banned.add(slot);
    const others = users.map((position) => trigger(rules[position]!));
    const extra = users.reduce(
      (sum, position, i) => sum + askCost(position, others[i]) - askCost(position, assignment[position]),
      0,
    );
    const literals = new Set(
      users.flatMap((position) => assignment[position]?.atoms.filter((atom) => atom.slot === slot) ?? []),
    );
    if (extra + newScans(others, assignment, scanCost) < scanCost(slot, literals.size))
      users.forEach((position, i) => (assignment[position] = others[i]));
    else banned.delete(slot);
  }
  for (const [slot, users] of byScanCost(assignment, scanCost)) thin(slot, users);
  return assignment;

  /** Of few literals each makes the search dearer: a rule that can as well be found by another field leaves this one. */
  function thin(slot: FieldSlot | undefined, users: readonly number[]): void {
    if (slot === undefined) return;
    const ownOf = (position: number): readonly string[] => [
      ...new Set(assignment[position]?.atoms.flatMap((atom) => (atom.slot === slot ? [atom.literal] : []))),
    ];
    const counts = new Map<string, number>();
    const add = (position: number, change: number): void => {
      for (const literal of ownOf(position)) counts.set(literal, (counts.get(literal) ?? 0) + change);
    };
    for (const position of users) add(position, 1);
    if (counts.size > FEW_LITERALS) return;
    const used = new Set(assignment.flatMap((chosen) => chosen?.atoms.map((atom) => atom.slot) ?? []));
    banned.add(slot);
    for (const position of users) {
      const saved = ownOf(position).filter((literal) => counts.get(literal) === 1).length;
      const other = trigger(rules[position]!);
      if (other?.atoms.some((atom) => !used.has(atom.slot)) === true) continue;
      const extra = askCost(position, other) - askCost(position, assignment[position]);
      if (extra >= saved * frequencies.length(slot.key) * SKIP_LITERAL) continue;
      add(position, -1);
      assignment[position] = other;
    }
    banned.delete(slot);
  }
}

type ScanCost = (slot: FieldSlot | undefined, literals?: number) => number;

function byScanCost(
  assignment: Assignment,
  scanCost: ScanCost,
): readonly (readonly [FieldSlot | undefined, number[]])[] {
  const users = new Map<FieldSlot | undefined, number[]>();
  assignment.forEach((trigger, position) => {
    for (const slot of new Set(trigger?.atoms.map((atom) => atom.slot))) {
      const list = users.get(slot);
      if (list === undefined) users.set(slot, [position]);
      else list.push(position);
    }
  });
  return [...users].sort(([a], [b]) => scanCost(b) - scanCost(a));
}

/** What it costs to search fields that were not searched before. */
function newScans(triggers: Assignment, assignment: Assignment, scanCost: ScanCost): number {
  const wanted = new Set(triggers.flatMap((trigger) => trigger?.atoms.map((atom) => atom.slot) ?? []));
  for (const trigger of assignment) for (const atom of trigger?.atoms ?? []) wanted.delete(atom.slot);
  let sum = 0;
  for (const slot of wanted) sum += scanCost(slot);
  return sum;
}
