// What a correlation takes of an event that one of its rules matched.
import { COL } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import { fold } from '../event/fold.ts';
import { readField } from '../event/read-field.ts';
import { evaluate } from '../matcher/evaluate.ts';
import { textToMicros } from './micros.ts';
import { leavesOf } from './plan.ts';
import type { CorrelationPlan, FieldCases, Leaf, Step } from './plan.ts';

/** Group and value of one step. */
export interface Keys {
  /** Folded. */
  readonly group: readonly string[];
  /** As written. */
  readonly written: readonly string[];
  readonly value: string;
}

export interface CorrelationHit {
  /** Index among the plan's leaves. */
  readonly leaf: number;
  /** Epoch ms, whole. */
  readonly ts: number;
  readonly id: string;
  /** For each step of the leaf; null where the event lacks a field, and so is no occurrence to that correlation. */
  readonly keys: readonly (Keys | null)[];
}

/** How the values of each step of a leaf are taken: the plans along its path, innermost first. */
export function pathsOf(
  plan: CorrelationPlan,
  above: readonly CorrelationPlan[] = [],
): readonly (readonly CorrelationPlan[])[] {
  const path = [plan, ...above];
  return plan.sources.flatMap((source) => (source.kind === 'rule' ? [path] : pathsOf(source.plan, path)));
}

/** Reads hits of a plan's leaves from rows. */
export function hitReader(plan: CorrelationPlan): (leaf: number, row: Row) => CorrelationHit | undefined {
  const leaves = leavesOf(plan);
  const paths = pathsOf(plan);
  return (index, row) => {
    const leaf: Leaf = leaves[index]!;
    const keys = leaf.steps.map((step, i) => keysOf(step, paths[index]![i]!.value, row));
    if (keys[0] === null) return undefined;
    return { leaf: index, ts: Math.floor(row[COL.ts] as number), id: row[COL.event_id] as string, keys };
  };
}

function keysOf(step: Step, kind: CorrelationPlan['value'], row: Row): Keys | null {
  const written: string[] = [];
  for (const field of step.group) {
    const text = readCases(row, field);
    if (text === undefined) return null;
    written.push(text);
  }
  const value = step.value === undefined ? '' : valueOf(readCases(row, step.value), kind);
  return value === undefined ? null : { group: written.map(fold), written, value };
}

function valueOf(text: string | undefined, kind: CorrelationPlan['value']): string | undefined {
  if (text === undefined) return undefined;
  return kind === 'number' ? textToMicros(text)?.toString() : fold(text);
}

function readCases(row: Row, cases: FieldCases): string | undefined {
  for (const { when, field } of cases) {
    if (when !== undefined && !evaluate(when, row)) continue;
    const text = readField(row, field);
    if (text !== undefined) return text;
  }
  return undefined;
}
