// The parser's door: the text of a file to the Sigma documents in it.
import type { RuleProblem, SigmaDocument, SigmaRule } from '../model/rule.ts';
import type { Placeholders } from './expand-placeholders.ts';
import type { DetectionContext } from './item-expr.ts';
import { applyActions } from './apply-actions.ts';
import type { ProblemLog } from './problem-log.ts';
import { readCorrelation } from './read-correlation.ts';
import { readDetections } from './read-detections.ts';
import { readFilter } from './read-filter.ts';
import { readHead, textOf } from './read-head.ts';
import { readLogSource } from './read-log-source.ts';
import { attempt, readYaml } from './read-yaml.ts';
import { checkConventions } from './check-conventions.ts';
import { entryOf } from './yaml-node.ts';
import type { YamlMap } from './yaml-node.ts';

/** Nodes of all documents together, with aliases and shared parts counted as often as they are used. */
const MAX_FILE_NODES = 4_000_000;

export interface ParseOptions {
  /** Lists for `expand`, by the name between the percent signs. */
  readonly placeholders?: Placeholders;
}

export interface ParsedFile {
  readonly documents: readonly SigmaDocument[];
  readonly problems: readonly RuleProblem[];
}

/**
 * Reads all rules, correlations and filters of a file (Sigma 2.1; several documents in one file; the actions global, reset and
 * repeat of 1.0). A document with an error is left out and the others are read. Never throws on data.
 * @param file name for positions
 */
export function parseRules(text: string, file: string, options: ParseOptions = {}): ParsedFile {
  const { documents: nodes, log } = readYaml(text, file);
  const documents: SigmaDocument[] = [];
  let nodesLeft = MAX_FILE_NODES;
  for (const map of applyActions(nodes, log)) {
    log.startDocument(textOf(entryOf(map, 'id')?.value));
    nodesLeft -= map.size;
    attempt(() => {
      if (nodesLeft < 0) log.refuse('sigma.yaml_limits', `the file has more than ${MAX_FILE_NODES} nodes`, map.offset);
      documents.push(readDocument(map, log, options.placeholders ?? {}));
    });
  }
  return { documents, problems: log.problems };
}

function readDocument(map: YamlMap, log: ProblemLog, placeholders: Placeholders): SigmaDocument {
  const kinds = ['detection', 'correlation', 'filter'].filter((key) => entryOf(map, key) !== undefined);
  if (kinds.length !== 1)
    log.refuse(
      'sigma.document_kind',
      kinds.length === 0 ? 'no detection, no correlation, no filter' : `${kinds.join(' and ')} in one document`,
      map.offset,
    );
  const context: DetectionContext = { log, placeholders, texts: 0 };
  const head = readHead(map, log);
  checkConventions(map, head, kinds[0]!, log);
  if (kinds[0] === 'correlation') return { ...head, ...readCorrelation(map, log) };
  if (kinds[0] === 'filter') return { ...head, ...readFilter(map, context) };
  return { ...head, kind: 'rule', logsource: readLogSource(map, log), ...readRuleDetections(map, context) };
}

function readRuleDetections(
  map: YamlMap,
  context: DetectionContext,
): Pick<SigmaRule, 'expr' | 'detections' | 'conditions'> {
  const value = entryOf(map, 'detection')!.value;
  if (value.kind !== 'map') return context.log.refuse('sigma.key_type', 'detection is not a map', value.offset);
  return readDetections(value, ['timeframe'], context);
}
