// By which a request is known when it comes again: ids that follow from its key, and a digest of its content.
import { createHash } from 'node:crypto';

export const NIL = '00000000-0000-0000-0000-000000000000';

/** UUID (version 8) that follows from texts: the same for the same, whenever and wherever. */
export function uuidOf(...texts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What was asked for and by whom, as 16 hexadecimal characters. */
export function digestOf(login: string, request: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([login, request]))
    .digest('hex')
    .slice(0, 16);
}
