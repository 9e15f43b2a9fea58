// Figure: CPU of encoding rows of real Windows events as Native blocks, on top of decoding them, on one thread.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { COL, events, NativeBlockBuilder } from '@huntboard/schema';
import { createDecoder } from '@huntboard/sources';
import type { EventSink } from '@huntboard/sources';

const ROUNDS = 4;
const BLOCK_ROWS = 20_000;
const DAY = 86_400_000;
const corpus = process.env['HUNTBOARD_CORPUS'] ?? resolve('../shared/data');

function readBodies(): Buffer[] {
  if (!existsSync(corpus)) throw new Error(`no corpus at ${corpus}: set HUNTBOARD_CORPUS`);
  return readdirSync(corpus)
    .filter((name) => name.startsWith('otrf__'))
    .map((name) => gunzipSync(readFileSync(join(corpus, name))));
}

/** CPU seconds of decoding all bodies into a sink, the least of some rounds: other load only ever adds. */
function leastCpuSeconds(bodies: readonly Buffer[], makeSink: () => EventSink): number {
  const decoder = createDecoder({
    limits: { maxEventBytes: 1 << 20, maxDepth: 64, maxFields: 1000, minTime: Date.UTC(2000, 0), maxFutureMs: DAY },
    osqueryTable: () => undefined,
    now: () => Date.now(),
  });
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const sink = makeSink();
    const before = process.cpuUsage();
    for (const body of bodies)
      decoder.decode(body, { receivedAt: Date.now(), input: 'file', origin: 'benchmark' }, sink);
    const used = process.cpuUsage(before);
    least = Math.min(least, (used.user + used.system) / 1e6);
  }
  return least;
}

function main(): void {
  const bodies = readBodies();
  let decoded = 0;
  const decoding = leastCpuSeconds(
    bodies,
    () => ((decoded = 0), { row: () => void decoded++, quarantine: () => undefined }),
  );

  const builder = new NativeBlockBuilder(events);
  let memory = new Uint8Array(0);
  let bytes = 0;
  const finish = (): void => {
    const block = builder.finish(memory);
    bytes += block.length;
    // Handed back as the ingest service does once a block is stored.
    if (block.buffer !== memory.buffer) memory = new Uint8Array(block.buffer as ArrayBuffer);
  };
  const id = '01900000-0000-7abc-8000-000001000000';
  const encoding = leastCpuSeconds(bodies, () => {
    builder.reset();
    bytes = 0;
    return {
      row: (row) => {
        row[COL.event_id] = id;
        builder.append(row);
        if (builder.rows === BLOCK_ROWS) finish();
      },
      quarantine: () => undefined,
    };
  });
  finish();
  const perMillion = (seconds: number): number => Math.round((seconds * 1e8) / decoded) / 100;
  const figure = {
    benchmark: 'encode',
    events: decoded,
    blockBytesPerEvent: Math.round(bytes / decoded),
    decodeCpuSecondsPerMillion: perMillion(decoding),
    decodeAndEncodeCpuSecondsPerMillion: perMillion(encoding),
    encodeCpuSecondsPerMillion: perMillion(encoding - decoding),
  };
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}

main();
