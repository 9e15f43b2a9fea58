// Text to YAML documents with places. Trust boundary: the text is anybody's, so size, depth and aliases are bounded here.
import { Composer, isAlias, isMap, isScalar, isSeq, LineCounter, Parser } from 'yaml';
import type { CST, Document, Node, Pair } from 'yaml';
import { DocumentRefused, ProblemLog } from './problem-log.ts';
import type { YamlEntry, YamlMap, YamlNode } from './yaml-node.ts';

/** Nodes of one document, with aliases counted as often as they are used: a list of 100,000 values is fine, a bomb is not. */
const MAX_NODES = 1_000_000;
const MAX_DEPTH = 40;
/** Levels of brackets and lists that are given to the library, which recurses by them: much deeper ones would end the process. */
const MAX_SYNTAX_DEPTH = 400;
const MAX_CHARACTERS = 64_000_000;
/** Half of a surrogate pair: no text that an event could hold, since the store keeps UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const MAX_MESSAGE = 200;

export interface YamlFile {
  readonly documents: readonly YamlNode[];
  readonly log: ProblemLog;
}

/** What reading a file may still cost: every node and every merged entry costs one, aliases as often as they are used. */
export class Effort {
  left: number;
  /** As much as the text is long, and one large document more: who writes without tricks never gets there. */
  constructor(text: string) {
    this.left = text.length + 2 * MAX_NODES;
  }

  /** Whether there was enough left. */
  spend(cost: number): boolean {
    this.left -= cost;
    return this.left >= 0;
  }
}

/** Reads all documents of a file. What cannot be read is logged and left out; empty documents are skipped. Never throws. */
export function readYaml(text: string, file: string, effort = new Effort(text)): YamlFile {
  const lines = new LineCounter();
  const log = new ProblemLog(text, (offset) => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  });
  const documents: YamlNode[] = [];
  for (const document of parse(text, lines, log)) {
    const [fault] = document.errors;
    if (fault) log.error('sigma.yaml_syntax', oneLine(fault.message), fault.pos[0]);
    else if (document.contents !== null) attempt(() => documents.push(convert(document.contents as Node, log, effort)));
  }
  return { documents, log };
}

function parse(text: string, lines: LineCounter, log: ProblemLog): readonly Document[] {
  if (text.length > MAX_CHARACTERS) {
    log.error('sigma.yaml_limits', `the file has more than ${MAX_CHARACTERS} characters`, 0);
    return [];
  }
  // Keys are checked for doubles below: the library compares each with each.
  const composer = new Composer({ uniqueKeys: false, intAsBigInt: true, prettyErrors: false, logLevel: 'silent' });
  const documents: Document[] = [];
  try {
    for (const token of new Parser(lines.addNewLine).parse(text)) {
      if (token.type !== 'document' || !isTooDeep(token)) documents.push(...composed(composer.next(token)));
      else
        log.error(
          'sigma.yaml_limits',
          `the document is nested deeper than ${MAX_DEPTH} levels`,
          Math.min(token.offset, text.length),
        );
    }
    documents.push(...composed(composer.end()));
  } catch (error) {
    // Whatever the library does not take: what was read up to there is good.
    log.error('sigma.yaml_syntax', oneLine(error instanceof Error ? error.message : String(error)), 0);
  }
  return documents;
}

/** The library says of its documents which kind of contents they have; here any. */
function composed(documents: Iterable<unknown>): Iterable<Document> {
  return documents as Iterable<Document>;
}

/** Without recursion: this is what keeps the library from too much of it. */
function isTooDeep(document: CST.Document): boolean {
  let level: CST.Token[] = document.value === undefined ? [] : [document.value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_SYNTAX_DEPTH) return true;
    const below: CST.Token[] = [];
    for (const token of level) {
      if (!('items' in token)) continue;
      for (const { key, value } of token.items) {
        if (key) below.push(key);
        if (value) below.push(value);
      }
    }
    level = below;
  }
  return false;
}

/** Runs a step over one document; when it was refused, goes on with the next. */
export function attempt(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
  }
}

function oneLine(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line;
}

