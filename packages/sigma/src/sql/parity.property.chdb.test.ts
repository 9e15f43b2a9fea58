// Parity: random rules over random events have the same verdict as SQL in the real engine, by the interpreter and by the compiled
// matcher. HUNTBOARD_PARITY_PAIRS: how many (rule, event) pairs; HUNTBOARD_PARITY_SEED: the first seed.
import { displaySql, Params } from '@huntboard/query';
import { parityPairs, paritySeed, presentColumns } from '@huntboard/testing';
import type { Row } from '@huntboard/schema';
import fc from 'fast-check';
import { inspect } from 'node:util';
import { startParityStore } from '../../testing/parity/parity-store.ts';
import type { ParityStore, Verdicts } from '../../testing/parity/parity-store.ts';
import { randomEvent } from '../../testing/parity/random-events.ts';
import { randomRule } from '../../testing/parity/random-rules.ts';
import { reducePair } from '../../testing/parity/reduce-pair.ts';
import type { FieldRef } from '../event/field-access.ts';
import { evaluate } from '../matcher/evaluate.ts';
import { compileMatcher } from '../matcher/matcher.ts';
import type { Expr } from '../model/expr.ts';
import type { SigmaRule } from '../model/rule.ts';
import { parseRules } from '../parse/parse-rules.ts';
import { conditionSql } from './condition-sql.ts';

const RULES = 50;
const EVENTS = 400;
const BATCHES = Math.ceil(parityPairs / (RULES * EVENTS));

type Rule = Expr<FieldRef>;
let parity: ParityStore;

beforeAll(async () => {
  parity = await startParityStore();
});

afterAll(() => parity?.stop());

const ways = {
  'as a computed column': (rules: readonly Rule[], rows: number) => parity.selected(rules, rows),
  'as a filter': (rules: readonly Rule[], rows: number) => parity.filtered(rules, rows),
};

/** Verdicts of the compiled matcher by rule and row. */
function matched(rules: readonly Rule[], rows: readonly Row[]): boolean[][] {
  const [head] = parseRules(
    'title: t\nlogsource: {product: x}\ndetection: {s: {A: x}, condition: s}\n',
    't.yml',
  ).documents;
  const rule = head as SigmaRule;
  const matcher = compileMatcher(rules.map((expr) => ({ rule, logsource: { kind: 'const', value: true }, expr })));
  const verdicts = rules.map(() => rows.map(() => false));
  rows.forEach((row, j) => matcher.match(row, (i) => (verdicts[i]![j] = true)));
  return verdicts;
}

/** The first pair on which the verdicts differ, made small, for people to read. */
async function explainDifference(
  rules: readonly Rule[],
  rows: readonly Row[],
  verdicts: Verdicts,
  way: keyof typeof ways,
): Promise<string | undefined> {
  for (const [i, rule] of rules.entries())
    for (const [j, row] of rows.entries()) {
      if (evaluate(rule, row) === verdicts[i]![j]) continue;
      const small = await reducePair({ rule, row }, async (pair) => {
        await parity.load([pair.row]);
        const verdict = (await ways[way]([pair.rule], 1))[0]![0]!;
        return verdict !== evaluate(pair.rule, pair.row);
      });
      const params = new Params();
      const text = conditionSql(small.rule, params);
      const told = inspect(small.rule, { depth: 20, breakLength: 120 });
      const event = inspect(presentColumns(small.row), { breakLength: 120 });
      return `by the interpreter ${evaluate(small.rule, small.row)}, ${way} not so:\n${told}\n${event}\n${displaySql({ text, params: params.all })}`;
    }
  return undefined;
}

describe('a rule as SQL', () => {
  it(`has the interpreter's verdict on every event: ${BATCHES * RULES * EVENTS} pairs`, async () => {
    const hits = { yes: 0, no: 0 };
    for (let seed = paritySeed; seed < paritySeed + BATCHES; seed++) {
      const rows = fc.sample(randomEvent, { numRuns: EVENTS, seed });
      const rules = fc.sample(randomRule, { numRuns: RULES, seed });
      const expected = rules.map((rule) => rows.map((row) => evaluate(rule, row)));
      expect(matched(rules, rows)).toEqual(expected);
      await parity.load(rows);
      for (const way of Object.keys(ways) as (keyof typeof ways)[]) {
        const verdicts = await ways[way](rules, rows.length);
        const difference = await explainDifference(rules, rows, verdicts, way);
        if (difference !== undefined) throw new Error(`seed ${seed}: ${difference}`);
        for (const verdict of verdicts.flat()) hits[verdict ? 'yes' : 'no']++;
      }
    }
    // Rules that hit everything or nothing would prove little.
    expect(Math.min(hits.yes, hits.no)).toBeGreaterThan(parityPairs / 10);
  }, 3_600_000);
});
