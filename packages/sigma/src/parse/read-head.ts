// What every Sigma document has: title, id, tags and so on.
import type { DocumentHead, Level, Position, Status } from '../model/rule.ts';
import type { ProblemLog } from './problem-log.ts';
import { readQuestions } from '../questions/read-questions.ts';
import { entryOf, toPlain } from './yaml-node.ts';
import type { YamlMap, YamlNode } from './yaml-node.ts';

export const LEVELS: readonly Level[] = ['informational', 'low', 'medium', 'high', 'critical'];
export const STATUSES: readonly Status[] = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];
export const RELATIONS: readonly string[] = ['derived', 'obsolete', 'merged', 'renamed', 'similar', 'obsoletes'];

const HEAD_KEYS = new Set([
  'title',
  'id',
  'name',
  'status',
  'description',
  'author',
  'references',
  'date',
  'modified',
  'tags',
  'level',
  'fields',
  'falsepositives',
  'scope',
  'taxonomy',
  'license',
  'related',
  'questions',
]);
/** Nodes under all custom keys of a document, aliases counted as often as they are used: what is copied of it. */
const MAX_CUSTOM_NODES = 10_000;
const BODY_KEYS = new Set(['logsource', 'detection', 'correlation', 'filter', 'generate', 'action']);

/** Reads the head. A wrong value there is a warning, since the rule runs without it; only a document without a title, or with too much under keys of its own, is refused. */
export function readHead(map: YamlMap, log: ProblemLog): DocumentHead {
  const head = new HeadReader(map, log);
  const title = head.text('title');
  if (title === undefined) log.refuse('sigma.key_missing', 'the document has no title', map.offset);
  const optional = {
    id: head.text('id'),
    name: head.text('name'),
    status: head.oneOf('status', STATUSES),
    description: head.text('description'),
    author: head.text('author'),
    date: head.text('date'),
    modified: head.text('modified'),
    level: head.oneOf('level', LEVELS),
    license: head.text('license'),
  };
  const position: Position = log.position(map.offset);
  return {
    position,
    title,
    ...present(optional),
    references: head.texts('references'),
    tags: head.texts('tags'),
    fields: head.texts('fields'),
    falsepositives: head.texts('falsepositives'),
    scope: head.texts('scope'),
    taxonomy: head.text('taxonomy') ?? 'sigma',
    related: head.related(),
    questions: readQuestions(map, log),
    custom: customOf(map, log),
  };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the keys that are undefined. */
function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}

function customOf(map: YamlMap, log: ProblemLog): Readonly<Record<string, unknown>> {
  const custom = Object.create(null) as Record<string, unknown>;
  let left = MAX_CUSTOM_NODES;
  for (const { key, keyOffset, value } of map.entries) {
    if (HEAD_KEYS.has(key) || BODY_KEYS.has(key)) continue;
    left -= value.size;
    if (left < 0)
      log.refuse('sigma.yaml_limits', `the keys of your own hold more than ${MAX_CUSTOM_NODES} nodes`, keyOffset);
    custom[key] = toPlain(value);
  }
  return custom;
}

class HeadReader {
  private readonly map: YamlMap;
  private readonly log: ProblemLog;

  constructor(map: YamlMap, log: ProblemLog) {
    this.map = map;
    this.log = log;
  }

  text(key: string): string | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    return textOf(value) ?? this.wrong(key, 'a text', value);
  }

  oneOf<T extends string>(key: string, allowed: readonly T[]): T | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    const text = textOf(value)?.toLowerCase();
    return allowed.find((name) => name === text) ?? this.wrong(key, `one of ${allowed.join(', ')}`, value);
  }

  texts(key: string): readonly string[] {
    const value = this.value(key);
    if (value === undefined) return [];
    const items = value.kind === 'list' ? value.items : [value];
    const texts = items.map(textOf).filter((text) => text !== undefined);
    if (texts.length < items.length) this.wrong(key, 'a list of texts', value);
    return texts;
  }

  related(): DocumentHead['related'] {
    const value = this.value('related');
    if (value === undefined) return [];
    const related: { id: string; type: string }[] = [];
    for (const item of value.kind === 'list' ? value.items : [value]) {
      const id = item.kind === 'map' ? textOf(entryOf(item, 'id')?.value) : undefined;
      const type = item.kind === 'map' ? textOf(entryOf(item, 'type')?.value) : undefined;
      if (id === undefined || type === undefined) this.wrong('related', 'a list of id and type', item);
      else related.push({ id, type });
    }
    return related;
  }

  private value(key: string): YamlNode | undefined {
    const value = entryOf(this.map, key)?.value;
    return value?.kind === 'scalar' && value.value === null ? undefined : value;
  }

  private wrong(key: string, wanted: string, value: YamlNode): undefined {
    this.log.warn('sigma.key_value', `${key} is not ${wanted}`, value.offset);
    return undefined;
  }
}

/** The text of a scalar; numbers and booleans as written. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind !== 'scalar' || node.value === null ? undefined : node.text;
}
