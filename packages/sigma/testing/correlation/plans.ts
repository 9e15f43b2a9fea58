// Plans and rows for tests of correlations: rules that match by one field, events that carry little else.
import { COL, newEventRow } from '@huntboard/schema';
import type { EventColumn, Row } from '@huntboard/schema';
import { buildCollection } from '../../src/collection/build-collection.ts';
import { compileCorrelation } from '../../src/correlation/compile-correlation.ts';
import type { CorrelationFinding } from '../../src/correlation/finding.ts';
import { CorrelationState } from '../../src/correlation/correlation-state.ts';
import type { CorrelationOptions } from '../../src/correlation/correlation-state.ts';
import { hitReader } from '../../src/correlation/hit.ts';
import type { CorrelationHit } from '../../src/correlation/hit.ts';
import { leavesOf } from '../../src/correlation/plan.ts';
import type { CorrelationPlan } from '../../src/correlation/plan.ts';
import { evaluate } from '../../src/matcher/evaluate.ts';

/** A Monday morning. */
export const START = Date.UTC(2026, 10, 16, 8);
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** Rules `alpha` to `delta`, each for events whose Image ends with its name. */
export const RULES = ['alpha', 'beta', 'gamma', 'delta']
  .map(
    (name) => `title: ${name}
name: ${name}
logsource:
  product: windows
  service: security
detection:
  selection:
    ServiceName|contains: ${name}
  condition: selection
`,
  )
  .join('---\n');

/** The plan of the first of the correlations in a text. */
export function planOf(text: string, rules: string = RULES): CorrelationPlan {
  const { correlations, problems } = buildCollection([{ path: 'test.yml', text: `${text}\n---\n${rules}` }]);
  const errors = problems.filter(({ severity }) => severity !== 'warning');
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const first = [...correlations].sort((a, b) => a.correlation.position.line - b.correlation.position.line)[0]!;
  const plan = compileCorrelation(first);
  if (!plan.ok) throw new Error(plan.problem.message);
  return plan.value;
}

let count = 0;

/** An event that the named rules match. */
export function eventOf(
  ts: number,
  rules: readonly string[],
  columns: Readonly<Partial<Record<EventColumn, string | number>>> = {},
  ext: readonly string[] = [],
): Row {
  const row = newEventRow();
  const id = (++count).toString(16).padStart(12, '0');
  Object.assign(row, { [COL.ts]: ts, [COL.ingested_at]: ts + 500, [COL.event_id]: `01930000-0000-7000-8000-${id}` });
  Object.assign(row, { [COL.source]: 'windows', [COL.product]: 'windows', [COL.service]: 'security' });
  Object.assign(row, { [COL.Channel]: 'Security', [COL.EventID]: 4625, [COL.retention_days]: 3650 });
  row[COL.ServiceName] = rules.join(' ');
  (row[COL.rule_ids] as string[]).push(...rules);
  for (const [name, value] of Object.entries(columns)) row[COL[name as EventColumn]] = value;
  (row[COL.ext] as string[]).push(...ext);
  return row;
}

/** Hits of a plan in rows, by the interpreter. */
export function hitsOf(plan: CorrelationPlan, rows: readonly Row[]): CorrelationHit[] {
  const read = hitReader(plan);
  return rows.flatMap((row) =>
    leavesOf(plan).flatMap(({ rule }, leaf) => {
      if (!evaluate(rule.logsource, row) || !evaluate(rule.expr, row)) return [];
      return read(leaf, row) ?? [];
    }),
  );
}

export function streamFindings(
  plan: CorrelationPlan,
  rows: readonly Row[],
  options: CorrelationOptions = {},
): CorrelationFinding[] {
  const state = new CorrelationState(plan, options);
  for (const hit of hitsOf(plan, rows)) state.add(hit);
  state.end();
  return sorted(state.take());
}

export function sorted(findings: readonly CorrelationFinding[]): CorrelationFinding[] {
  return [...findings].sort((a, b) => a.first - b.first || (a.id < b.id ? -1 : 1));
}
