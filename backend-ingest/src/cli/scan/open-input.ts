// Opens what a scan reads: files, directories, standard input; decompressed and as UTF-8, told by their first bytes, not their names.
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, pipeline, type Duplex } from 'node:stream';
import * as zlib from 'node:zlib';
import { CommandError } from '../report-failure.ts';

/** One file to scan; `-` is standard input. */
export interface Input {
  readonly path: string;
  /** Compressed bytes; 0 when not known. */
  readonly size: number;
}

/** The file cannot be read, or not to its end. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

const READ_BYTES = 1024 * 1024;
const INFLATE_BYTES = 512 * 1024;
/** What is taken out of a directory. */
const EVENT_FILE = /\.(jsonl?|ndjson|xml|log|txt)(\.(gz|zst))?$/i;

/** Files in the order given; directories are walked, their files in the order of their names. Throws CommandError on what is not there. */
export function listInputs(paths: readonly string[]): Input[] {
  const missing = paths.filter((path) => path !== '-' && statSync(path, { throwIfNoEntry: false }) === undefined);
  if (missing.length > 0) throw new CommandError(`no such file: ${missing.join(', ')}`);
  return paths.flatMap((path) => {
    if (path === '-') return [{ path, size: 0 }];
    const stat = statSync(path);
    if (!stat.isDirectory()) return [{ path, size: stat.size }];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && EVENT_FILE.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => ({ path: file, size: statSync(file).size }));
  });
}

/** Zstandard came to Node with 22.15. */
const createZstd = (zlib as unknown as { createZstdDecompress?: (options: { chunkSize: number }) => Duplex })
  .createZstdDecompress;

function startsWith(bytes: Uint8Array, ...magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function inflaterFor(first: Uint8Array): Duplex | undefined {
  if (startsWith(first, 0x1f, 0x8b)) return zlib.createGunzip({ chunkSize: INFLATE_BYTES });
  if (!startsWith(first, 0x28, 0xb5, 0x2f, 0xfd)) return undefined;
  if (createZstd !== undefined) return createZstd({ chunkSize: INFLATE_BYTES });
  throw new InputError(`Zstandard needs Node 22.15 or newer, this is ${process.version}: decompress it with zstd -d`);
}

function refuseOtherFormats(first: Uint8Array): void {
  if (startsWith(first, 0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0))
    throw new InputError('a binary EVTX file: decode it first, for example with evtx_dump -o jsonl');
  if (startsWith(first, 0x50, 0x4b, 3, 4)) throw new InputError('a ZIP archive: unpack it first');
}

/** Puts the first chunk back before the others. */
async function* again(first: Buffer, others: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void> {
  yield first;
  for (let next = await others.next(); next.done !== true; next = await others.next()) yield next.value;
}

async function* decompressed(source: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  const head = await source.next();
  if (head.done === true) return;
  refuseOtherFormats(head.value);
  const inflater = inflaterFor(head.value);
  const whole = again(head.value, source);
  if (inflater === undefined) yield* whole;
  else {
    const failed = new Promise<Error | undefined>((resolve) =>
      pipeline(Readable.from(whole, { objectMode: false }), inflater, (error) => resolve(error ?? undefined)),
    );
    try {
      for await (const chunk of inflater) yield chunk as Buffer;
    } catch (error) {
      const cause = (await failed) ?? (error as Error);
      throw cause instanceof InputError ? cause : new InputError(`cannot be decompressed: ${cause.message}`);
    }
  }
}

/** Windows tools write UTF-16; its byte order mark tells. */
async function* asUtf8(source: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  const head = await source.next();
  if (head.done === true) return;
  refuseOtherFormats(head.value);
  const little = startsWith(head.value, 0xff, 0xfe);
  const whole = again(head.value, source);
  if (!little && !startsWith(head.value, 0xfe, 0xff)) return yield* whole;
  const decoder = new TextDecoder(little ? 'utf-16le' : 'utf-16be');
  for await (const chunk of whole) yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8');
  yield Buffer.from(decoder.decode(), 'utf8');
}

async function* read(path: string, onRead: (bytes: number) => void): AsyncGenerator<Buffer, void> {
  const file = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: READ_BYTES });
  try {
    for await (const chunk of file) {
      onRead((chunk as Buffer).length);
      yield chunk as Buffer;
    }
  } catch (error) {
    throw new InputError((error as Error).message);
  }
}

/**
 * The bytes of a file as UTF-8, in chunks. Throws InputError when it cannot be read.
 * @param onRead Told how many bytes were read from the file, for the progress.
 */
export function openInput(path: string, onRead: (bytes: number) => void): AsyncGenerator<Buffer, void> {
  return asUtf8(decompressed(read(path, onRead)));
}
