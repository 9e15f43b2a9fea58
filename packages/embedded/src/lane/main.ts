// A lane: a worker thread that lives as long as the process and runs one job at a time on the engine.
import { parentPort, workerData } from 'node:worker_threads';
import { arrowChunk, arrowEnd } from './arrow-stream.ts';
import { LaneSessions } from './sessions.ts';
import { loadNative } from './native.ts';
import type { Connection, Native, StreamHandle } from './native.ts';
import { CHUNKS_IN_FLIGHT } from './protocol.ts';
import { frontText } from '../front-codes.ts';
import { quoteString } from '../sql/quote.ts';
import type { FromLane, JobEnd, LaneData, RunJob, ToLane } from './protocol.ts';

const port = parentPort;
if (port === null) throw new Error('a lane only runs as a worker thread');
/** Node's buffer pool has this size; buffers up to it may be shared. */
const SHARED_BUFFER_BYTES = 64 * 1024;
const CANCELLED = frontText('QUERY_WAS_CANCELLED', 'Query was cancelled.');
const send = (message: FromLane, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

class Lane {
  readonly #native: Native;
  readonly #sessions: LaneSessions;
  /** Holds the engine (and its merges) up between jobs. */
  readonly #anchor: Connection;
  #cancelled = -1;
  #inFlight = 0;
  #wake: (() => void) | undefined;

  constructor(native: Native, data: LaneData) {
    this.#native = native;
    this.#sessions = new LaneSessions(native, data.dataDir);
    this.#anchor = native.CreateConnection(data.dataDir, data.connectionArgs);
  }

  receive(message: ToLane): void {
    switch (message.type) {
      case 'run':
        void this.#run(message);
        return;
      case 'ack':
        this.#inFlight--;
        this.#wake?.();
        return;
      case 'cancel':
        this.#cancelled = message.id;
        this.#wake?.();
        return;
      case 'close-session':
        this.#sessions.close(message.key);
        return;
      case 'close':
        this.#sessions.closeAll();
        this.#native.CloseConnection(this.#anchor);
        send({ type: 'done', id: message.id, rows: 0, bytes: 0, elapsed: 0 });
        return;
    }
  }

  async #run(job: RunJob): Promise<void> {
    this.#inFlight = 0;
    let connection: Connection | undefined;
    try {
      connection = await this.#sessions.acquire(job.session);
      for (const sql of job.before) await this.#native.QueryAsyncConnection(connection, sql, 'Null');
      const restore = await this.#setTemporary(connection, job);
      let end: JobEnd;
      try {
        await this.#check(connection, job);
        if (this.#cancelled === job.id) throw new Error(CANCELLED);
        end = job.mode === 'stream' ? await this.#stream(connection, job) : await this.#buffer(connection, job);
      } catch (error) {
        if (restore !== undefined && job.session.keep === 'pinned')
          await this.#native.QueryAsyncConnection(connection, restore, 'Null');
        throw error;
      }
      if (restore !== undefined) await this.#native.QueryAsyncConnection(connection, restore, 'Null');
      await this.#sessions.release(job.session, connection, true);
      send({ type: 'done', id: job.id, ...end });
    } catch (error) {
      if (connection !== undefined) await this.#sessions.release(job.session, connection, false);
      send({ type: 'error', id: job.id, message: error instanceof Error ? error.message : String(error) });
    }
  }

  // Returns the statement that undoes it.
  async #setTemporary(connection: Connection, job: RunJob): Promise<string | undefined> {
    const names = Object.keys(job.temporary);
    if (names.length === 0) return undefined;
    const previous = job.session.keep === 'pinned' ? await this.#changed(connection, names) : new Map<string, string>();
    const restore = `SET ${names.map((name) => `${name} = ${previous.get(name) ?? 'DEFAULT'}`).join(', ')}`;
    await this.#native.QueryAsyncConnection(
      connection,
      `SET ${names.map((name) => `${name} = ${job.temporary[name]}`).join(', ')}`,
      'Null',
    );
    return restore;
  }

  // Literals of those of the settings that are not at their defaults.
  async #changed(connection: Connection, names: readonly string[]): Promise<Map<string, string>> {
    const list = names.map((name) => quoteString(name)).join(', ');
    const sql = `SELECT name, value FROM system.settings WHERE changed AND name IN (${list}) FORMAT JSONCompactEachRow`;
    const { bytes } = await this.#native.QueryAsyncConnection(connection, sql, 'JSONCompactEachRow');
    const lines = Buffer.from(bytes)
      .toString()
      .split('\n')
      .filter((line) => line !== '');
    return new Map(
      lines.map((line) => JSON.parse(line) as [string, string]).map(([name, value]) => [name, quoteString(value)]),
    );
  }

  // The engine's own parser has the last word on what a text is: our lexer and it must both find one statement of an allowed class.
  async #check(connection: Connection, job: RunJob): Promise<void> {
    const { statementCount, queryClass } = await this.#native.DurableClassifyAsync(connection, job.sql, job.database);
    if (statementCount > 1)
      throw new Error(frontText('SYNTAX_ERROR', 'Syntax error (Multi-statements are not allowed).'));
    if (job.classes.includes(queryClass)) return;
    if (queryClass === 4) this.#letFail(connection, job);
    throw new Error(frontText('ACCESS_DENIED', 'Not enough privileges: this kind of statement is not allowed here.'));
  }

  // What the parser does not know is a syntax error in most cases, and the client wants to read which. Opening it as a stream tells:
  // a stream takes one SELECT and nothing else, so nothing is changed should the text parse after all.
  #letFail(connection: Connection, job: RunJob): void {
    const handle = this.#native.StreamQuery(connection, job.sql, 'Null');
    this.#native.StreamCancel(handle);
  }

  async #buffer(connection: Connection, job: RunJob): Promise<JobEnd> {
    const result = await this.#native.QueryAsyncConnection(connection, job.sql, job.format);
    const size = result.bytes.byteLength;
    if (size > job.maxBytes) {
      throw new Error(
        frontText(
          'TOO_MANY_ROWS_OR_BYTES',
          `Result in a format that is sent whole has ${size} bytes, limit ${job.maxBytes}: use a streaming format or LIMIT.`,
        ),
      );
    }
    if (size > 0) this.#sendChunk(job.id, result.bytes, result.rowsRead);
    return { rows: result.rowsRead, bytes: result.bytesRead, elapsed: result.elapsed };
  }

  async #stream(connection: Connection, job: RunJob): Promise<JobEnd> {
    const started = process.hrtime.bigint();
    let handle: StreamHandle;
    try {
      handle = this.#native.StreamQuery(connection, job.sql, job.format);
    } catch (error) {
      // Not every SELECT can be a stream to the engine; it says so before it does anything.
      if (/Streaming query is not supported/.test(String(error))) return this.#buffer(connection, job);
      throw error;
    }
    const arrow = job.format === 'ArrowStream';
    let chunks = 0;
    let rows = 0;
    let bytes = 0;
    try {
      for (;;) {
        if (this.#cancelled === job.id) throw new Error(CANCELLED);
        const chunk = await this.#native.StreamFetch(handle);
        if (chunk.done) break;
        rows += chunk.numRows;
        bytes += chunk.bytes.byteLength;
        this.#sendChunk(job.id, arrow ? arrowChunk(chunk.bytes, chunks) : chunk.bytes, chunk.numRows);
        chunks++;
        while (this.#inFlight >= CHUNKS_IN_FLIGHT && this.#cancelled !== job.id) {
          await new Promise<void>((resolve) => (this.#wake = resolve));
          this.#wake = undefined;
        }
      }
    } finally {
      this.#native.StreamCancel(handle);
    }
    if (arrow) this.#sendChunk(job.id, arrowEnd(), 0);
    return { rows, bytes, elapsed: Number(process.hrtime.bigint() - started) / 1e9 };
  }

  #sendChunk(id: number, bytes: Uint8Array, rows: number): void {
    this.#inFlight++;
    const { buffer } = bytes;
    // Large chunks have a buffer of their own and move without a copy; small ones may lie in one that Node shares.
    if (
      buffer instanceof ArrayBuffer &&
      buffer.byteLength > SHARED_BUFFER_BYTES &&
      bytes.byteLength > buffer.byteLength / 2
    ) {
      try {
        send({ type: 'chunk', id, bytes, rows }, [buffer]);
        return;
      } catch {
        // A buffer that the addon owns cannot be moved; it is copied below.
      }
    }
    send({ type: 'chunk', id, bytes, rows });
  }
}

try {
  const lane = new Lane(loadNative(), workerData as LaneData);
  port.on('message', (message: ToLane) => lane.receive(message));
  send({ type: 'open', error: undefined });
} catch (error) {
  send({ type: 'open', error: error instanceof Error ? error.message : String(error) });
}
