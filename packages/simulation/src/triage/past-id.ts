// Ids of the past: the same text gives the same one, so that what is written twice is the same rows.
import { createHash } from 'node:crypto';

/** A UUID (version 8) of a text. */
export function pastId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
