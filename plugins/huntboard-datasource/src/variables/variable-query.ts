// The query of a variable, of any age, and the values that its answer holds.
import type { DataFrame, MetricFindValue } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { migrateQuery } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';

/** Values of a frame: columns `text` and `value` where they exist, else the first column. */
export function variableValues(frame: DataFrame | undefined): MetricFindValue[] {
  const field = (name: string): ArrayLike<unknown> | undefined =>
    frame?.fields.find((candidate) => candidate.name.toLowerCase() === name)?.values;
  const first = frame?.fields[0]?.values;
  const values = field('value') ?? field('__value') ?? first;
  const texts = field('text') ?? field('__text') ?? values;
  const seen = new Set<string>();
  return Array.from(values ?? [], (value, index) => ({
    value: String(value ?? ''),
    text: String(texts?.[index] ?? value ?? ''),
  })).filter((one) => {
    if (one.value === '' || seen.has(one.value)) return false;
    seen.add(one.value);
    return true;
  });
}

/** A variable's query of any age; SQL as bare text is what older dashboards hold. */
export function variableQuery(saved: unknown): HuntboardQuery {
  const envelope = { refId: 'variable' };
  if (typeof saved === 'string') return migrateQuery({ ...envelope, kind: 'sql', version: 1, sql: saved } as DataQuery);
  return migrateQuery({ ...envelope, ...(saved as object) });
}