function convert(root: Node, log: ProblemLog, effort: Effort): YamlNode {
  const anchors = new Map<string, YamlNode | 'open'>();

  function spend(cost: number, offset: number): void {
    if (!effort.spend(cost)) log.refuse('sigma.yaml_limits', 'aliases and merge keys make the file too large', offset);
  }

  function checked(node: YamlNode): YamlNode {
    if (node.size > MAX_NODES)
      log.refuse('sigma.yaml_limits', `the document has more than ${MAX_NODES} nodes`, node.offset);
    if (node.depth > MAX_DEPTH)
      log.refuse('sigma.yaml_limits', `the document is nested deeper than ${MAX_DEPTH} levels`, node.offset);
    return node;
  }

  function visit(node: Node | null, offset: number, level: number): YamlNode {
    const start = node?.range?.[0] ?? offset;
    if (level > MAX_DEPTH)
      log.refuse('sigma.yaml_limits', `the document is nested deeper than ${MAX_DEPTH} levels`, start);
    spend(1, start);
    if (node === null) return { kind: 'scalar', value: null, text: '', offset: start, end: start, size: 1, depth: 1 };
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined) return log.refuse('sigma.yaml_syntax', `no anchor &${node.source} before`, start);
      if (target === 'open') return log.refuse('sigma.yaml_syntax', `*${node.source} refers to itself`, start);
      return target;
    }
    const anchor = 'anchor' in node ? node.anchor : undefined;
    if (anchor !== undefined) anchors.set(anchor, 'open');
    const converted = checked(inner(node, start, level));
    if (anchor !== undefined) anchors.set(anchor, converted);
    return converted;
  }

  function inner(node: Node, offset: number, level: number): YamlNode {
    if (isSeq(node)) {
      const items = node.items.map((item) => visit(item as Node | null, offset, level + 1));
      return { kind: 'list', items, offset, ...extent(items) };
    }
    if (isMap(node)) return mapOf(node.items as Pair<Node | null, Node | null>[], offset, level);
    if (!isScalar(node)) return log.refuse('sigma.yaml_syntax', 'neither a map nor a list nor a value', offset);
    const { value, source } = node;
    const plain =
      value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value)
        ? (value as string | number | bigint | boolean | null)
        : String(value);
    const text = typeof plain === 'string' ? plain : (source ?? String(plain));
    if (LONE_SURROGATE.test(text))
      return log.refuse('sigma.yaml_syntax', 'half of a surrogate pair is no text', offset);
    return { kind: 'scalar', value: plain, text, offset, end: node.range?.[1] ?? offset, size: 1, depth: 1 };
  }

  function mapOf(pairs: readonly Pair<Node | null, Node | null>[], offset: number, level: number): YamlMap {
    const entries: YamlEntry[] = [];
    let merged: YamlEntry[] = [];
    const keys = new Set<string>();
    for (const pair of pairs) {
      const keyNode = visit(pair.key, offset, level + 1);
      if (keyNode.kind !== 'scalar') return log.refuse('sigma.yaml_syntax', 'a key must be a text', keyNode.offset);
      const key = keyNode.text;
      if (keys.has(key)) return log.refuse('sigma.yaml_syntax', `the key ${key} is there twice`, keyNode.offset);
      keys.add(key);
      const value = visit(pair.value, keyNode.end, level + 1);
      if (key === '<<' && value.kind === 'map') {
        spend(value.entries.length, keyNode.offset);
        merged = merged.concat(value.entries);
      } else entries.push({ key, keyOffset: keyNode.offset, value });
    }
    for (const entry of merged)
      if (!keys.has(entry.key)) {
        keys.add(entry.key);
        entries.push(entry);
      }
    return { kind: 'map', entries, offset, ...extent(entries.map((entry) => entry.value)) };
  }

  const converted = visit(root, 0, 1);
  spend(converted.size, converted.offset);
  return converted;
}

function extent(children: readonly YamlNode[]): { size: number; depth: number } {
  let size = 1;
  let depth = 0;
  for (const child of children) {
    size += child.size;
    if (child.depth > depth) depth = child.depth;
  }
  return { size, depth: depth + 1 };
}
