// Envelopes around lists of events: what an osquery agent posts, what Azure and CloudTrail export. Finds the list, so that it can be framed.
import { memberRange, scanJson } from './scan-json.ts';
import type { ByteRange } from './scan-json.ts';

const START_LENGTH = 64;
const OPEN_ARRAY = 91;

export interface Envelope {
  /** The list of events. */
  readonly list: ByteRange;
  /** Where the envelope ends; more events may follow. */
  readonly end: number;
}

/** The envelope that a body begins with; undefined when it is none, or is broken. */
export function findEnvelope(body: Buffer, isOsqueryRequest: boolean): Envelope | undefined {
  const name = isOsqueryRequest ? 'data' : listName(body);
  if (name === undefined) return undefined;
  const list = memberRange(body, 0, body.length, name);
  if (list === undefined || body[list.start] !== OPEN_ARRAY) return undefined;
  let start = 0;
  while (body[start]! <= 32) start++;
  const whole = scanJson(body, start, body.length);
  return whole.error === undefined ? { list, end: whole.end } : undefined;
}

/** The name of the list that the body begins with. */
function listName(body: Buffer): string | undefined {
  const start = body.toString('latin1', 0, Math.min(body.length, START_LENGTH));
  return /^\s*\{\s*"([Rr]ecords)"\s*:\s*\[/.exec(start)?.[1];
}

/** The body with the agent's node key made unreadable, for a request that must be kept as evidence. */
export function withoutNodeKey(body: Buffer): Buffer {
  const range = memberRange(body, 0, body.length, 'node_key');
  if (range === undefined) return body;
  const copy = Buffer.from(body);
  copy.fill('*', range.start + 1, Math.max(range.start + 1, range.end - 1));
  return copy;
}
