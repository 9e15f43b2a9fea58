// The HTTP surface: every request gets its clear answer, and what carried data is kept, while no store is there at all.
import { request as httpRequest } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import * as zlib from 'node:zlib';
import { makeBundles, type Bundles } from './testing/bundles.ts';
import { readBooks } from './testing/metrics.ts';
import { sysmonEvent } from './testing/sysmon-event.ts';
import { EVENT_TOKEN, startTestIngest, type TestIngest } from './testing/test-ingest.ts';

let bundles: Bundles;
let test: TestIngest;

beforeAll(async () => {
  bundles = makeBundles();
  test = await startTestIngest(bundles.worker, {
    HUNTBOARD_MAX_BODY_BYTES: '2000000',
    HUNTBOARD_MAX_DECODED_BYTES: '20000000',
    HUNTBOARD_HEADERS_TIMEOUT_SECONDS: '1',
    HUNTBOARD_REQUEST_TIMEOUT_SECONDS: '2',
  });
});
afterAll(async () => {
  await test.stop();
  bundles.remove();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: {
    readonly accepted?: number;
    readonly quarantined?: number;
    readonly error?: string;
    readonly message?: string;
  };
}

async function post(payload: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const response = await test.ingest.app.inject({
    method: 'POST',
    url: '/api/v1/events',
    headers: { authorization: `Bearer ${EVENT_TOKEN}`, 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : Buffer.from(payload),
  });
  return { status: response.statusCode, headers: response.headers, body: response.json() as Answer['body'] };
}

describe('POST /api/v1/events', () => {
  it.each([
    ['a JSON array', `[${sysmonEvent('a')},${sysmonEvent('b')}]`],
    ['NDJSON', `${sysmonEvent('a')}\r\n\r\n${sysmonEvent('b')}\n`],
    ['concatenated objects', sysmonEvent('a') + sysmonEvent('b')],
  ])('takes %s', async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 200, body: { accepted: 2, quarantined: 0 } });
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ] as const)('takes the encoding %s', async (encoding, compress) => {
    const body = compress(sysmonEvent('a'));
    expect(await post(body, { 'content-encoding': encoding })).toMatchObject({ status: 200, body: { accepted: 1 } });
  });

  it('takes zstd where Node has it, and says 415 and what it takes where not', async () => {
    const { zstdCompressSync } = zlib as unknown as { zstdCompressSync?: (body: string) => Uint8Array };
    const answer = await post(zstdCompressSync?.(sysmonEvent('a')) ?? 'x', { 'content-encoding': 'zstd' });
    if (zstdCompressSync) expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
    else
      expect(answer).toMatchObject({
        status: 415,
        body: { error: 'encoding_not_supported', message: expect.stringContaining('gzip') as string },
      });
  });

  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['another scheme', { authorization: `Basic ${EVENT_TOKEN}` }],
  ])('refuses %s with 401', async (_, headers) => {
    const response = await test.ingest.app.inject({
      method: 'POST',
      url: '/api/v1/events',
      headers,
      payload: sysmonEvent('a'),
    });
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer');
    expect(response.json()).toMatchObject({ error: 'unauthorized' });
  });

  it('refuses media types and encodings that it does not know with 415', async () => {
    expect(await post('x', { 'content-type': 'image/png' })).toMatchObject({
      status: 415,
      body: { error: 'media_type_not_supported' },
    });
    expect(await post('x', { 'content-encoding': 'compress' })).toMatchObject({
      status: 415,
      body: { error: 'encoding_not_supported' },
    });
    expect(await post('x', { 'content-encoding': 'gzip, gzip' })).toMatchObject({ status: 415 });
  });

  it('refuses a body that is too large with 413, announced or not', async () => {
    expect(await post('x'.repeat(2_000_001))).toMatchObject({ status: 413, body: { error: 'body_too_large' } });
    const { port } = test.ingest.app.server.address() as AddressInfo;
    const status = await new Promise<number>((resolve, reject) => {
      const headers = { authorization: `Bearer ${EVENT_TOKEN}`, 'transfer-encoding': 'chunked' };
      const request = httpRequest({ port, method: 'POST', path: '/api/v1/events', headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      for (let i = 0; i < 40; i++) request.write('x'.repeat(100_000));
      request.end();
    });
    expect(status).toBe(413);
  });

  it('keeps what cannot be decompressed in the quarantine and says 400', async () => {
    const whole = gzipSync(Array.from({ length: 1000 }, (_, n) => sysmonEvent(String(n))).join('\n'));
    const truncated = await post(whole.subarray(0, whole.length / 2), { 'content-encoding': 'gzip' });
    expect(truncated).toMatchObject({
      status: 400,
      body: { accepted: 0, quarantined: 1, error: 'body_not_decodable' },
    });
    expect(await post('no gzip at all', { 'content-encoding': 'gzip' })).toMatchObject({
      status: 400,
      body: { quarantined: 1 },
    });
  });

  it('survives bombs: 413, by ratio and by size', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000));
    expect(bomb.length).toBeLessThan(200_000);
    expect(await post(bomb, { 'content-encoding': 'gzip' })).toMatchObject({
      status: 413,
      body: { quarantined: 1, error: 'body_too_large' },
    });
    const line = gzipSync(`{"a":"${'x'.repeat(15_000_000)}"}`);
    expect(await post(line, { 'content-encoding': 'gzip' })).toMatchObject({ status: 413, body: { quarantined: 1 } });
  });

  it.each([
    ['broken JSON', '{"a":', 1],
    ['wrong types', '[1,"two",null,true]', undefined],
    ['nesting of 10,000', '['.repeat(10_000) + ']'.repeat(10_000), undefined],
    ['nesting of 10,000 in a field', `{"a":${'{"b":'.repeat(10_000)}1${'}'.repeat(10_000)}}`, 1],
    ['invalid UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('"}')]), 1],
    ['NUL bytes', Buffer.alloc(100), undefined],
    ['an unknown shape', '{"hello":"world"}', 1],
    ['a time in 1601', sysmonEvent('old', Date.UTC(1601, 0, 1)), 1],
    ['a time in 2500', sysmonEvent('new', Date.UTC(2500, 0, 1)), 1],
    ['hostile names', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}', 1],
    ['10,000 fields', JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${n}`, n]))), 1],
    ['text', 'hello, this is no event', undefined],
    ['an unclosed event in XML', '<Event><System>', undefined],
  ])('quarantines %s and lives on', async (_, body, count) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 200, body: { accepted: 0 } });
    if (count === undefined) expect(answer.body.quarantined).toBeGreaterThan(0);
    else expect(answer.body.quarantined).toBe(count);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(await post(sysmonEvent('after'))).toMatchObject({ status: 200, body: { accepted: 1 } });
  });

  it('cuts off a sender that never finishes its header or its body', async () => {
    const { port } = test.ingest.app.server.address() as AddressInfo;
    const slow = (text: string): Promise<string> =>
      new Promise((resolve) => {
        let answer = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(text));
        socket.on('data', (data) => (answer += data.toString()));
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(answer));
      });
    const head = `POST /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${EVENT_TOKEN}\r\n`;
    const answers = await Promise.all([slow(head), slow(`${head}Content-Length: 100\r\n\r\n{"a"`)]);
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 408/);
  });

  it('answers 404 in its own words', async () => {
    const response = await test.ingest.app.inject({ url: '/api/v2' });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ error: 'not_found' });
  });
});

describe('probes', () => {
  it('is alive and ready without a store, and says that the store is down', async () => {
    expect((await test.ingest.app.inject({ url: '/healthz' })).statusCode).toBe(200);
    const ready = await test.ingest.app.inject({ url: '/readyz' });
    expect(ready.statusCode).toBe(200);
    expect(ready.json()).toMatchObject({ ready: true, store: 'down' });
  });

  it('keeps books that add up: received = stored + filtered + quarantined + queued', async () => {
    const books = readBooks((await test.ingest.app.inject({ url: '/metrics' })).body);
    expect(books.received).toBeGreaterThan(20);
    expect(books.stored + books.quarantined).toBe(0);
    expect(books.received).toBe(books.queued);
  });
});

describe('back-pressure', () => {
  it('says 429 and when to come again once the queue is full', async () => {
    const full = await startTestIngest(bundles.worker, {
      HUNTBOARD_QUEUE_MAX_BYTES: '20000',
      HUNTBOARD_QUEUE_SEGMENT_BYTES: '4000',
    });
    try {
      let status = 200;
      let sent = 0;
      for (; status === 200 && sent < 100; sent++) {
        const headers = { authorization: `Bearer ${EVENT_TOKEN}` };
        const response = await full.ingest.app.inject({
          method: 'POST',
          url: '/api/v1/events',
          headers,
          payload: sysmonEvent('x'.repeat(500)),
        });
        status = response.statusCode;
        if (status === 429) {
          expect(response.headers['retry-after']).toBe('30');
          expect(response.json()).toMatchObject({ error: 'queue_full' });
        }
      }
      expect(status).toBe(429);
      expect(sent).toBeGreaterThan(5);
      expect((await full.ingest.app.inject({ url: '/readyz' })).statusCode).toBe(503);
    } finally {
      await full.stop();
    }
  });
});
