// What Grafana does with a rule's answer: frames to labelled numbers, reduce, threshold, and what no data means.
import type { Rule } from '@grafana/grafana-foundation-sdk/alerting';
import type { DataFrameJson } from '@huntboard/grafana-backend/testing';

export interface Instance {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly fires: boolean;
}

export type Evaluation =
  | { readonly kind: 'noData'; readonly state: string }
  | { readonly kind: 'instances'; readonly instances: readonly Instance[] };

interface Expression {
  readonly type?: string;
  readonly expression?: string;
  readonly reducer?: string;
  readonly conditions?: readonly {
    readonly evaluator: { readonly type: 'gt' | 'lt'; readonly params: readonly number[] };
  }[];
}

/**
 * A table with one number and texts is a set of numbers, one a row, its texts being labels; a frame without fields or rows is no
 * data (grafana/pkg/expr: framesToNumbers, reduce). Anything else Grafana refuses, and so do we.
 */
export function toNumbers(frames: readonly DataFrameJson[]): readonly Omit<Instance, 'fires'>[] {
  return frames.flatMap(({ schema, data }) => {
    const numbers = schema.fields.flatMap((field, index) => (field.type === 'number' ? [index] : []));
    if (schema.fields.length === 0) return [];
    const [at] = numbers;
    if (at === undefined || numbers.length !== 1)
      throw new Error(`a table for alerting has exactly one number, not ${numbers.length}`);
    if (schema.fields.some(({ type }) => type !== 'number' && type !== 'string'))
      throw new Error('a table for alerting has texts beside its number, nothing else');
    return (data.values[at] ?? []).map((value, row) => ({
      value: Number(value),
      labels: Object.fromEntries(
        schema.fields.flatMap(({ name, type }, index) =>
          type === 'string' ? [[name, String(data.values[index]?.[row] ?? '')]] : [],
        ),
      ),
    }));
  });
}

/** The rule's expressions over the frames that its query A gave. */
export function evaluateRule(rule: Rule, frames: readonly DataFrameJson[]): Evaluation {
  const numbers = toNumbers(frames);
  if (numbers.length === 0) return { kind: 'noData', state: rule.noDataState };
  const [, reduce, threshold] = rule.data.map(({ model }) => model as Expression | undefined);
  if (reduce?.type !== 'reduce' || reduce.expression !== 'A' || reduce.reducer !== 'last')
    throw new Error('B must take the last value of A');
  if (threshold?.type !== 'threshold' || threshold.expression !== 'B') throw new Error('C must compare B');
  const [condition] = threshold.conditions ?? [];
  const { type, params } = condition!.evaluator;
  const keys = numbers.map(({ labels }) => JSON.stringify(labels));
  // Two rows with the same labels: Grafana refuses the whole rule.
  if (new Set(keys).size !== keys.length) throw new Error(`labels are not unique: ${keys.join(' ')}`);
  const limit = params[0]!;
  return {
    kind: 'instances',
    instances: numbers.map(({ labels, value }) => ({
      labels,
      value,
      fires: type === 'gt' ? value > limit : value < limit,
    })),
  };
}
