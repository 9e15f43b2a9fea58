// A map of named detections with a condition: what rules and filters have in common.
import { canonical } from '../model/canonical.ts';
import type { Expr } from '../model/expr.ts';
import { conditionTokens, parseCondition } from './condition.ts';
import type { ConditionFault } from './condition.ts';
import { detectionExpr } from './detection.ts';
import type { DetectionContext } from './item-expr.ts';
import { entryOf } from './yaml-node.ts';
import type { YamlMap, YamlNode, YamlScalar } from './yaml-node.ts';

export interface Detections {
  readonly expr: Expr<string>;
  readonly detections: Readonly<Record<string, Expr<string>>>;
  readonly conditions: readonly string[];
}

const sameName = (field: string): string => field;

/** @param others keys of the map that are no detections */
export function readDetections(map: YamlMap, others: readonly string[], context: DetectionContext): Detections {
  const named = new Map<string, Expr<string>>();
  const detections = Object.create(null) as Record<string, Expr<string>>;
  for (const { key, value } of map.entries) {
    if (key === 'condition' || others.includes(key)) continue;
    const expr = canonical(detectionExpr(value, context), sameName);
    named.set(key, expr);
    detections[key] = expr;
  }
  const entry = entryOf(map, 'condition');
  if (entry === undefined) return context.log.refuse('sigma.key_missing', 'there is no condition', map.offset);
  const scalars = conditionScalars(entry.value, context);
  const used = new Set<string>();
  const items = scalars.map((scalar) => {
    const condition = parseCondition(conditionTokens(scalar.text), named);
    if ('code' in condition) return refuse(condition, scalar, context);
    for (const name of condition.names) used.add(name);
    return condition.expr;
  });
  for (const { key, keyOffset } of map.entries)
    if (named.has(key) && !used.has(key))
      context.log.warn('sigma.detection_unused', `the condition does not use ${key}`, keyOffset);
  return { expr: canonical({ kind: 'or', items }, sameName), detections, conditions: scalars.map(({ text }) => text) };
}

function conditionScalars(node: YamlNode, context: DetectionContext): readonly YamlScalar[] {
  const scalars = (node.kind === 'list' ? node.items : [node]).filter(
    (item): item is YamlScalar => item.kind === 'scalar' && typeof item.value === 'string',
  );
  if (scalars.length === 0 || (node.kind === 'list' && scalars.length < node.items.length))
    return context.log.refuse(
      'sigma.condition_syntax',
      'the condition is neither a text nor a list of texts',
      node.offset,
    );
  return scalars;
}

function refuse(fault: ConditionFault, scalar: YamlScalar, context: DetectionContext): never {
  const offset = tokenOffset(scalar, fault.token, context);
  if (fault.code === 'sigma.condition_aggregation') context.log.unsupported(fault.code, fault.message, offset);
  return context.log.refuse(fault.code, fault.message, offset);
}

/** Where a word of the condition stands in the file: the words before it are looked for one after the other. */
export function tokenOffset(scalar: YamlScalar, token: number, context: Pick<DetectionContext, 'log'>): number {
  return context.log.findTokens(scalar.offset, scalar.end, conditionTokens(scalar.text).slice(0, token + 1));
}
