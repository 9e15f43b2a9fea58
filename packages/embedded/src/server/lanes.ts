// Gives jobs to lanes: one job a lane, the others wait in order. Runs in the HTTP thread.
import { Worker } from 'node:worker_threads';
import { fromEngineText, frontException } from './exception.ts';
import type { FromLane, JobEnd, LaneData, RunJob, ToLane } from '../lane/protocol.ts';

/** What a job tells while it runs. `onChunk` resolves when the next chunk may come. */
export interface JobHandlers {
  onStart?(): void;
  onChunk(bytes: Uint8Array, rows: number): Promise<void>;
}

export type Job = Omit<RunJob, 'type' | 'id'>;

interface Waiting {
  readonly id: number;
  readonly job: Job;
  readonly handlers: JobHandlers;
  readonly resolve: (end: JobEnd) => void;
  readonly reject: (error: Error) => void;
}

interface LaneState {
  readonly worker: Worker;
  current: Waiting | undefined;
  /** Chunks are handed on one after the other. */
  delivery: Promise<void>;
  readonly ready: Promise<void>;
}

/** A running or waiting job. */
export interface Handle {
  readonly id: number;
  readonly end: Promise<JobEnd>;
  /** Takes a waiting job out; a running stream stops at its next chunk. */
  cancel(): void;
}

let nextId = 1;

export class LanePool {
  readonly #lanePath: string;
  readonly #data: LaneData;
  readonly #size: number;
  readonly #maxWaiting: number;
  readonly #lanes: LaneState[] = [];
  readonly #waiting: Waiting[] = [];
  /** Sessions of clients stay on the lane where they were opened. */
  readonly #pinned = new Map<string, LaneState>();

  constructor(lanePath: string, data: LaneData, size: number, maxWaiting: number) {
    this.#lanePath = lanePath;
    this.#data = data;
    this.#size = size;
    this.#maxWaiting = maxWaiting;
  }

  /** Opens the first lane; rejects when the engine cannot open the data directory. */
  async open(): Promise<void> {
    await this.#addLane().ready;
  }

  /** Starts lanes ahead of need, so that the first queries do not pay for it. */
  warm(lanes: number): void {
    while (this.#lanes.length < Math.min(lanes, this.#size)) this.#addLane().ready.catch(() => undefined);
  }

  run(job: Job, handlers: JobHandlers): Handle {
    const id = nextId++;
    const end = new Promise<JobEnd>((resolve, reject) => {
      this.#waiting.push({ id, job, handlers, resolve, reject });
    });
    this.#dispatch();
    if (this.#waiting.length > this.#maxWaiting) {
      this.#remove(
        id,
        frontException(
          'TOO_MANY_SIMULTANEOUS_QUERIES',
          `Too many simultaneous queries: ${this.#maxWaiting} wait already`,
        ),
      );
    }
    return { id, end, cancel: () => this.#cancel(id) };
  }

  get running(): number {
    return this.#lanes.filter((l) => l.current !== undefined).length;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  closeSession(key: string): void {
    const lane = this.#pinned.get(key);
    this.#pinned.delete(key);
    lane?.worker.postMessage({ type: 'close-session', key } satisfies ToLane);
  }

  /** Closes every engine session of idle lanes. */
  async close(): Promise<void> {
    await Promise.all(
      this.#lanes
        .filter((l) => l.current === undefined)
        .map(
          (lane) =>
            new Promise<void>((resolve) => {
              lane.worker.once('message', () => resolve());
              lane.worker.postMessage({ type: 'close', id: 0 } satisfies ToLane);
            }),
        ),
    );
  }

  #addLane(): LaneState {
    const worker = new Worker(this.#lanePath, { workerData: this.#data });
    let opened: (error: string | undefined) => void = () => undefined;
    const ready = new Promise<void>((resolve, reject) => {
      opened = (error) => (error === undefined ? resolve() : reject(new Error(error)));
    });
    const lane: LaneState = { worker, current: undefined, delivery: Promise.resolve(), ready };
    worker.on('message', (message: FromLane) => {
      if (message.type === 'open') opened(message.error);
      else this.#receive(lane, message);
    });
    // A lane that dies takes the engine with it (a worker that exits hangs the engine): the supervisor starts the process anew.
    worker.on('error', (error) => {
      opened(error.message);
      process.emitWarning(`lane failed: ${error.stack ?? error.message}`);
      process.kill(process.pid, 'SIGKILL');
    });
    this.#lanes.push(lane);
    return lane;
  }

  #dispatch(): void {
    for (let i = 0; i < this.#waiting.length; i++) {
      const next = this.#waiting[i] as Waiting;
      const lane = this.#laneFor(next);
      if (lane === undefined) {
        if (next.job.session.keep === 'pinned') continue;
        return;
      }
      this.#waiting.splice(i--, 1);
      lane.current = next;
      lane.delivery = Promise.resolve();
      next.handlers.onStart?.();
      lane.worker.postMessage({ type: 'run', id: next.id, ...next.job } satisfies ToLane);
    }
  }

  #laneFor(next: Waiting): LaneState | undefined {
    const { key, keep } = next.job.session;
    const pinned = keep === 'pinned' ? this.#pinned.get(key) : undefined;
    if (pinned !== undefined) return pinned.current === undefined ? pinned : undefined;
    const lane =
      this.#lanes.find((l) => l.current === undefined) ??
      (this.#lanes.length < this.#size ? this.#addLane() : undefined);
    if (lane !== undefined && keep === 'pinned') this.#pinned.set(key, lane);
    return lane;
  }

  #receive(lane: LaneState, message: Exclude<FromLane, { type: 'open' }>): void {
    const current = lane.current;
    if (current === undefined || current.id !== message.id) return;
    if (message.type === 'chunk') {
      lane.delivery = lane.delivery
        .then(() => current.handlers.onChunk(message.bytes, message.rows))
        .then(() => lane.worker.postMessage({ type: 'ack', id: current.id } satisfies ToLane));
      lane.delivery.catch(() => this.#cancel(current.id));
      return;
    }
    lane.current = undefined;
    const { delivery } = lane;
    if (message.type === 'done') {
      const { rows, bytes, elapsed } = message;
      delivery.then(() => current.resolve({ rows, bytes, elapsed }), current.reject);
    } else {
      const error = fromEngineText(message.message);
      delivery.then(() => current.reject(error), current.reject);
    }
    this.#dispatch();
  }

  #cancel(id: number): void {
    if (this.#remove(id, frontException('QUERY_WAS_CANCELLED', 'Query was cancelled'))) return;
    const lane = this.#lanes.find((l) => l.current?.id === id);
    lane?.worker.postMessage({ type: 'cancel', id } satisfies ToLane);
  }

  #remove(id: number, error: Error): boolean {
    const at = this.#waiting.findIndex((w) => w.id === id);
    if (at < 0) return false;
    const [waiting] = this.#waiting.splice(at, 1);
    waiting?.reject(error);
    return true;
  }
}
