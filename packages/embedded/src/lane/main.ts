// A lane: a worker thread that lives as long as the process and runs one job at a time on the engine.
import { parentPort, workerData } from 'node:worker_threads';
import { LaneSessions } from './sessions.ts';
import { loadNative } from './native.ts';
import type { Connection, Native } from './native.ts';
import { CHUNKS_IN_FLIGHT } from './protocol.ts';
import type { FromLane, JobEnd, LaneData, RunJob, ToLane } from './protocol.ts';

const port = parentPort;
if (port === null) throw new Error('a lane only runs as a worker thread');
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
      await this.#check(connection, job);
      const end = job.mode === 'stream' ? await this.#stream(connection, job) : await this.#buffer(connection, job);
      for (const sql of job.after) await this.#native.QueryAsyncConnection(connection, sql, 'Null');
      this.#sessions.release(job.session, connection, true);
      send({ type: 'done', id: job.id, ...end });
    } catch (error) {
      if (connection !== undefined) this.#sessions.release(job.session, connection, false);
      send({ type: 'error', id: job.id, message: error instanceof Error ? error.message : String(error) });
    }
  }

  // The engine's own parser has the last word on what a text is: our lexer and it must both find one statement of an allowed class.
  async #check(connection: Connection, job: RunJob): Promise<void> {
    const analysis = await this.#native.DurableClassifyAsync(connection, job.sql, job.database);
    if (analysis.statementCount > 1) throw new Error('Code: 62. DB::Exception: Syntax error (Multi-statements are not allowed). (SYNTAX_ERROR)');
    // Class 4 did not parse: running it gives the client the engine's own syntax error, but a reader's text must be known to be harmless.
    if (analysis.queryClass > job.highestClass && analysis.queryClass !== 4) {
      throw new Error('Code: 164. DB::Exception: Cannot execute query in readonly mode. (READONLY)');
    }
  }

  async #buffer(connection: Connection, job: RunJob): Promise<JobEnd> {
    const result = await this.#native.QueryAsyncConnection(connection, job.sql, job.format);
    const size = result.bytes.byteLength;
    if (size > job.maxBytes) {
      throw new Error(`Code: 396. DB::Exception: Result in a format that is sent whole has ${size} bytes, limit ${job.maxBytes}: use a streaming format or LIMIT. (TOO_MANY_ROWS_OR_BYTES)`);
    }
    if (size > 0) this.#sendChunk(job.id, result.bytes, result.rowsRead);
    return { rows: result.rowsRead, bytes: result.bytesRead, elapsed: result.elapsed };
  }

  async #stream(connection: Connection, job: RunJob): Promise<JobEnd> {
    const started = process.hrtime.bigint();
    const handle = this.#native.StreamQuery(connection, job.sql, job.format);
    let rows = 0;
    let bytes = 0;
    try {
      for (;;) {
        if (this.#cancelled === job.id) throw new Error('Code: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED)');
        const chunk = await this.#native.StreamFetch(handle);
        if (chunk.done) break;
        rows += chunk.numRows;
        bytes += chunk.bytes.byteLength;
        this.#sendChunk(job.id, chunk.bytes, chunk.numRows);
        while (this.#inFlight >= CHUNKS_IN_FLIGHT && this.#cancelled !== job.id) {
          await new Promise<void>((resolve) => (this.#wake = resolve));
          this.#wake = undefined;
        }
      }
    } finally {
      this.#native.StreamCancel(handle);
    }
    return { rows, bytes, elapsed: Number(process.hrtime.bigint() - started) / 1e9 };
  }

  #sendChunk(id: number, bytes: Uint8Array, rows: number): void {
    this.#inFlight++;
    const buffer = bytes.buffer;
    const whole = buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength;
    if (whole) {
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
