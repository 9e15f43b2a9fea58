// Figure: CPU of framing, parsing and normalising the real Windows events of the corpus into the re-used row, on one thread.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createDecoder } from '@huntboard/sources';

const ROUNDS = 5;
const corpus = process.env['HUNTBOARD_CORPUS'] ?? resolve('../shared/data');

interface Measure {
  readonly events: number;
  readonly cpuSeconds: number;
}

function readBodies(): Buffer[] {
  if (!existsSync(corpus)) throw new Error(`no corpus at ${corpus}: set HUNTBOARD_CORPUS`);
  return readdirSync(corpus)
    .filter((name) => name.startsWith('otrf__'))
    .map((name) => gunzipSync(readFileSync(join(corpus, name))));
}

/** CPU seconds of one round; the best of several is the figure, because other load only ever adds. */
function best(round: () => number): Measure {
  let least: Measure = { events: 0, cpuSeconds: Infinity };
  for (let i = 0; i < ROUNDS; i++) {
    const before = process.cpuUsage();
    const events = round();
    const used = process.cpuUsage(before);
    const cpuSeconds = (used.user + used.system) / 1e6;
    if (cpuSeconds < least.cpuSeconds) least = { events, cpuSeconds };
  }
  return least;
}

function decodeRound(bodies: readonly Buffer[]): () => number {
  const day = 86_400_000;
  const decoder = createDecoder({
    limits: { maxEventBytes: 1 << 20, maxDepth: 64, maxFields: 1000, minTime: Date.UTC(2000, 0), maxFutureMs: day },
    osqueryTable: () => undefined,
    now: () => Date.now(),
  });
  return () => {
    let events = 0;
    const sink = { row: () => void events++, quarantine: () => void events++ };
    const delivery = { receivedAt: Date.now(), input: 'file', origin: 'benchmark' } as const;
    for (const body of bodies) decoder.decode(body, delivery, sink);
    return events;
  };
}

/** The floor: lines cut and parsed, nothing kept. */
function parseRound(bodies: readonly Buffer[]): () => number {
  return () => {
    let events = 0;
    for (const body of bodies) {
      for (let at = 0; at < body.length;) {
        const newline = body.indexOf(10, at);
        const end = newline < 0 ? body.length : newline;
        const line = body.toString('latin1', at, end).trim();
        if (line !== '' && JSON.parse(line) !== null) events++;
        at = end + 1;
      }
    }
    return events;
  };
}

function figures(measure: Measure): { nsPerEvent: number; cpuSecondsPerMillion: number } {
  const perEvent = measure.cpuSeconds / measure.events;
  return { nsPerEvent: Math.round(perEvent * 1e9), cpuSecondsPerMillion: Number((perEvent * 1e6).toFixed(2)) };
}

function main(): void {
  const bodies = readBodies();
  const decode = best(decodeRound(bodies));
  const parse = best(parseRound(bodies));
  const floor = figures(parse);
  const own = figures(decode);
  console.log(
    JSON.stringify({
      benchmark: 'normalize',
      events: decode.events,
      ...own,
      parseOnly: floor,
      overParse: Number((own.nsPerEvent / floor.nsPerEvent).toFixed(2)),
    }),
  );
}

main();
