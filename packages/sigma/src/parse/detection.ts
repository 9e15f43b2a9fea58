// The named parts of a detection: maps, lists of maps, keywords.
import type { Expr } from '../model/expr.ts';
import { itemExpr, keywordsExpr } from './item-expr.ts';
import type { DetectionContext } from './item-expr.ts';
import type { YamlMap, YamlNode } from './yaml-node.ts';

/** One search identifier: all entries of a map, any item of a list (specification, "Search-Identifier"). */
export function detectionExpr(node: YamlNode, context: DetectionContext): Expr<string> {
  if (node.kind === 'scalar') return keywordsExpr(node, context);
  if (node.kind === 'map') return mapExpr(node, context);
  if (node.items.length === 0) return context.log.refuse('sigma.detection_shape', 'an empty list', node.offset);
  return join(
    'or',
    node.items.map((item) => detectionExpr(item, context)),
  );
}

function mapExpr(map: YamlMap, context: DetectionContext): Expr<string> {
  if (map.entries.length === 0) return context.log.refuse('sigma.detection_shape', 'an empty map', map.offset);
  return join(
    'and',
    map.entries.map((entry) => itemExpr(entry, context)),
  );
}

function join(kind: 'and' | 'or', items: readonly Expr<string>[]): Expr<string> {
  return items.length === 1 ? items[0]! : { kind, items };
}
