// Event → plan of its kind, built when the first event of the kind is seen. Hot path.
import { COL } from '@huntboard/schema';
import type { EventColumn, Row, RowValue } from '@huntboard/schema';
import type { FieldRef } from '../event/field-access.ts';
import { fold } from '../event/fold.ts';
import type { Expr } from '../model/expr.ts';
import { readColumn } from '../event/read-field.ts';
import type { ResolvedRule } from '../model/rule.ts';
import type { LiteralFrequencies } from './literal-frequencies.ts';
import { Plan } from './plan.ts';
import type { PlanContext, PlannedRule } from './plan.ts';
import { collectNamed, specialise } from './specialise.ts';
import type { Known } from './specialise.ts';

/** Columns that always tell kinds apart, to which come those that the rules' log sources read. */
const KIND_COLUMNS: readonly EventColumn[] = ['Channel', 'EventID', 'product', 'service', 'category', 'action'];
/** Different kinds of events that are remembered: far more than there are, since senders may invent some. */
const MAX_LOOKUPS = 16_384;

/** Events with the same values in the columns of kind. */
interface Lookup {
  readonly values: readonly RowValue[];
  /** Bit c: column c was sent empty. */
  readonly blanks: number;
  readonly plan: Plan;
}

/** Of one channel and event id: the kind seen last, and all. */
interface Bucket {
  last: Lookup;
  readonly all: Map<string, Lookup>;
}

export class PlanFinder {
  readonly #rules: readonly ResolvedRule[];
  readonly #context: PlanContext;
  readonly #frequencies: LiteralFrequencies;
  readonly #maxPlans: number;
  readonly #columns: readonly EventColumn[];
  readonly #indexes: readonly number[];
  readonly #named: ReadonlyMap<EventColumn, ReadonlySet<string>>;
  readonly #sources: readonly RulesOfSource[];
  /** 1: the condition reads none of the columns of kind, so that it says the same in all kinds. */
  readonly #isFree: Uint8Array;
  readonly #plans = new Map<string, Plan>();
  readonly #buckets = new Map<RowValue, Map<RowValue, Bucket>>();
  #lookups = 0;

