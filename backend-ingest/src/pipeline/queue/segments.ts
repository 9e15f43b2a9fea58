// The files of the queue: numbered segments that are appended to, read from, and deleted from the oldest on.
import { constants } from 'node:fs';
import { open, readdir, readFile, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

export interface Segment {
  readonly number: number;
  readonly path: string;
  bytes: number;
  /** Entries in it that are not yet in the store. */
  live: number;
}

const NAME = /^(\d{12})\.log$/;

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The segments of one directory. Only one of them, the last, is written. */
export class Segments {
  readonly directory: string;
  readonly list: Segment[] = [];
  private readonly readers = new Map<number, Promise<FileHandle>>();
  private writer: FileHandle | undefined;

  constructor(directory: string) {
    this.directory = directory;
  }

  get bytes(): number {
    let sum = 0;
    for (const segment of this.list) sum += segment.bytes;
    return sum;
  }

  get current(): Segment | undefined {
    return this.list.at(-1);
  }

  /** Finds the segments that are there, oldest first. */
  async load(): Promise<readonly Segment[]> {
    const numbers = (await readdir(this.directory)).flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number);
    for (const number of numbers.sort((a, b) => a - b))
      this.list.push({ number, path: this.pathOf(number), bytes: 0, live: 0 });
    return this.list;
  }

  private pathOf(number: number): string {
    return join(this.directory, `${String(number).padStart(12, '0')}.log`);
  }

  readAll(segment: Segment): Promise<Buffer> {
    return readFile(segment.path);
  }

  /** Begins a new segment; what is appended from now on goes there. */
  async rotate(): Promise<Segment> {
    await this.writer?.close();
    this.writer = undefined;
    const number = (this.current?.number ?? 0) + 1;
    const segment: Segment = { number, path: this.pathOf(number), bytes: 0, live: 0 };
    this.writer = await open(segment.path, 'wx', 0o600);
    await syncDirectory(this.directory);
    this.list.push(segment);
    return segment;
  }

  /** Appends the buffers, all or nothing: what a full disk left half-written is cut off again. */
  async append(buffers: readonly Uint8Array[]): Promise<void> {
    const { writer, current } = this;
    if (writer === undefined || current === undefined) throw new Error('no segment is open');
    const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
    try {
      const { bytesWritten } = await writer.writev(buffers, current.bytes);
      let written = bytesWritten;
      if (written < total) {
        const rest = Buffer.concat(buffers).subarray(written);
        for (let at = 0; at < rest.length; written = bytesWritten + at) {
          const step = await writer.write(rest, at, rest.length - at, current.bytes + bytesWritten + at);
          at += step.bytesWritten;
        }
      }
    } catch (error) {
      await writer.truncate(current.bytes);
      throw error;
    }
    current.bytes += total;
  }

  /** Makes durable what was appended. */
  async sync(): Promise<void> {
    await this.writer?.datasync();
  }

  /** Reads bytes of a segment into memory of their own. */
  async read(number: number, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    let reader = this.readers.get(number);
    if (reader === undefined) this.readers.set(number, (reader = open(this.pathOf(number), 'r')));
    const handle = await reader;
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const { bytesRead } = await handle.read(bytes, at, length - at, offset + at);
      if (bytesRead === 0) throw new Error(`segment ${number} of the queue ends before its entry`);
      at += bytesRead;
    }
    return bytes;
  }

  /** Deletes the oldest segments as long as nothing in them is needed; the last one stays. */
  async reclaim(): Promise<void> {
    while (this.list.length > 1 && this.list[0]!.live === 0) {
      const [segment] = this.list.splice(0, 1);
      await this.remove(segment!);
    }
  }

  /** Deletes a segment's file, and closes what reads it. */
  async remove(segment: Segment): Promise<void> {
    const reader = this.readers.get(segment.number);
    this.readers.delete(segment.number);
    await (await reader)?.close();
    await rm(segment.path, { force: true });
  }

  async close(): Promise<void> {
    await this.writer?.close();
    this.writer = undefined;
    for (const reader of this.readers.values()) await (await reader).close();
    this.readers.clear();
  }
}
