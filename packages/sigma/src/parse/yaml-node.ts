// YAML as the rule parser reads it: three kinds of nodes with their places. Keys stay in a list, so no key can be a trap.

interface NodePlace {
  /** Where it begins in the file, in UTF-16 units. */
  readonly offset: number;
  /** Nodes in it, aliases counted as often as they are used. */
  readonly size: number;
  /** Levels in it, itself included. */
  readonly depth: number;
}

export interface YamlEntry {
  readonly key: string;
  readonly keyOffset: number;
  readonly value: YamlNode;
}

export interface YamlMap extends NodePlace {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
}

export interface YamlList extends NodePlace {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface YamlScalar extends NodePlace {
  readonly kind: 'scalar';
  readonly value: string | number | bigint | boolean | null;
  /** As written, without quotes. */
  readonly text: string;
  /** End of the scalar in the file. */
  readonly end: number;
}

export type YamlNode = YamlMap | YamlList | YamlScalar;

/** The value of a key, if the map has it. */
export function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** As plain JavaScript data; maps have no prototype, so that every key is just a key. */
export function toPlain(node: YamlNode): unknown {
  if (node.kind === 'list') return node.items.map(toPlain);
  if (node.kind === 'map') {
    const plain = Object.create(null) as Record<string, unknown>;
    for (const { key, value } of node.entries) plain[key] = toPlain(value);
    return plain;
  }
  return typeof node.value === 'bigint' ? numberOrText(node.value) : node.value;
}

function numberOrText(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