  constructor(rules: readonly ResolvedRule[], context: PlanContext, frequencies: LiteralFrequencies, maxPlans: number) {
    this.#rules = rules;
    this.#context = context;
    this.#frequencies = frequencies;
    this.#maxPlans = maxPlans;
    this.#columns = kindColumns(rules);
    this.#indexes = this.#columns.map((column) => COL[column]);
    this.#named = namedTexts(rules, this.#columns);
    this.#sources = groupBySource(rules);
    const columns = new Set(this.#columns);
    this.#isFree = Uint8Array.from(rules, ({ expr }) => (reads(expr, columns) ? 0 : 1));
  }

  find(row: Row): Plan {
    const blank = row[COL.blank_fields] as string[];
    const blanks = blank.length === 0 ? 0 : this.#blanks(row, blank);
    const bucket = this.#buckets.get(row[COL.Channel]!)?.get(row[COL.EventID]!);
    if (bucket === undefined) return this.#add(row, blanks);
    if (this.#fits(bucket.last, row, blanks)) return bucket.last.plan;
    const lookup = bucket.all.get(this.#lookupKey(row, blanks));
    if (lookup === undefined) return this.#add(row, blanks);
    bucket.last = lookup;
    return lookup.plan;
  }

  get plans(): Iterable<Plan> {
    return this.#plans.values();
  }

  #fits(lookup: Lookup, row: Row, blanks: number): boolean {
    if (lookup.blanks !== blanks) return false;
    const indexes = this.#indexes;
    for (let i = 2; i < indexes.length; i++) if (lookup.values[i] !== row[indexes[i]!]) return false;
    return true;
  }

  #blanks(row: Row, blank: readonly string[]): number {
    let blanks = 0;
    for (let i = 0; i < this.#indexes.length; i++) {
      const value = row[this.#indexes[i]!];
      if ((value === '' || value === 0) && blank.includes(this.#columns[i]!)) blanks |= 1 << i;
    }
    return blanks;
  }

  #lookupKey(row: Row, blanks: number): string {
    let key = String(blanks);
    for (const index of this.#indexes) key += `\u0000${String(row[index])}`;
    return key;
  }

  #add(row: Row, blanks: number): Plan {
    if (this.#lookups >= MAX_LOOKUPS) this.#forgetLookups();
    const plan = this.#planOf(row);
    const lookup: Lookup = { values: this.#indexes.map((index) => row[index]!), blanks, plan };
    const [channel, eventId] = lookup.values as [RowValue, RowValue];
    let byId = this.#buckets.get(channel);
    if (byId === undefined) this.#buckets.set(channel, (byId = new Map<RowValue, Bucket>()));
    const bucket = byId.get(eventId);
    const key = this.#lookupKey(row, blanks);
    if (bucket === undefined) byId.set(eventId, { last: lookup, all: new Map([[key, lookup]]) });
    else {
      bucket.last = lookup;
      bucket.all.set(key, lookup);
    }
    this.#lookups++;
    return plan;
  }

  #forgetLookups(): void {
    this.#buckets.clear();
    this.#lookups = 0;
  }

  #planOf(row: Row): Plan {
    const known = new Map<EventColumn, Known>();
    for (const column of this.#columns) known.set(column, this.#know(row, column));
    const key = JSON.stringify([...known.values()].map((state) => (state.kind === 'text' ? [state.text] : state.kind)));
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      if (this.#plans.size >= this.#maxPlans) this.#forgetOldest();
      plan = new Plan(key, this.#planRules(known), this.#frequencies.kind(key), this.#context);
      this.#plans.set(key, plan);
    }
    return plan;
  }

  #know(row: Row, column: EventColumn): Known {
    const text = readColumn(row, column);
    if (text === undefined) return { kind: 'missing' };
    return this.#named.get(column)!.has(fold(text)) ? { kind: 'text', text } : { kind: 'unnamed' };
  }

  #planRules(known: ReadonlyMap<EventColumn, Known>): PlannedRule[] {
    const planned: PlannedRule[] = [];
    for (const group of this.#sources) {
      const logsource = specialise(group.logsource, known);
      if (logsource.kind === 'const' && !logsource.value) continue;
      for (const index of group.rules) {
        const { expr } = this.#rules[index]!;
        const condition = this.#isFree[index] === 1 ? expr : specialise(expr, known);
        if (condition.kind === 'const' && !condition.value) continue;
        planned.push({ index, expr: both(logsource, condition) });
      }
    }
    return planned.sort((a, b) => a.index - b.index);
  }

  /** A quarter of the plans goes, those that were not used for longest. */
  #forgetOldest(): void {
    const plans = [...this.#plans.values()].sort((a, b) => a.usedAt - b.usedAt);
    for (const plan of plans.slice(0, Math.ceil(plans.length / 4))) {
      this.#plans.delete(plan.key);
      this.#frequencies.forget(plan.key);
    }
    this.#forgetLookups();
  }
}

/** Rules of the same log source, by index. */
interface RulesOfSource {
  readonly logsource: Expr<FieldRef>;
  readonly rules: number[];
}

/** Thousands of rules have some dozens of log sources. */
function groupBySource(rules: readonly ResolvedRule[]): readonly RulesOfSource[] {
  const groups = new Map<string, RulesOfSource>();
  const keys = new Map<Expr<FieldRef>, string>();
  rules.forEach(({ logsource }, index) => {
    let key = keys.get(logsource);
    if (key === undefined) keys.set(logsource, (key = JSON.stringify(logsource)));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { logsource, rules: [index] });
    else group.rules.push(index);
  });
  return [...groups.values()];
}

function reads(expr: Expr<FieldRef>, columns: ReadonlySet<EventColumn>): boolean {
  if (expr.kind === 'and' || expr.kind === 'or') return expr.items.some((item) => reads(item, columns));
  if (expr.kind === 'not') return reads(expr.item, columns);
  return 'field' in expr && expr.field.access.some((access) => access.kind === 'column' && columns.has(access.column));
}

function both(logsource: Expr<FieldRef>, condition: Expr<FieldRef>): Expr<FieldRef> {
  if (logsource.kind === 'const') return condition;
  if (condition.kind === 'const') return logsource;
  return { kind: 'and', items: [logsource, condition] };
}

/** At most 31, since a number holds a bit for each. */
function kindColumns(rules: readonly ResolvedRule[]): readonly EventColumn[] {
  const columns = new Set(KIND_COLUMNS);
  const collect = (expr: Expr<FieldRef>): void => {
    if (expr.kind === 'and' || expr.kind === 'or') expr.items.forEach(collect);
    else if (expr.kind === 'not') collect(expr.item);
    else if ('field' in expr)
      for (const access of expr.field.access)
        if (access.kind === 'column' && columns.size < 31) columns.add(access.column);
  };
  for (const rule of rules) collect(rule.logsource);
  return [...columns];
}

/** Folded texts that some rule names whole, for each column. */
function namedTexts(
  rules: readonly ResolvedRule[],
  columns: readonly EventColumn[],
): ReadonlyMap<EventColumn, ReadonlySet<string>> {
  const named = new Map(columns.map((column) => [column, new Set<string>()]));
  for (const rule of rules) {
    collectNamed(rule.logsource, named);
    collectNamed(rule.expr, named);
  }
  return new Map([...named].map(([column, texts]) => [column, new Set([...texts].map(fold))]));
}
