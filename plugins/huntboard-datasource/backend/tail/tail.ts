// Live tail: channels of the data source, each a query whose new events are sent as they become visible.
import { createHash } from 'node:crypto';
import type { Call, Frame, StreamRequest, StreamSender, SubscribeAnswer } from '@huntboard/grafana-backend';
import type { EventsQuery, Filter, Result } from '@huntboard/query';
import { err, ok } from '@huntboard/query';
import { parseQuery } from '../../src/query-kinds';
import { accessOf } from '../access';
import { readAdHocFilters } from '../query/ad-hoc-filters';
import { toFault } from '../query/faults';
import { commentOf, limitsOf } from '../query/run-query';
import type { Settings } from '../settings';
import type { Reader } from '../store-connection';
import type { TailQuery } from './fetch-new';
import { emptyFrame, fetchKeys, fetchNewest, fetchRows, noticeFrame } from './fetch-new';
import { TailWindow } from './tail-window';

/** What the browser hands to Grafana Live. */
export interface OpenedTail {
  readonly path: string;
  readonly data: { readonly query: unknown };
}

export interface TailRefusal {
  readonly status: number;
  readonly message: string;
}

export interface Tail {
  /** A channel for a query, as the user of the call sees it. */
  readonly open: (query: unknown, call: Call) => Result<OpenedTail, TailRefusal>;
  readonly subscribe: (request: StreamRequest, call: Call) => Promise<SubscribeAnswer>;
  readonly run: (request: StreamRequest, call: Call, send: StreamSender) => Promise<void>;
}

const POLL_MS = 1_000;
const ROWS_A_POLL = 500;
const text = new TextDecoder();

/** Resolves after the time, or at once when the signal fires. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

interface ReadQuery {
  readonly query: EventsQuery;
  readonly filters: readonly Filter[];
}

function readQuery(input: unknown): Result<ReadQuery, string> {
  const parsed = parseQuery(input);
  if (!parsed.ok) return err(parsed.error.message);
  const { value } = parsed;
  if (value.kind !== 'events' || value.format === 'histogram')
    return err('Only events can be followed, as log lines or a table.');
  const filters = readAdHocFilters(input);
  return filters.ok ? ok({ query: value, filters: filters.value }) : filters;
}

/** The hash names what is sent: the query as it was understood, and whose rows. */
const pathOf = (read: ReadQuery, accessKey: string): string =>
  `tail/${createHash('sha256')
    .update(JSON.stringify([read, accessKey]))
    .digest('hex')
    .slice(0, 40)}`;

function queryIn(data: Uint8Array): unknown {
  try {
    const parsed = JSON.parse(text.decode(data)) as { readonly query?: unknown } | null;
    return parsed?.query;
  } catch {
    return undefined;
  }
}

/** The live tails of one data source. */
export function createTail(reader: Reader, settings: Settings): Tail {
  const resolve = (request: StreamRequest, call: Call): Result<TailQuery, 'not-found' | 'permission-denied'> => {
    const read = readQuery(queryIn(request.data));
    if (!read.ok) return err('not-found');
    const access = accessOf(settings, call);
    if (!access.ok || pathOf(read.value, access.value.key) !== request.path) return err('permission-denied');
    return ok({ query: read.value.query, filters: [...read.value.filters, ...access.value.filters] });
  };

  return {
    open: (query, call) => {
      const read = readQuery(query);
      if (!read.ok) return err({ status: 400, message: read.error });
      const access = accessOf(settings, call);
      if (!access.ok) return err({ status: 403, message: access.error });
      return ok({ path: pathOf(read.value, access.value.key), data: { query } });
    },

    subscribe: async (request, call) => {
      const found = resolve(request, call);
      return found.ok ? { answer: 'ok', initial: emptyFrame(found.value) } : found.error;
    },

    run: async (request, call, send) => {
      const found = resolve(request, call);
      if (!found.ok) throw new Error('This channel does not belong to the query that came with it.');
      const access = accessOf(settings, call);
      const fetchCall = async (): Promise<Parameters<typeof fetchKeys>[1]> => ({
        store: (await reader.connection()).store,
        limits: { ...limitsOf(settings, call), timeoutSeconds: 10 },
        signal: call.signal,
        comment: commentOf(call, 'tail'),
        settings: access.ok ? access.value.settings : {},
      });
      const window = new TailWindow();
      let latest = emptyFrame(found.value);
      let away = false;
      /** One poll: what is new, or once the reason why it cannot be told. */
      const poll = async (): Promise<Frame | undefined> => {
        try {
          const context = await fetchCall();
          if (window.since === undefined) window.start(await fetchNewest(found.value, context), Date.now());
          const keys = await fetchKeys(found.value, context, window.since ?? 0, ROWS_A_POLL + window.known + 1);
          const fresh = window.take(keys, ROWS_A_POLL);
          const frame = fresh.keys.length === 0 ? undefined : await fetchRows(found.value, context, fresh);
          window.sent(fresh, keys);
          // The notice goes even when there is nothing new.
          const isBack = away;
          away = false;
          return frame ?? (isBack ? noticeFrame(found.value, latest) : undefined);
        } catch (error) {
          if (call.signal.aborted) return undefined;
          const fault = toFault(error);
          if (fault === undefined) throw error;
          if (away) return undefined;
          away = true;
          call.log.warn('The live tail waits for the store', { error: fault.message });
          const text = `The live tail waits: ${fault.message}`;
          return noticeFrame(found.value, latest, { severity: 'error', text });
        }
      };
      while (!call.signal.aborted) {
        const frame = await poll();
        if (frame !== undefined) {
          latest = frame;
          await send.frame(frame);
        }
        await pause(POLL_MS, call.signal);
      }
    },
  };
}
