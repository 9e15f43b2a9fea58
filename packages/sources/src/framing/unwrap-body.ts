// Envelopes around lists of events: what an osquery agent posts, what Azure exports. Finds the list, so that it can be framed.
import { memberRange } from './scan-json.ts';
import type { ByteRange } from './scan-json.ts';

const START_LENGTH = 64;

/** Where the list of events of an envelope lies; undefined when the body is no envelope. */
export function unwrapBody(body: Buffer, isOsqueryRequest: boolean): ByteRange | undefined {
  if (isOsqueryRequest) return memberRange(body, 0, body.length, 'data');
  const start = body.toString('latin1', 0, Math.min(body.length, START_LENGTH));
  return /^\s*\{\s*"records"\s*:\s*\[/.test(start) ? memberRange(body, 0, body.length, 'records') : undefined;
}

/** The body with the agent's node key made unreadable, for a request that must be kept as evidence. */
export function withoutNodeKey(body: Buffer): Buffer {
  const range = memberRange(body, 0, body.length, 'node_key');
  if (range === undefined) return body;
  const copy = Buffer.from(body);
  copy.fill('*', range.start + 1, Math.max(range.start + 1, range.end - 1));
  return copy;
}
