// Rows of a correlation's statement as findings: the same that the stream gives.
import { findingId } from './finding.ts';
import type { CorrelationFinding } from './finding.ts';
import type { CorrelationPlan } from './plan.ts';

/** A row of `correlationSql`, as JSON: 64-bit integers may be texts. */
export interface CorrelationRow {
  readonly group_folded: readonly string[];
  readonly group_written: readonly string[];
  readonly first_ts: string | number;
  readonly last_ts: string | number;
  readonly occurrences: string | number;
  readonly measured: number | null;
  readonly evidence: readonly (readonly [ts: string | number, id: string])[];
}

export function toFindings(plan: CorrelationPlan, rows: readonly CorrelationRow[]): CorrelationFinding[] {
  return rows.map((row) => {
    const first = Number(row.first_ts);
    return {
      id: findingId(plan.key, row.group_folded, first),
      key: plan.key,
      group: row.group_folded,
      values: row.group_written,
      first,
      last: Number(row.last_ts),
      count: Number(row.occurrences),
      value: row.measured,
      events: row.evidence.map(([ts, id]) => ({ id, ts: Number(ts) })),
    };
  });
}
