// Live channels of the datasources: who listens, and the one run of the backend that all listeners of a channel share.
import type { HostContext } from '@huntboard/grafana-backend/testing';
import { toContext } from '../datasource-backends';
import type { DatasourceBackend } from '../datasource-backends';
import type { DatasourceScope } from '../datasource-scope';
import { findDatasource, messageOf, notProvisioned } from '../datasource-scope';
import type { LocalUser } from '../local-user';

export type Listener = (message: unknown) => void;

export interface LiveRequest {
  /** `ds/<uid>/<path>` */
  readonly channel: string;
  /** What stands beside the address; the same for all listeners of a channel. */
  readonly data: unknown;
  readonly user: LocalUser;
}

export type LiveAnswer =
  /** `initial` is what a listener sees first. */
  { readonly answer: 'open'; readonly initial?: unknown } | { readonly answer: 'refused'; readonly error: string };

interface Running {
  readonly listeners: Set<Listener>;
  readonly abort: AbortController;
}

interface Found {
  readonly backend: () => Promise<DatasourceBackend>;
  readonly context: HostContext;
  readonly path: string;
}

/** A run that lasted so long has not failed at its start. */
const SOUND_MS = 60_000;
const LONGEST_WAIT_MS = 10_000;

const REFUSALS = {
  'not-found': 'The datasource has no such channel.',
  'permission-denied': 'The datasource does not let you listen to this channel.',
} as const;

/** What Grafana Live does for datasources; `firstWaitMs` is how long it waits before it runs a failed channel again. */
export class LiveChannels {
  readonly #scope: DatasourceScope;
  readonly #firstWaitMs: number;
  readonly #running = new Map<string, Running>();

  constructor(scope: DatasourceScope, firstWaitMs = 500) {
    this.#scope = scope;
    this.#firstWaitMs = firstWaitMs;
  }

  /** Channels that somebody listens to. */
  get size(): number {
    return this.#running.size;
  }

  /**
   * Asks the backend whether the user may listen. `begin` is called in the same turn in which the listener is added, so that
   * nothing comes before the answer; it says whether the listener is still there.
   */
  async open(request: LiveRequest, listener: Listener, begin: (answer: LiveAnswer) => boolean): Promise<void> {
    const answer = await this.#ask(request);
    if (begin(answer) && answer.answer === 'open') this.#listen(request, listener);
  }

  /** Takes a listener away; the run ends with the last one. (Grafana looks for that every five seconds.) */
  close(channel: string, listener: Listener): void {
    const running = this.#running.get(channel);
    if (running === undefined || !running.listeners.delete(listener) || running.listeners.size > 0) return;
    this.#running.delete(channel);
    running.abort.abort();
  }

  stop(): void {
    for (const { abort } of this.#running.values()) abort.abort();
    this.#running.clear();
  }

  #find({ channel, user }: LiveRequest): Found | undefined {
    const [, uid = '', ...path] = channel.split('/');
    const datasource = findDatasource(this.#scope, uid);
    if (datasource === undefined) return undefined;
    const { backends, startedAt } = this.#scope;
    return {
      backend: () => backends.backendOf(datasource),
      context: toContext(datasource, startedAt, user),
      path: path.join('/'),
    };
  }

  async #ask(request: LiveRequest): Promise<LiveAnswer> {
    const found = this.#find(request);
    const { channel, data } = request;
    if (found === undefined) return { answer: 'refused', error: notProvisioned(channel.split('/')[1] ?? '').message };
    try {
      const { context, path } = found;
      const { status, data: initial } = await (await found.backend()).subscribeStream({ context, path, data });
      if (status !== 'ok') return { answer: 'refused', error: REFUSALS[status] };
      return { answer: 'open', ...(initial === undefined ? {} : { initial }) };
    } catch (error) {
      return { answer: 'refused', error: messageOf(error) };
    }
  }

  #listen(request: LiveRequest, listener: Listener): void {
    const known = this.#running.get(request.channel);
    if (known !== undefined) {
      known.listeners.add(listener);
      return;
    }
    const running: Running = { listeners: new Set([listener]), abort: new AbortController() };
    this.#running.set(request.channel, running);
    void this.#run(request, running);
  }

  /** Runs a channel until nobody listens or the backend ends it; a run that fails is begun again, later each time. */
  async #run(request: LiveRequest, { listeners, abort }: Running): Promise<void> {
    const { signal } = abort;
    let wait = this.#firstWaitMs;
    while (!signal.aborted) {
      const begun = this.#scope.now();
      try {
        const found = this.#find(request);
        if (found === undefined) return;
        const { context, path } = found;
        const backend = await found.backend();
        for await (const message of backend.runStream({ context, path, data: request.data, signal }))
          for (const listener of listeners) listener(message);
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#scope.log(`live channel ${request.channel} failed and is run again: ${messageOf(error)}`);
      }
      if (this.#scope.now() - begun > SOUND_MS) wait = this.#firstWaitMs;
      await pause(wait, signal);
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
