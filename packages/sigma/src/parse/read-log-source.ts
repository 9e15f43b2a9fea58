// The `logsource` of rules and filters.
import type { LogSource } from '../model/rule.ts';
import type { ProblemLog } from './problem-log.ts';
import { textOf } from './read-head.ts';
import { entryOf } from './yaml-node.ts';
import type { YamlMap } from './yaml-node.ts';

const KEYS = ['product', 'category', 'service', 'definition'] as const;

/** At least one of product, category and service must be there. */
export function readLogSource(document: YamlMap, log: ProblemLog): LogSource {
  const entry = entryOf(document, 'logsource');
  if (entry === undefined) return log.refuse('sigma.key_missing', 'the document has no logsource', document.offset);
  const { value } = entry;
  if (value.kind !== 'map') return log.refuse('sigma.key_type', 'logsource is not a map', value.offset);
  const source: { -readonly [K in keyof LogSource]: LogSource[K] } = {};
  for (const key of KEYS) {
    const node = entryOf(value, key)?.value;
    const text = textOf(node);
    if (text !== undefined) source[key] = text;
    else if (node !== undefined && node.kind !== 'scalar')
      log.refuse('sigma.key_type', `${key} of logsource is not a text`, node.offset);
  }
  if (source.product === undefined && source.category === undefined && source.service === undefined)
    log.refuse('sigma.key_missing', 'logsource names neither product nor category nor service', value.offset);
  return source;
}
