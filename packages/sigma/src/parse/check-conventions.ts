// Conventions of SigmaHQ that a machine can check, as warnings: a rule that breaks them runs all the same.
import type { DocumentHead } from '../model/rule.ts';
import type { ProblemLog } from './problem-log.ts';
import { RELATIONS } from './read-head.ts';
import { entryOf } from './yaml-node.ts';
import type { YamlMap } from './yaml-node.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])$/;
const TAG = /^[a-z0-9_-]+\.[a-z0-9._-]+$/;
const MAX_TITLE = 256;
const MAX_DESCRIPTION = 65_535;

/** Warns of what the conventions and the JSON schema of the specification would find. */
export function checkConventions(map: YamlMap, head: DocumentHead, kind: string, log: ProblemLog): void {
  const at = (key: string): number => entryOf(map, key)?.value.offset ?? map.offset;
  const warn = (key: string, message: string): void => log.warn('sigma.convention', message, at(key));
  if (head.title.length > MAX_TITLE) warn('title', `the title has more than ${MAX_TITLE} characters`);
  if (head.id === undefined) warn('id', 'there is no id');
  else if (!UUID.test(head.id)) warn('id', 'the id is no UUID');
  if ((head.description?.length ?? 0) > MAX_DESCRIPTION) warn('description', 'the description is too long');
  if (head.date !== undefined && !DATE.test(head.date)) warn('date', 'the date is not written YYYY-MM-DD');
  if (head.modified !== undefined && !DATE.test(head.modified)) warn('modified', 'modified is not written YYYY-MM-DD');
  else if (head.date !== undefined && head.modified !== undefined && head.modified < head.date)
    warn('modified', 'modified lies before date');
  for (const tag of head.tags) if (!TAG.test(tag)) warn('tags', `${tag} is no tag: namespace.name, in lower case`);
  for (const { type } of head.related)
    if (!RELATIONS.includes(type)) warn('related', `${type} is no relation between rules`);
  for (const key of ['tags', 'references', 'fields'] as const)
    if (new Set(head[key]).size < head[key].length) warn(key, `${key} holds something twice`);
  if (kind === 'filter') return;
  for (const key of ['level', 'status', 'description'] as const)
    if (entryOf(map, key) === undefined) warn(key, `there is no ${key}`);
}
