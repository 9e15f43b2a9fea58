// Where one can go from a process: addresses of the hunting dashboard with the time range kept.
import type { TimeRange } from '@grafana/data';
import type { Forest } from '@huntboard/lineage';

export interface HuntLink {
  readonly label: string;
  readonly href: string;
}

/** The value of the first hash that is worth hunting for, the longest known. */
export function bestHash(hashes: string): string {
  const parts = hashes.split(',').map((part) => {
    const cut = part.indexOf('=');
    return { name: part.slice(0, Math.max(cut, 0)).toUpperCase(), value: part.slice(cut + 1).trim() };
  });
  for (const wanted of ['SHA256', 'SHA1', 'MD5', '']) {
    const found = parts.find(({ name, value }) => name === wanted && value !== '');
    if (found) return found.value.toLowerCase();
  }
  return '';
}

/** Longest text of a link, in characters: addresses have an end. */
const textLimit = 300;

/**
 * Links of a process; `base` is the dashboard's path, e.g. `/d/hb-hunt`. It reads the variables `host`, `text` (contained in any
 * field) and `proc_guid`. None without a base.
 */
export function huntLinks(forest: Forest, node: number, base: string, range: TimeRange): readonly HuntLink[] {
  if (base === '' || forest.kind(node) === 'host') return [];
  const address = (variables: Readonly<Record<string, string>>): string => {
    const search = new URLSearchParams(
      Object.entries(variables).map(([name, value]) => [`var-${name}`, value.slice(0, textLimit)]),
    );
    search.set('from', String(range.from.valueOf()));
    search.set('to', String(range.to.valueOf()));
    return `${base}${base.includes('?') ? '&' : '?'}${search.toString()}`;
  };
  const host = forest.host(node);
  const hash = bestHash(forest.text(node, 'hash'));
  const image = forest.text(node, 'image') || forest.name(node);
  const commandLine = forest.text(node, 'commandLine');
  const id = forest.idKind(node) === 'weak' ? '' : forest.id(node);
  const pivots: readonly { readonly label: string; readonly variables: Readonly<Record<string, string>> | null }[] = [
    { label: 'Open in Hunt', variables: id === '' ? null : { host, proc_guid: id } },
    { label: 'Hunt this hash', variables: hash === '' ? null : { text: hash } },
    { label: 'Hunt this image', variables: image === '' ? null : { text: image } },
    { label: 'Hunt this command line', variables: commandLine === '' ? null : { text: commandLine } },
  ];
  return pivots.flatMap(({ label, variables }) => (variables === null ? [] : [{ label, href: address(variables) }]));
}
