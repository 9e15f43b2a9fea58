// Who a row is about: ids in one form, and a weak id for rows that bring none.

const guid = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;
const nil = '00000000-0000-0000-0000-000000000000';

/** Trust in an id, best first: the sensor's own, one made of host, pid and start, one without a start. */
export const idKinds = ['native', 'synth', 'weak'] as const;
export type IdKind = (typeof idKinds)[number];

const canonicalGuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An id in its canonical form: GUIDs lower-case without braces, the nil GUID as '' (absent), others as they are. */
export function normalizeId(id: string): string {
  if (id === '' || id === nil) return '';
  // Keeps the frame's own string: a copy of each would double the memory.
  if (id.length === 36 && canonicalGuid.test(id)) return id;
  const match = guid.exec(id);
  if (match?.[1] === undefined) return id;
  const plain = match[1].toLowerCase();
  return plain === nil ? '' : plain;
}

/** The id of a row that brings none: host is the caller's business, so pid and start; null when not even those are known. */
export function deriveId(pid: number, start: number): string | null {
  if (Number.isNaN(pid)) return null;
  return Number.isNaN(start) ? `pid:${pid}` : `pid:${pid}@${start}`;
}

/** An id's kind as the row tells it; ids of unknown kind are taken for the sensor's own. */
export function readIdKind(text: string): IdKind {
  return text === 'synth' || text === 'weak' ? text : 'native';
}

/** File name of a path of either system, or the text itself. */
export function fileName(image: string): string {
  return image.slice(Math.max(image.lastIndexOf('\\'), image.lastIndexOf('/')) + 1) || image;
}
