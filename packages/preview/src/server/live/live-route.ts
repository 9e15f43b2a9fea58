// GET /api/live/ws: the WebSocket over which one page listens to all its channels.
import websocket from '@fastify/websocket';
import type { WebSocket } from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import type { DatasourceScope } from '../datasource-scope';
import type { LocalUser } from '../local-user';
import { localUser } from '../local-user';
import { LiveChannels } from './live-channels';
import type { Listener } from './live-channels';
import type { ServerMessage } from './live-messages';
import { parseBrowserMessage } from './live-messages';

/** Grafana's default of max_connections. */
const MAX_CONNECTIONS = 100;
const MAX_CHANNELS = 100;
/** Largest message of a browser, in bytes: a query. */
const MAX_MESSAGE = 256 * 1024;
/** Bytes that may wait for a browser which does not read; beyond, its connection is closed, and it comes back. */
const MAX_WAITING = 4 * 1024 * 1024;

/** WebSocket close codes (RFC 6455 and IANA's registry). */
const CLOSE = { badMessage: 1007, tooMuch: 1008, tryAgain: 1013 } as const;

function serve(socket: WebSocket, user: LocalUser, channels: LiveChannels): void {
  const listeners = new Map<string, Listener>();
  const send = (message: ServerMessage): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_WAITING) {
      socket.close(CLOSE.tryAgain, 'The page does not read as fast as events come');
      return;
    }
    socket.send(JSON.stringify(message));
  };
  const leave = (channel: string): void => {
    const listener = listeners.get(channel);
    listeners.delete(channel);
    if (listener !== undefined) channels.close(channel, listener);
  };
  const join = (channel: string, data: unknown): void => {
    if (listeners.has(channel)) return;
    if (listeners.size >= MAX_CHANNELS) {
      send({ type: 'refused', channel, error: `A page listens to ${MAX_CHANNELS} channels at most.` });
      return;
    }
    const listener: Listener = (message) => send({ type: 'message', channel, message });
    listeners.set(channel, listener);
    void channels.open({ channel, data, user }, listener, (answer) => {
      // Left, or left and joined again, while the backend thought about it.
      if (listeners.get(channel) !== listener) return false;
      if (answer.answer === 'refused') {
        listeners.delete(channel);
        send({ type: 'refused', channel, error: answer.error });
        return false;
      }
      send({ type: 'subscribed', channel, ...('initial' in answer ? { message: answer.initial } : {}) });
      return true;
    });
  };
  socket.on('message', (bytes: Buffer) => {
    const message = parseBrowserMessage(bytes.toString('utf8'));
    if (message === undefined) socket.close(CLOSE.badMessage, 'Not a message of this protocol');
    else if (message.type === 'subscribe') join(message.channel, message.data);
    else leave(message.channel);
  });
  socket.on('close', () => [...listeners.keys()].forEach(leave));
  // The close event follows and tidies up.
  socket.on('error', () => undefined);
}

/** Lets routes take WebSockets. Comes before all hooks that refuse requests, or what they refuse stays connected. */
export async function takeWebSockets(app: FastifyInstance): Promise<void> {
  await app.register(websocket, { options: { maxPayload: MAX_MESSAGE } });
}

/** Adds the route; closing the application ends all runs. */
export function addLiveRoute(app: FastifyInstance, scope: DatasourceScope): void {
  const channels = new LiveChannels(scope);
  app.get('/api/live/ws', { websocket: true }, (socket, request) => {
    if (app.websocketServer.clients.size > MAX_CONNECTIONS) {
      socket.close(CLOSE.tooMuch, 'Too many pages listen');
      return;
    }
    serve(socket, localUser(request), channels);
  });
  app.addHook('preClose', async () => channels.stop());
}
