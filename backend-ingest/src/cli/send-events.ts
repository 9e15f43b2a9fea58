// The client side of /api/v1/events for the commands: compresses, sends, comes again when told to.
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { CommandError } from './report-failure.ts';

export interface EventsTarget {
  readonly url: string;
  readonly token: string;
}

export interface Sent {
  readonly accepted: number;
  readonly quarantined: number;
}

const compress = promisify(gzip);
/** How long a server that is busy or away is waited for, ms. */
const PATIENCE_MS = 10 * 60_000;
const PAUSE_MS = 1000;

/** Sends one delivery; comes again on 429, 503 and a connection that fails. Throws CommandError on any other refusal. */
export async function sendEvents(target: EventsTarget, body: Uint8Array): Promise<Sent> {
  const compressed = await compress(body, { level: 1 });
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    let response: Response;
    try {
      response = await fetch(new URL('/api/v1/events', target.url), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${target.token}`,
          'content-type': 'application/octet-stream',
          'content-encoding': 'gzip',
        },
        body: compressed,
      });
    } catch (error) {
      if (Date.now() > deadline)
        throw new CommandError(`${target.url} does not answer: ${String((error as Error).cause ?? error)}`);
      await sleep(PAUSE_MS);
      continue;
    }
    const answer = (await response.json().catch(() => ({}))) as Partial<Sent> & { error?: string; message?: string };
    if (response.ok) return { accepted: answer.accepted ?? 0, quarantined: answer.quarantined ?? 0 };
    // The server has kept what it could not decode: that is an outcome, not a failure.
    if (answer.quarantined !== undefined) return { accepted: answer.accepted ?? 0, quarantined: answer.quarantined };
    if ((response.status === 429 || response.status === 503) && Date.now() < deadline) {
      await sleep(Math.max(PAUSE_MS, Number(response.headers.get('retry-after') ?? 1) * 1000));
      continue;
    }
    throw new CommandError(
      `${target.url} refuses the events: ${response.status} ${answer.error ?? ''} ${answer.message ?? ''}`.trimEnd(),
    );
  }
}
