/** @jest-environment node */
// The page's half of live channels against a real WebSocket server: frames that grow, refusals, a server that goes and comes back.
import { LiveChannelScope, LoadingState } from '@grafana/data';
import type { DataFrameJSON, DataQueryResponse } from '@grafana/data';
import type { AddressInfo } from 'node:net';
import { firstValueFrom, filter, ReplaySubject, take, toArray } from 'rxjs';
import { WebSocket, WebSocketServer } from 'ws';
import type { ServerMessage } from '../../../server/live/live-messages';
import type { LiveSocket } from './live-connection';
import { LiveConnection } from './live-connection';
import { PreviewLiveSrv } from './live-srv';

/** A server of which a test hears what pages say, and through which it speaks to all of them. */
function startServer(port = 0) {
  const server = new WebSocketServer({ port, host: '127.0.0.1' });
  const heard = new ReplaySubject<{ type: string; channel: string }>();
  server.on('connection', (socket) => {
    socket.on('message', (bytes: Buffer) => heard.next(JSON.parse(bytes.toString()) as never));
    socket.on('close', () => heard.next({ type: 'closed', channel: '' }));
  });
  return {
    heard,
    hear: (type: string) => firstValueFrom(heard.pipe(filter((message) => message.type === type))),
    say: (message: ServerMessage) => server.clients.forEach((socket) => socket.send(JSON.stringify(message))),
    listening: new Promise<number>((resolve) =>
      server.once('listening', () => resolve((server.address() as AddressInfo).port)),
    ),
    stop: () =>
      new Promise<void>((resolve) => {
        server.clients.forEach((socket) => socket.terminate());
        server.close(() => resolve());
      }),
  };
}

const channel = 'ds/huntboard/tail/1';
const addr = { scope: LiveChannelScope.DataSource, stream: 'huntboard', path: 'tail/1', data: { q: 1 } };
const rows = (...values: number[]): DataFrameJSON => ({
  schema: { name: 'tail', fields: [{ name: 'n', type: 'number' as never }] },
  data: { values: [values] },
});
const valuesOf = ({ data }: DataQueryResponse): unknown => [...(data[0]?.fields[0]?.values ?? [])];

describe('the live service', () => {
  let server: ReturnType<typeof startServer>;
  let connection: LiveConnection;
  let service: PreviewLiveSrv;
  beforeEach(async () => {
    server = startServer();
    const port = await server.listening;
    connection = new LiveConnection(() => new WebSocket(`ws://127.0.0.1:${port}`) as unknown as LiveSocket);
    service = new PreviewLiveSrv(connection);
  });
  afterEach(() => server.stop());

  test('a data stream is a frame that grows and keeps its newest rows', async () => {
    const stream = service.getDataStream({ addr, key: 'k', buffer: { maxLength: 3 } });
    const done = firstValueFrom(stream.pipe(take(3), toArray()));
    expect(await server.hear('subscribe')).toEqual({ type: 'subscribe', channel, data: { q: 1 } });
    server.say({ type: 'subscribed', channel, message: rows() });
    server.say({ type: 'message', channel, message: rows(1, 2) });
    server.say({ type: 'message', channel, message: rows(3, 4) });
    const responses = await done;
    expect(responses.map(({ key, state }) => [key, state])).toEqual(Array(3).fill(['k', LoadingState.Streaming]));
    expect(valuesOf(responses[2] as DataQueryResponse)).toEqual([2, 3, 4]);
    // Nobody listens any more, so nothing is kept open.
    await server.hear('closed');
  });

  test('a refusal is an error of the stream, which ends', async () => {
    const done = firstValueFrom(service.getDataStream({ addr }).pipe(toArray()));
    await server.hear('subscribe');
    server.say({ type: 'refused', channel, error: 'not for you' });
    expect(await done).toMatchObject([
      { state: LoadingState.Error, error: { message: expect.stringContaining('not for you') } },
    ]);
  });

  test('listeners of a channel share its subscription', async () => {
    const one = service.getStream(addr).subscribe();
    const two = service.getStream(addr).subscribe();
    await server.hear('subscribe');
    one.unsubscribe();
    const other = service.getStream({ ...addr, path: 'tail/2' }).subscribe();
    await firstValueFrom(server.heard.pipe(filter((message) => message.channel.endsWith('/2'))));
    two.unsubscribe();
    await server.hear('unsubscribe');
    other.unsubscribe();
    await server.hear('closed');
    const said = await firstValueFrom(server.heard.pipe(take(3), toArray()));
    expect(said.map(({ type, channel: of }) => `${type} ${of.at(-1)}`)).toEqual([
      'subscribe 1',
      'subscribe 2',
      'unsubscribe 1',
    ]);
  });

  test('a lost connection is told, opened again, and the channels with it', async () => {
    const states: string[] = [];
    const events = service.getStream(addr).subscribe((event) => 'state' in event && states.push(event.state));
    await server.hear('subscribe');
    server.say({ type: 'subscribed', channel });
    await firstValueFrom(
      service.getStream(addr).pipe(filter((event) => 'state' in event && event.state === 'connected')),
    );
    const port = await server.listening;
    await server.stop();
    await firstValueFrom(service.getConnectionState().pipe(filter((isThere) => !isThere)));
    server = startServer(port);
    expect(await server.hear('subscribe')).toMatchObject({ channel });
    server.say({ type: 'subscribed', channel });
    await firstValueFrom(
      service.getStream(addr).pipe(filter((event) => 'state' in event && event.state === 'connected')),
    );
    expect(states).toEqual(['connecting', 'connected', 'disconnected', 'connected']);
    events.unsubscribe();
  });

  test('other scopes, presence and publishing are refused aloud', async () => {
    await expect(firstValueFrom(service.getStream({ ...addr, scope: LiveChannelScope.Plugin }))).rejects.toThrow(
      'not part of the preview',
    );
    await expect(service.getPresence()).rejects.toThrow('not part of the preview');
    await expect(service.publish()).rejects.toThrow('not part of the preview');
  });
});
