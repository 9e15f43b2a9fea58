// One WebSocket for all channels of the page: opened for the first, closed after the last, opened again when it is lost.
import type { LiveChannelEvent, LiveChannelStatusEvent } from '@grafana/data';
import { LiveChannelConnectionState, LiveChannelEventType } from '@grafana/data';
import type { Subscriber } from 'rxjs';
import { BehaviorSubject, Observable } from 'rxjs';
import type { BrowserMessage, ServerMessage } from '../../../server/live/live-messages';

/** The part of the browser's WebSocket that is used. */
export type LiveSocket = Pick<WebSocket, 'onopen' | 'onmessage' | 'onclose' | 'send' | 'close'>;

interface Channel {
  readonly data: unknown;
  readonly listeners: Set<Subscriber<LiveChannelEvent>>;
  status: LiveChannelStatusEvent;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

export class LiveConnection {
  /** Whether the server is there; true while nobody listens. */
  readonly connected = new BehaviorSubject(true);
  readonly #open: () => LiveSocket;
  readonly #channels = new Map<string, Channel>();
  #socket: LiveSocket | undefined;
  #isOpen = false;
  #wait = FIRST_WAIT_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(open: () => LiveSocket) {
    this.#open = open;
  }

  /**
   * Events of a channel (`ds/<uid>/<path>`): its status, at once and whenever it changes, and its messages. Completes after
   * the status that says why the server refuses.
   */
  watch(id: string, data: unknown): Observable<LiveChannelEvent> {
    return new Observable((listener) => {
      const channel = this.#channels.get(id) ?? this.#join(id, data);
      channel.listeners.add(listener);
      listener.next(channel.status);
      return () => {
        channel.listeners.delete(listener);
        if (channel.listeners.size === 0 && this.#channels.get(id) === channel) this.#leave(id);
      };
    });
  }

  #join(id: string, data: unknown): Channel {
    const channel: Channel = {
      data,
      listeners: new Set(),
      status: statusOf(id, LiveChannelConnectionState.Connecting),
    };
    this.#channels.set(id, channel);
    if (this.#isOpen) this.#say({ type: 'subscribe', channel: id, data });
    else if (this.#socket === undefined && this.#timer === undefined) this.#connect();
    return channel;
  }

  #leave(id: string): void {
    this.#channels.delete(id);
    if (this.#isOpen) this.#say({ type: 'unsubscribe', channel: id });
    if (this.#channels.size === 0) this.#disconnect();
  }

  #say(message: BrowserMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #connect(): void {
    this.#timer = undefined;
    const socket = this.#open();
    this.#socket = socket;
    socket.onopen = () => {
      this.#isOpen = true;
      this.#wait = FIRST_WAIT_MS;
      this.connected.next(true);
      for (const [channel, { data }] of this.#channels) this.#say({ type: 'subscribe', channel, data });
    };
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as ServerMessage);
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#isOpen = false;
      this.connected.next(false);
      for (const id of this.#channels.keys()) this.#tell(id, statusOf(id, LiveChannelConnectionState.Disconnected));
      this.#timer = setTimeout(() => this.#connect(), this.#wait);
      this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
    };
  }

  #disconnect(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#isOpen = false;
    this.#wait = FIRST_WAIT_MS;
    socket?.close();
    this.connected.next(true);
  }

  #hear(message: ServerMessage): void {
    const id = message.channel;
    const channel = this.#channels.get(id);
    if (channel === undefined) return;
    if (message.type === 'message') {
      for (const listener of channel.listeners)
        listener.next({ type: LiveChannelEventType.Message, message: message.message });
      return;
    }
    if (message.type === 'subscribed') {
      this.#tell(id, statusOf(id, LiveChannelConnectionState.Connected), message.message);
      return;
    }
    this.#channels.delete(id);
    for (const listener of channel.listeners) {
      listener.next({ ...statusOf(id, LiveChannelConnectionState.Invalid), error: new Error(message.error) });
      listener.complete();
    }
    if (this.#channels.size === 0) this.#disconnect();
  }

  /** A new status for all listeners; what comes with a subscription is told once and not remembered. */
  #tell(id: string, status: LiveChannelStatusEvent, message?: unknown): void {
    const channel = this.#channels.get(id);
    if (channel === undefined) return;
    channel.status = status;
    for (const listener of channel.listeners) listener.next(message === undefined ? status : { ...status, message });
  }
}

function statusOf(id: string, state: LiveChannelConnectionState): LiveChannelStatusEvent {
  return { type: LiveChannelEventType.Status, id, timestamp: Date.now(), state };
}
