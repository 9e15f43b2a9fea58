// Rules of SigmaHQ over the samples of our sources: in the real engine as by the interpreter.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '@huntboard/schema';
import { decode, describeCorpus, readSigmaRules } from '@huntboard/testing';
import { startParityStore } from '../../testing/parity/parity-store.ts';
import type { ParityStore } from '../../testing/parity/parity-store.ts';
import { evaluate } from '../matcher/evaluate.ts';
import { parseRules } from '../parse/parse-rules.ts';
import { allOf } from './event-test.ts';
import type { EventExpr } from './event-test.ts';
import { resolveRule } from './resolve-rule.ts';

const RULES_AT_ONCE = 50;
/** One in so many rules of Windows takes part. */
const WINDOWS_STEP = 20;
const sources = join(__dirname, '../../../sources/src');

/** Rows of all samples, with a time of receipt in common. */
function sampleRows(): Row[] {
  return ['windows', 'osquery', 'cloud', 'linux', 'network', 'other'].flatMap((family) =>
    readdirSync(join(sources, family), { recursive: true })
      .map(String)
      .filter((name) => /samples\/[^/]+\.(jsonl?|xml)$/.test(name))
      .flatMap((name) => decode(readFileSync(join(sources, family, name))).rows),
  );
}

describeCorpus('rules of SigmaHQ over the samples', () => {
  let parity: ParityStore;
  beforeAll(async () => {
    parity = await startParityStore();
  });
  afterAll(() => parity?.stop());

  test('SQL and interpreter agree on rules of all products and every event', async () => {
    const all = readSigmaRules().flatMap(({ path, text }) =>
      parseRules(text, path).documents.flatMap((document) => {
        const resolved = document.kind === 'rule' ? resolveRule(document) : undefined;
        return resolved?.ok ? [resolved.value] : [];
      }),
    );
    // Those of Windows are held against the corpus elsewhere.
    const rules = all
      .filter(({ rule }, index) => rule.logsource.product !== 'windows' || index % WINDOWS_STEP === 0)
      .map(({ rule, logsource, expr }) => ({ title: rule.title, expr: allOf(logsource, expr) }));
    const rows = sampleRows();
    await parity.load(rows);
    let hits = 0;
    for (let from = 0; from < rules.length; from += RULES_AT_ONCE) {
      const chunk = rules.slice(from, from + RULES_AT_ONCE);
      const exprs: EventExpr[] = chunk.map(({ expr }) => expr);
      const verdicts = await parity.filtered(exprs, rows.length);
      for (const [i, { title, expr }] of chunk.entries())
        for (const [j, row] of rows.entries()) {
          const expected = evaluate(expr, row);
          if (expected) hits++;
          if (verdicts[i]![j] !== expected) throw new Error(`${title}: row ${j} is ${expected}, but not in SQL`);
        }
    }
    expect(hits).toBeGreaterThan(40);
  }, 600_000);
});
