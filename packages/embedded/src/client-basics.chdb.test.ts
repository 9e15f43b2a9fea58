// The official client against the embedded store: ping, queries, inserts, users.
import { createClient } from '@clickhouse/client';
import type { ClickHouseClient } from '@clickhouse/client';
import { startTestStore } from './index.ts';
import type { TestStore } from './index.ts';

let store: TestStore;
let writer: ClickHouseClient;
let reader: ClickHouseClient;

beforeAll(async () => {
  store = await startTestStore();
  writer = createClient({
    url: store.url,
    username: store.writer.user,
    password: store.writer.password,
    database: 'huntboard',
  });
  reader = createClient({
    url: store.url,
    username: store.reader.user,
    password: store.reader.password,
    database: 'huntboard',
  });
  await writer.command({ query: 'CREATE TABLE points (id UInt32, name String) ENGINE = MergeTree ORDER BY id' });
});

afterAll(async () => {
  await writer.close();
  await reader.close();
  await store.stop();
});

test('ping answers', async () => {
  expect(await writer.ping()).toEqual({ success: true });
});

test('rows that were inserted can be read by both users', async () => {
  await writer.insert({
    table: 'points',
    values: [
      { id: 1, name: 'a' },
      { id: 2, name: "b'\\\n" },
    ],
    format: 'JSONEachRow',
  });
  for (const client of [writer, reader]) {
    const rows = await (
      await client.query({ query: 'SELECT * FROM points ORDER BY id', format: 'JSONEachRow' })
    ).json();
    expect(rows).toEqual([
      { id: 1, name: 'a' },
      { id: 2, name: "b'\\\n" },
    ]);
  }
});

test('a reader cannot write', async () => {
  await expect(
    reader.insert({ table: 'points', values: [{ id: 3, name: 'x' }], format: 'JSONEachRow' }),
  ).rejects.toMatchObject({ code: '497' });
  await expect(reader.command({ query: 'DROP TABLE points' })).rejects.toMatchObject({ code: '164' });
});

test('a wrong password is refused', async () => {
  const stranger = createClient({ url: store.url, username: 'writer', password: 'wrong' });
  await expect(stranger.query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '516' });
  await stranger.close();
});
