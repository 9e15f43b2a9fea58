// Files of real events as a shipper sends them, with what the store must hold of them afterwards.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DeliveryCutter } from '../cli/cut-deliveries.ts';
import type { EventsReply } from '../inputs/http-events/http-events.ts';
import type { Ingest } from '../main.ts';
import { until } from './test-store.ts';
import { EVENT_TOKEN } from './test-ingest.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const UTC_TIME = Buffer.from('"UtcTime"');

/** What is true of a set of lines in any order. */
export interface Tally {
  lines: number;
  /** Lines that carry Sysmon's own time. */
  withUtcTime: number;
  /** Sum of the first four bytes of each line's MD5: equal only when each line is there, as often and as it was. */
  digest: number;
}

/** Adds the lines of a file, without line ends and blank lines. */
export function tally(bytes: Buffer, sum: Tally): void {
  for (let from = 0; from < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, from);
    const next = newline < 0 ? bytes.length : newline;
    const end = bytes[next - 1] === CARRIAGE_RETURN ? next - 1 : next;
    if (end > from) {
      const line = bytes.subarray(from, end);
      sum.lines++;
      if (line.includes(UTC_TIME)) sum.withUtcTime++;
      sum.digest += createHash('md5').update(line).digest().readUInt32LE(0);
    }
    from = next + 1;
  }
}

/** The bodies for one file: as it is when the service takes that much, else cut at the borders of events. */
export function* deliveriesOf(path: string, maxDecodedBytes: number, sum: Tally): Generator<Uint8Array> {
  const body = readFileSync(path);
  const bytes = gunzipSync(body);
  tally(bytes, sum);
  if (bytes.length <= maxDecodedBytes) {
    yield body;
    return;
  }
  const cutter = new DeliveryCutter({ bytes: 1 << 20, events: 2000, maxBytes: 8 << 20 });
  for (const piece of [...cutter.push(bytes), ...cutter.end()]) yield gzipSync(piece, { level: 1 });
}

/** Sends bodies over HTTP, several at a time; comes again when the service is busy. Gives the sum of what was acknowledged. */
export async function sendAll(
  ingest: Ingest,
  bodies: Iterator<Uint8Array>,
  atOnce: number,
): Promise<{ readonly accepted: number; readonly quarantined: number }> {
  const sum = { accepted: 0, quarantined: 0 };
  const post = async (body: Uint8Array): Promise<void> => {
    const response = await fetch(`${ingest.url}/api/v1/events`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${EVENT_TOKEN}`,
        'content-type': 'application/x-ndjson',
        'content-encoding': 'gzip',
      },
      body,
    });
    const answer = (await response.json()) as EventsReply;
    if (response.status === 429) {
      await until(
        () => ingest.pipeline.admission(body.length),
        ({ kind }) => kind === 'open',
      );
      return post(body);
    }
    if (response.status !== 200) throw new Error(`refused with ${response.status}: ${JSON.stringify(answer)}`);
    sum.accepted += answer.accepted;
    sum.quarantined += answer.quarantined;
  };
  const sender = async (): Promise<void> => {
    for (let next = bodies.next(); next.done !== true; next = bodies.next()) await post(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  return sum;
}
