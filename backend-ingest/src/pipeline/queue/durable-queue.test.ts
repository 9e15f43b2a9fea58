// The queue keeps what it acknowledged, whatever happens to the process or to the end of its file.
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DurableQueue, QueueFullError, type QueueOptions } from './durable-queue.ts';
import { QueueLockedError } from './lock.ts';
import type { EntryMeta } from './marks.ts';

const meta: EntryMeta = { kind: 'events', input: 'http-events', origin: 'test', encoding: 'identity' };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (body: Uint8Array): string => new TextDecoder().decode(body);

let directory: string;
const opened: DurableQueue[] = [];

async function open(options: Partial<QueueOptions> = {}): Promise<DurableQueue> {
  const fail = (error: Error): void => {
    throw error;
  };
  const defaults = {
    maxBytes: 1e9,
    maxEntries: 1e6,
    segmentBytes: 1e6,
    now: () => 1_700_000_000_000,
    onFatal: fail,
    onWriteError: fail,
  };
  const queue = await DurableQueue.open({ directory, ...defaults, ...options });
  opened.push(queue);
  return queue;
}

/** What kill -9 leaves: the files as they are, and a lock whose owner is gone. */
function abandon(): void {
  writeFileSync(join(directory, 'lock.json'), JSON.stringify({ pid: 1 << 22, started: '1' }));
}

const segments = (): string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.log'))
    .sort();
const lastSegment = (): string => join(directory, segments().at(-1)!);

async function put(
  queue: DurableQueue,
  body: string,
  events = 1,
): Promise<ReturnType<DurableQueue['append']>['entry']> {
  const { entry, durable } = queue.append(meta, bytes(body));
  await durable;
  queue.ledger.setEvents(entry, events);
  return entry;
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'huntboard-queue-'));
});
afterEach(async () => {
  for (const queue of opened.splice(0)) await queue.close().catch(() => undefined);
  rmSync(directory, { recursive: true, force: true });
});

