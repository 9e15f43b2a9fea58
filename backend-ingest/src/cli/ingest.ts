// `huntboard ingest FILE…`: sends files of events (NDJSON, JSON, event XML; also .gz) to a server, with a progress bar.
import { createReadStream, statSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { readCredentials } from './credentials.ts';
import { DeliveryCutter } from './cut-deliveries.ts';
import { CommandError } from './report-failure.ts';
import { sendEvents, type EventsTarget, type Sent } from './send-events.ts';

interface Options {
  readonly url?: string;
  readonly token?: string;
  readonly data?: string;
  readonly concurrency: string;
  readonly json?: true;
}

const CUT = { bytes: 1024 * 1024, events: 1000, maxBytes: 8 * 1024 * 1024 };

/** Server and token: as given, from the environment, or those of the installation in the data directory. */
export function eventsTarget(options: {
  readonly url?: string;
  readonly token?: string;
  readonly data?: string;
}): EventsTarget {
  const { settings, eventTokens } = readConfig({ HUNTBOARD_DATA: options.data });
  const token = options.token ?? eventTokens.given[0]?.secret ?? readCredentials(settings.HUNTBOARD_DATA)?.event_token;
  if (token === undefined)
    throw new CommandError(
      'no token: give --token, set HUNTBOARD_EVENT_TOKENS, or run where `huntboard up` made its credentials (--data DIR)',
    );
  return { url: options.url ?? `http://127.0.0.1:${settings.HUNTBOARD_PORT}`, token };
}

/** Sends at most `limit` deliveries at the same time. */
class Sender {
  private readonly target: EventsTarget;
  private readonly limit: number;
  private readonly running = new Set<Promise<void>>();
  accepted = 0;
  quarantined = 0;
  private failure: unknown;

  constructor(target: EventsTarget, limit: number) {
    this.target = target;
    this.limit = limit;
  }

  async send(body: Buffer, done: (sent: Sent) => void): Promise<void> {
    if (body.length === 0) return;
    if (this.failure !== undefined) throw this.failure;
    while (this.running.size >= this.limit) await Promise.race(this.running);
    const task: Promise<void> = sendEvents(this.target, body)
      .then((sent) => {
        this.accepted += sent.accepted;
        this.quarantined += sent.quarantined;
        done(sent);
      })
      .catch((error: unknown) => {
        this.failure ??= error;
      })
      .finally(() => this.running.delete(task));
    this.running.add(task);
  }

  async finish(): Promise<void> {
    await Promise.all(this.running);
    if (this.failure !== undefined) throw this.failure;
  }
}

async function sendFile(path: string, sender: Sender, onRead: (bytes: number) => void): Promise<void> {
  const cutter = new DeliveryCutter(CUT);
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onRead(chunk.length);
      done(null, chunk);
    },
  });
  const send = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) for (const body of cutter.push(chunk)) await sender.send(body, () => undefined);
    for (const body of cutter.end()) await sender.send(body, () => undefined);
  };
  const file = createReadStream(path, { highWaterMark: 1024 * 1024 });
  if (path.endsWith('.gz')) await pipeline(file, counted, createGunzip(), send);
  else await pipeline(file, counted, send);
}

async function run(files: readonly string[], options: Options): Promise<void> {
  const sizes = files.map((file) => statSync(file, { throwIfNoEntry: false })?.size);
  const missing = files.filter((_, index) => sizes[index] === undefined);
  if (missing.length > 0) throw new CommandError(`no such file: ${missing.join(', ')}`);
  const sender = new Sender(eventsTarget(options), Math.max(1, Number(options.concurrency) || 1));
  const total = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {events} events, {quarantined} quarantined | {file}',
    stream: process.stderr,
    noTTYOutput: false,
    hideCursor: true,
    clearOnComplete: false,
  });
  const visible = options.json !== true && process.stderr.isTTY;
  if (visible) bar.start(Math.max(1, total), 0, { events: 0, quarantined: 0, file: '' });
  const began = Date.now();
  try {
    for (const file of files)
      await sendFile(file, sender, (bytes) => {
        if (visible) bar.increment(bytes, { events: sender.accepted, quarantined: sender.quarantined, file });
      });
    await sender.finish();
  } catch (error) {
    if (visible) bar.stop();
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') === true) throw new CommandError(`a .gz file cannot be decompressed: ${message}`);
    throw error;
  }
  const { accepted, quarantined } = sender;
  if (visible) {
    bar.update(Math.max(1, total), { events: accepted, quarantined, file: '' });
    bar.stop();
  }
  const seconds = (Date.now() - began) / 1000;
  if (options.json === true)
    process.stdout.write(`${JSON.stringify({ files: files.length, accepted, quarantined, seconds })}\n`);
  else process.stdout.write(`${accepted} events accepted, ${quarantined} quarantined, in ${seconds.toFixed(1)} s\n`);
}

export function registerIngest(program: Command): void {
  program
    .command('ingest')
    .description('send files of events (NDJSON, JSON array, decoded EVTX JSON, event XML; .gz too)')
    .argument('<files...>')
    .option('--url <url>', 'server; default http://127.0.0.1:8088')
    .option('--token <token>', 'bearer token; default that of the local installation')
    .option('--data <dir>', 'data directory of the local installation')
    .option('--concurrency <n>', 'deliveries at the same time', '4')
    .option('--json', 'print the result as JSON')
    .action(run);
}
