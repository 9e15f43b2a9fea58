// What the detail tells of a process: name and value, in the order in which a hunter asks.
import { getDisplayProcessor, formattedValueToString } from '@grafana/data';
import type { Field, GrafanaTheme2, LinkModel } from '@grafana/data';
import { childCount, fileName } from '@huntboard/lineage';
import type { Forest } from '@huntboard/lineage';
import type { LineageData } from './read-frames';
import { duration } from './time-format';
import type { FormatTime } from './time-format';

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Worth copying and long: shown in a fixed-width face. */
  readonly code?: boolean;
  readonly note?: string;
}

/** Parts of Sysmon's `SHA256=…,MD5=…`; anything else is one hash without a name. */
export function splitHashes(hash: string): readonly Fact[] {
  if (hash === '') return [];
  return hash.split(',').map((part) => {
    const cut = part.indexOf('=');
    return cut < 0
      ? { name: 'Hash', value: part, code: true }
      : { name: part.slice(0, cut), value: part.slice(cut + 1), code: true };
  });
}

const renamedNote = (image: string, original: string): string | undefined => {
  const name = fileName(image).toLowerCase();
  const wanted = original.toLowerCase();
  return original === '' || name === '' || wanted === name || wanted === `${name}.mui` || `${wanted}.exe` === name
    ? undefined
    : 'renamed';
};

/** Everything known of a node, without what is not known. */
export function processFacts(forest: Forest, node: number, formatTime: FormatTime): readonly Fact[] {
  const text = (column: Parameters<Forest['text']>[1]): string => forest.text(node, column);
  const start = forest.start[node] ?? NaN;
  const end = forest.end[node] ?? NaN;
  const lasted = duration(start, end);
  const image = text('image');
  const original = text('originalFileName');
  const parent = forest.parent[node] ?? -1;
  const parentPid = parent < 0 ? NaN : forest.pid(parent);
  const all = (forest.shape.subtree[node] ?? 1) - 1;
  const renamed = renamedNote(image || forest.name(node), original);
  const facts: Fact[] = [
    { name: 'Image', value: image, code: true },
    { name: 'Original name', value: original, ...(renamed === undefined ? {} : { note: renamed }) },
    { name: 'User', value: text('user') },
    { name: 'Integrity', value: text('integrity') },
    { name: 'Logon', value: text('logonId') },
    { name: 'Directory', value: text('currentDirectory'), code: true },
    { name: 'Host', value: forest.kind(node) === 'host' ? '' : forest.host(node) },
    { name: 'Started', value: formatTime(start) },
    { name: 'Ended', value: Number.isNaN(end) ? '' : `${formatTime(end)}${lasted === '' ? '' : ` (${lasted})`}` },
    {
      name: 'Parent',
      value:
        parent < 0 || forest.kind(parent) === 'host'
          ? ''
          : `${forest.name(parent) || 'unknown'}${Number.isNaN(parentPid) ? '' : ` (${parentPid})`}`,
      ...(forest.isLikelyChild(node) ? { note: 'by PID and time' } : {}),
    },
    { name: 'Parent line', value: text('parentCommandLine'), code: true },
    { name: 'Children', value: all === 0 ? '' : `${childCount(forest, node)}, ${all} in all` },
    { name: 'Signed', value: text('signed') },
    { name: 'Signer', value: text('signer') },
    ...splitHashes(text('hash')),
    {
      name: 'Process id',
      value: forest.id(node),
      code: true,
      ...(forest.isWeak(node) ? { note: 'weak' } : forest.isJoined(node) ? { note: 'told by two sensors' } : {}),
    },
  ];
  return facts.filter((fact) => fact.value !== '');
}

/** Fields that the frame holds beyond the known ones, formatted by their own settings. */
export function extraFacts(
  data: LineageData,
  forest: Forest,
  node: number,
  theme: GrafanaTheme2,
  timeZone: string,
): readonly Fact[] {
  const row = forest.rowsOf(node)[0];
  const cell = row === undefined ? undefined : data.cell(row);
  if (!cell) return [];
  const known = new Set<Field | undefined>(Object.values(cell.fields));
  return cell.frame.fields
    .filter((field) => !known.has(field) && field.config.custom?.hideFrom?.viz !== true)
    .map((field) => {
      const display = field.display ?? getDisplayProcessor({ field, theme, timeZone });
      const value: unknown = field.values[cell.index];
      return {
        name: field.config.displayName ?? field.name,
        value: value === null || value === undefined || value === '' ? '' : formattedValueToString(display(value)),
      };
    })
    .filter((fact) => fact.value !== '');
}

/** The data links of all fields of the process's row, each once. */
export function processLinks(data: LineageData, forest: Forest, node: number): readonly LinkModel[] {
  const links = new Map<string, LinkModel>();
  for (const row of forest.rowsOf(node).slice(0, 1)) {
    const cell = data.cell(row);
    for (const field of cell?.frame.fields ?? []) {
      for (const link of field.getLinks?.({ valueRowIndex: cell?.index ?? 0 }) ?? []) {
        const key = `${link.title}\n${link.href}`;
        if (!links.has(key)) links.set(key, link);
      }
    }
  }
  return [...links.values()];
}
