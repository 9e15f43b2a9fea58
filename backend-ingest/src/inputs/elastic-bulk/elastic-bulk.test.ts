// What a Beat does against Elasticsearch must work here: hello, licence, bulk with gzip, refusals that it understands.
import { gzipSync } from 'node:zlib';
import { makeBundles, type Bundles } from '../../testing/bundles.ts';
import { EVENT_TOKEN, startTestIngest, type TestIngest } from '../../testing/test-ingest.ts';
import { tokenCandidates } from './elastic-bulk.ts';

let bundles: Bundles;
let ingest: TestIngest;
beforeAll(async () => {
  bundles = makeBundles();
  ingest = await startTestIngest(bundles.worker, {});
});
afterAll(async () => {
  await ingest.stop();
  bundles.remove();
});

const authorization = `Bearer ${EVENT_TOKEN}`;
const document = (id: number): string =>
  JSON.stringify({
    '@timestamp': '2026-11-20T10:00:00.000Z',
    agent: { type: 'winlogbeat', version: '8.17.0' },
    host: { name: 'ws-7.corp.example' },
    winlog: {
      channel: 'Security',
      provider_name: 'Microsoft-Windows-Security-Auditing',
      computer_name: 'ws-7.corp.example',
      event_id: 4634,
      record_id: id,
      event_data: { TargetUserName: 'eve', LogonType: '3' },
    },
  });
const bulk = (documents: readonly string[]): string =>
  documents.map((d) => `{"create":{"_index":"winlogbeat"}}\n${d}\n`).join('');

test('a Beat that says hello finds an Elasticsearch that it works with', async () => {
  const hello = await ingest.ingest.app.inject({ method: 'GET', url: '/', headers: { authorization } });
  expect(hello.headers['x-elastic-product']).toBe('Elasticsearch');
  expect((hello.json() as { version: { number: string } }).version.number).toMatch(/^8\./);
  expect(
    (await ingest.ingest.app.inject({ method: 'GET', url: '/_license', headers: { authorization } })).json(),
  ).toMatchObject({ license: { status: 'active' } });
});

test.each(['/_bulk', '/winlogbeat/_bulk?pipeline=none'])(
  '%s: every document is durable and has its item',
  async (url) => {
    const answer = await ingest.ingest.app.inject({
      method: 'POST',
      url,
      headers: { authorization, 'content-type': 'application/json', 'content-encoding': 'gzip' },
      payload: gzipSync(bulk([document(1), document(2), '{"neither":"shape"}'])),
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      errors: false,
      items: Array.from({ length: 3 }, () => ({ create: { status: 201 } })),
    });
  },
);

test('without a token nothing is taken', async () => {
  const answer = await ingest.ingest.app.inject({
    method: 'POST',
    url: '/_bulk',
    headers: { 'content-type': 'application/json' },
    payload: bulk([document(3)]),
  });
  expect(answer.statusCode).toBe(401);
});

test('set-up calls of a Beat are answered without effect', async () => {
  const answer = await ingest.ingest.app.inject({
    method: 'PUT',
    url: '/_index_template/winlogbeat-8.17.0',
    headers: { authorization, 'content-type': 'application/json' },
    payload: '{}',
  });
  expect(answer.statusCode).toBe(200);
});

test('the token may come as bearer, as API key or as password', () => {
  expect(tokenCandidates('Bearer secret')).toEqual(['secret']);
  expect(tokenCandidates(`Basic ${Buffer.from('elastic:se:cret').toString('base64')}`)).toEqual(['se:cret']);
  expect(tokenCandidates(`ApiKey ${Buffer.from('id:secret').toString('base64')}`)[0]).toBe('secret');
  expect(tokenCandidates('Digest x')).toEqual([]);
});