describe('durable queue', () => {
  it('gives back after a kill what was durable, in order and with its meta data', async () => {
    const queue = await open();
    const osquery = { hostIdentifier: 'h', hostname: 'h', logType: 'result' } as const;
    await Promise.all([queue.append(meta, bytes('a')).durable, queue.append({ ...meta, osquery }, bytes('b')).durable]);
    abandon();
    const again = await open();
    const entries = again.looseEntries();
    expect(await Promise.all(entries.map(async (entry) => text(await again.read(entry))))).toEqual(['a', 'b']);
    expect(entries[1]!.meta.osquery).toEqual(osquery);
    expect(again.queueId).toBe(queue.queueId);
    expect(again.ledger.counters.nextSequence).toBe(3);
  });

  it('cuts off a torn tail at every possible place and keeps everything before it', async () => {
    const queue = await open();
    await put(queue, 'first');
    const before = readFileSync(lastSegment()).length;
    await put(queue, 'second');
    await queue.close();
    const path = lastSegment();
    const whole = readFileSync(path);
    for (let end = before; end < whole.length; end += 7) {
      for (const name of segments()) rmSync(join(directory, name));
      writeFileSync(path, whole.subarray(0, end));
      const again = await open();
      expect(again.looseEntries()).toHaveLength(1);
      await put(again, 'third');
      await again.close();
      const third = await open();
      expect(await Promise.all(third.looseEntries().map(async (entry) => text(await third.read(entry))))).toEqual([
        'first',
        'third',
      ]);
      await third.close();
    }
  });

  it('finds the records behind damaged bytes, and says how many were damaged', async () => {
    const queue = await open();
    await put(queue, 'first');
    const from = readFileSync(lastSegment()).length;
    await put(queue, 'damaged');
    const to = readFileSync(lastSegment()).length;
    await put(queue, 'third');
    await queue.close();
    const content = readFileSync(lastSegment());
    content[from + 40]! ^= 0xff;
    writeFileSync(lastSegment(), content);
    const again = await open();
    expect(await Promise.all(again.looseEntries().map(async (entry) => text(await again.read(entry))))).toEqual([
      'first',
      'third',
    ]);
    expect(again.recovery.damagedBytes).toBe(to - from);
  });

  it('hands over a batch that was begun under its old number, and its entries only there', async () => {
    const queue = await open();
    const a = await put(queue, 'a', 3);
    await put(queue, 'b');
    const batch = await queue.markManifest(0, [a], 40, 1000);
    abandon();
    const again = await open();
    expect([...again.ledger.batches.values()]).toEqual([
      expect.objectContaining({ batch: batch.batch, blockRows: 40, blockBytes: 1000 }),
    ]);
    expect(again.ledger.batches.get(batch.batch)!.entries.map((entry) => entry.sequence)).toEqual([a.sequence]);
    expect(again.looseEntries().map((entry) => entry.sequence)).toEqual([a.sequence + 1]);
    expect((await again.markManifest(0, again.looseEntries(), 40, 1000)).batch).toBe(batch.batch + 1);
  });

  it('keeps the books over kills and rotations: received = stored + filtered + quarantined + queued', async () => {
    let queue = await open({ segmentBytes: 300 });
    for (let round = 0; round < 30; round++) {
      const entries = [await put(queue, `x${round}`, 5), await put(queue, `y${round}`, 2)];
      const batch = await queue.markManifest(0, entries, 40, 1000);
      if (round % 3 !== 0)
        queue.markDone({
          batch: batch.batch,
          stored: { 'http-events': 4 },
          filtered: { 'http-events': 1 },
          quarantined: { 'http-events': 2 },
        });
      if (round % 5 === 4) {
        await queue.append(meta, bytes('late')).durable;
        abandon();
        queue = await open({ segmentBytes: 300 });
      }
      const { received, stored, filtered, quarantined } = queue.ledger.counters.of('http-events');
      expect(received).toBe(stored + filtered + quarantined + queue.ledger.queued.get('http-events')!);
      expect(received).toBe(7 * (round + 1));
    }
  });

  it('deletes segments whose entries are all in the store, and no other', async () => {
    const queue = await open({ segmentBytes: 200 });
    const first = await put(queue, 'a'.repeat(300));
    const second = await put(queue, 'b'.repeat(300));
    const third = await put(queue, 'c'.repeat(300));
    const finish = async (entry: typeof first): Promise<void> => {
      const batch = await queue.markManifest(0, [entry], 40, 1000);
      queue.markDone({ batch: batch.batch, stored: { 'http-events': 1 }, filtered: {}, quarantined: {} });
      await queue.append(meta, bytes('.')).durable;
    };
    await finish(second);
    expect(text(await queue.read(first))).toBe('a'.repeat(300));
    await finish(third);
    const before = queue.bytes;
    await finish(first);
    await queue.append(meta, bytes('.')).durable;
    // Three bodies of 300 bytes are given back, less the marks and entries that were written meanwhile.
    expect(queue.bytes).toBeLessThan(before - 600);
  });

  it('refuses what would go beyond its size, and takes again when there is room', async () => {
    const queue = await open({ maxBytes: 4000, segmentBytes: 500 });
    const entry = await put(queue, 'a'.repeat(2500));
    expect(() => queue.append(meta, bytes('b'.repeat(1500)))).toThrow(QueueFullError);
    const batch = await queue.markManifest(0, [entry], 40, 1000);
    queue.markDone({ batch: batch.batch, stored: { 'http-events': 1 }, filtered: {}, quarantined: {} });
    await queue.append(meta, bytes('.')).durable;
    await queue.append(meta, bytes('.')).durable;
    await queue.append(meta, bytes('b'.repeat(1500))).durable;
  });

  it('belongs to one process at a time', async () => {
    const queue = await open();
    await expect(open()).rejects.toThrow(QueueLockedError);
    await queue.close();
    await open();
  });

  it('starts on a directory whose newest segment is empty or was never finished', async () => {
    const queue = await open();
    await put(queue, 'a');
    await queue.close();
    truncateSync(lastSegment(), readFileSync(lastSegment()).length);
    appendFileSync(join(directory, '000000000099.log'), 'HBQ1 but no record');
    const again = await open();
    expect(again.looseEntries()).toHaveLength(1);
    expect(again.recovery.tornBytes).toBe(18);
  });
});
