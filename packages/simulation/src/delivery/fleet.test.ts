// The shippers must keep to the protocols: gzip, token, waiting when told to, enrolling anew, losing nothing.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { playDemo } from '../play-demo.ts';
import { runLoad } from '../run-load.ts';
import { World } from '../world.ts';
import { Fleet } from './fleet.ts';
import { DeliveryError } from './post.ts';

interface Call {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

/** A receiver of one's own: answers as `answer` says and keeps what came. */
class Receiver {
  readonly calls: Call[] = [];
  readonly #server: Server;

  constructor(
    answer: (
      call: Call,
      earlier: readonly Call[],
    ) => { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> },
  ) {
    this.#server = createServer((request, response) => {
      void readCall(request).then((call) => {
        const { status, body, headers } = answer(call, this.calls);
        this.calls.push(call);
        response.writeHead(status, headers).end(JSON.stringify(body));
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Bodies posted to a path, parsed. */
  bodies(path: string): { readonly [key: string]: unknown }[] {
    return this.calls
      .filter((call) => call.path === path)
      .map(({ body }) => JSON.parse(body) as { [key: string]: unknown });
  }
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.headers['content-encoding'] !== 'gzip') throw new Error('bodies must be compressed');
  if (request.url === '/api/v1/events' && request.headers.authorization !== 'Bearer the-token')
    throw new Error('the token is missing');
  return {
    path: request.url ?? '',
    type: request.headers['content-type'] ?? '',
    body: gunzipSync(Buffer.concat(chunks)).toString(),
  };
}

const linesOf = ({ body }: Call): number => body.split('\n').filter((line) => line !== '').length;
const NOW = Date.parse('2026-05-05T12:00:00Z');
const CONFIGURATION = { schedule: { execs: { query: 'SELECT * FROM process_events', interval: 10 } } };

const receivers: Receiver[] = [];
async function receive(...rules: ConstructorParameters<typeof Receiver>): Promise<{ receiver: Receiver; url: string }> {
  const receiver = new Receiver(...rules);
  receivers.push(receiver);
  return { receiver, url: await receiver.listen() };
}
afterEach(async () => {
  for (const receiver of receivers.splice(0)) await receiver.close();
});

const ordinary = (call: Call): { status: number; body: unknown } => {
  if (call.path.endsWith('/enroll')) return { status: 200, body: { node_key: 'key-1' } };
  if (call.path.endsWith('/config')) return { status: 200, body: CONFIGURATION };
  if (call.path.endsWith('/log')) return { status: 200, body: {} };
  return { status: 200, body: { accepted: linesOf(call), quarantined: 0 } };
};

/** An hour of a working day: enough for every shipper to have something to say. */
function shortWorld(): World {
  const world = new World({ seed: 'fleet', now: NOW, days: 1 });
  world.advance(NOW - 23 * 3_600_000);
  return world;
}

test('every produced event is delivered once, in the content type of its shipper', async () => {
  const { receiver, url } = await receive(ordinary);
  const world = shortWorld();
  const fleet = new Fleet(world, { url, eventToken: 'the-token', enrollSecret: 'secret' });
  await fleet.enroll();
  const waiting = world.pending;
  const delivered = await fleet.deliver(Infinity);
  const posts = receiver.calls.filter(({ path }) => path === '/api/v1/events');
  const lines = receiver
    .bodies('/api/v1/osquery/log')
    .filter((body) => body['log_type'] === 'result')
    .flatMap((body) => body['data'] as unknown[]);
  expect(posts.reduce((sum, call) => sum + linesOf(call), 0) + lines.length).toBe(delivered.events);
  expect(delivered.events).toBeLessThanOrEqual(waiting);
  expect(new Set(posts.map(({ type }) => type))).toEqual(new Set(['application/x-ndjson', 'application/xml']));
  expect(world.pending).toBe(0);
});

test('a busy service is waited for, and gets everything in the end', async () => {
  let refusals = 3;
  const { url } = await receive((call) =>
    call.path === '/api/v1/events' && refusals-- > 0
      ? { status: 429, body: {}, headers: { 'retry-after': '0' } }
      : ordinary(call),
  );
  const world = shortWorld();
  const fleet = new Fleet(world, { url, eventToken: 'the-token' });
  expect((await fleet.deliver(Infinity)).events).toBeGreaterThan(100);
});

test('a refused token ends the delivery with what the service said', async () => {
  const { url } = await receive(() => ({ status: 401, body: { error: 'unauthorized' } }));
  const fleet = new Fleet(shortWorld(), { url, eventToken: 'the-token' });
  await expect(fleet.deliver(Infinity)).rejects.toThrow(DeliveryError);
  await expect(new Fleet(shortWorld(), { url, eventToken: 'the-token' }).deliver(Infinity)).rejects.toThrow(
    /401.*unauthorized/,
  );
});

test('an agent whose key is invalid enrols anew and sends the same lines again', async () => {
  const invalid = new Set<string>();
  const { receiver, url } = await receive((call) => {
    const key = (JSON.parse(call.body) as { node_key?: string }).node_key ?? '';
    if (call.path.endsWith('/log') && invalid.size < 1) {
      invalid.add(key);
      return { status: 200, body: { node_invalid: true } };
    }
    return ordinary(call);
  });
  const world = shortWorld();
  const fleet = new Fleet(world, { url, eventToken: 'the-token', enrollSecret: 'secret' });
  await fleet.enroll();
  const enrolments = receiver.bodies('/api/v1/osquery/enroll');
  expect(enrolments).toHaveLength(5);
  const [first, second] = receiver.bodies('/api/v1/osquery/log');
  expect(second!['data']).toEqual(first!['data']);
  expect(enrolments.every((body) => body['enroll_secret'] === 'secret')).toBe(true);
});

test('the demonstration delivers its history, lives on, and stops when told to', async () => {
  const { receiver, url } = await receive(ordinary);
  const parts: number[] = [];
  const demo = await playDemo({
    url,
    eventToken: 'the-token',
    enrollSecret: 'secret',
    seed: 'short',
    onProgress: ({ fraction }) => parts.push(fraction),
  });
  expect(demo.history.events).toBeGreaterThan(50_000);
  expect(parts.at(-1)).toBe(1);
  expect([...parts].sort((a, b) => a - b)).toEqual(parts);
  await demo.stop();
  const calls = receiver.calls.length;
  await demo.stop();
  expect(receiver.calls).toHaveLength(calls);
});

test('the load generator sends what its rate asks for', async () => {
  const { url } = await receive(ordinary);
  const result = await runLoad({ url, token: 'the-token', rate: 500, seconds: 2 });
  expect(result.sent).toBeGreaterThanOrEqual(900);
  expect(result.sent).toBeLessThan(1500);
  expect(result).toMatchObject({ accepted: result.sent, quarantined: 0, behind: 0 });
  expect(result.latencies.length).toBeGreaterThan(0);
});
