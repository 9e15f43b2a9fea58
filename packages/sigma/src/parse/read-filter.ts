// A filter: detections that tune many rules at once (specification, "Sigma Filters").
import type { SigmaFilter } from '../model/rule.ts';
import type { DetectionContext } from './item-expr.ts';
import { readDetections } from './read-detections.ts';
import { textOf } from './read-head.ts';
import { readLogSource } from './read-log-source.ts';
import { entryOf } from './yaml-node.ts';
import type { YamlMap } from './yaml-node.ts';

/** `rules` is a list of ids and names, or `any` (also `all`, or an empty list) for every rule of the log source. */
export function readFilter(
  document: YamlMap,
  context: DetectionContext,
): Pick<SigmaFilter, 'kind' | 'logsource' | 'rules' | 'expr'> {
  const { log } = context;
  const value = entryOf(document, 'filter')!.value;
  if (value.kind !== 'map') return log.refuse('sigma.key_type', 'filter is not a map', value.offset);
  const logsource = readLogSource(document, log);
  const rules = readRules(value, context);
  return { kind: 'filter', logsource, rules, expr: readDetections(value, ['rules'], context).expr };
}

function readRules(filter: YamlMap, { log }: DetectionContext): SigmaFilter['rules'] {
  const entry = entryOf(filter, 'rules');
  if (entry === undefined) return log.refuse('sigma.key_missing', 'the filter names no rules', filter.offset);
  const { value } = entry;
  const items = value.kind === 'list' ? value.items : [value];
  const refs = items.map((item) => {
    const ref = textOf(item);
    return ref ?? log.refuse('sigma.key_type', 'rules of a filter are ids or names', item.offset);
  });
  const whole = value.kind === 'list' ? refs.length === 0 : ['any', 'all'].includes(refs[0]!.toLowerCase());
  return whole ? 'any' : refs;
}
