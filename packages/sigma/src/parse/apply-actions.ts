// Collections of Sigma 1.0: documents with `action` that give the others of the file what they share.
import type { ProblemLog } from './problem-log.ts';
import { textOf } from './read-head.ts';
import { attempt } from './read-yaml.ts';
import { entryOf } from './yaml-node.ts';
import type { YamlEntry, YamlMap, YamlNode } from './yaml-node.ts';

/**
 * The documents of a file with the actions carried out: `global` adds to what all following documents get, `reset` empties that,
 * `repeat` gives the document before once more with changes. What a document says itself counts more. Documents that are no maps are
 * logged and left out.
 */
export function applyActions(nodes: readonly YamlNode[], log: ProblemLog): readonly YamlMap[] {
  const documents: YamlMap[] = [];
  let shared: YamlMap | undefined;
  let previous: YamlMap | undefined;
  const taken = new Set<string>();

  /** An id that documents share belongs to the first of them. */
  function withOwnId(document: YamlMap, written: YamlMap): YamlMap {
    const id = textOf(entryOf(document, 'id')?.value);
    if (id === undefined || !taken.has(id)) {
      if (id !== undefined) taken.add(id);
      return document;
    }
    if (entryOf(written, 'id') !== undefined) return document;
    log.warn('sigma.duplicate_id', `${id} belongs to a document before, this one goes without`, written.offset);
    return { ...document, entries: document.entries.filter(({ key }) => key !== 'id') };
  }

  for (const node of nodes)
    attempt(() => {
      if (isEmpty(node)) return;
      if (node.kind !== 'map') return log.refuse('sigma.key_type', 'a document must be a map', node.offset);
      const map = withoutAction(node);
      const entry = entryOf(node, 'action');
      const action = entry === undefined ? undefined : textOf(entry.value);
      switch (action) {
        case 'global':
          shared = shared === undefined ? map : merge(shared, map);
          return;
        case 'reset':
          shared = undefined;
          return;
        case 'repeat':
          if (previous === undefined)
            return log.refuse('sigma.document_kind', 'there is no document to repeat', entry!.keyOffset);
          previous = merge(previous, map);
          break;
        case undefined:
          previous = map;
          break;
        default:
          return log.refuse('sigma.document_kind', 'action is global, reset or repeat', entry!.value.offset);
      }
      documents.push(withOwnId(shared === undefined ? previous : merge(shared, previous), map));
    });
  return documents;
}

function isEmpty(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

function withoutAction(map: YamlMap): YamlMap {
  return { ...map, entries: map.entries.filter((entry) => entry.key !== 'action') };
}

/** Maps are merged key by key; any other value of `over` replaces that of `base`. The place is that of `over`. */
function merge(base: YamlMap, over: YamlMap): YamlMap {
  const byKey = new Map<string, YamlEntry>(base.entries.map((entry) => [entry.key, entry]));
  for (const entry of over.entries) {
    const below = byKey.get(entry.key)?.value;
    const both = below?.kind === 'map' && entry.value.kind === 'map';
    byKey.set(entry.key, both ? { ...entry, value: merge(below, entry.value) } : entry);
  }
  return { ...over, entries: [...byKey.values()], size: base.size + over.size };
}
