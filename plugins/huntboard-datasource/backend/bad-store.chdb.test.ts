// A store that is away, slow, endless, wrong, or that breaks off: a clear error in the panel, never half a result, never a crash.
import type { ServerResponse } from 'node:http';
import { createStore } from '@huntboard/clickhouse';
import { CONTEXT, fill, startQueryStore } from '@huntboard/query/testing';
import type { QueryStore } from '@huntboard/query/testing';
import type { HostContext } from '@huntboard/grafana-backend/testing';
import { checkStore } from './health/check-health';
import { parseSettings } from './settings';
import { builtBackend, startBackend, withSettings } from './testing/backend-host';
import type { Backend } from './testing/backend-host';
import { startChangingProxy } from './testing/changing-proxy';
import type { Asked, Changes } from './testing/changing-proxy';

let store: QueryStore;
let backend: Backend;
beforeAll(async () => {
  store = await startQueryStore();
  await fill(store);
  backend = await startBackend(builtBackend(), store.server.url, store.server.reader, CONTEXT.timeRange);
});
afterAll(async () => {
  await backend?.host.shutdown();
  await store?.stop();
});

const withUrl = (url: string, jsonData: object = {}): HostContext => withSettings(backend.context, jsonData, { url });

/** Answers of one query through a proxy with these changes. */
async function askThrough(
  changes: Changes,
  sql: string,
  jsonData: object = {},
): Promise<Awaited<ReturnType<Backend['sql']>>> {
  const proxy = await startChangingProxy(store.server.url, changes);
  try {
    return await backend.sql(sql, { context: withUrl(proxy.url, jsonData) });
  } finally {
    proxy.close();
  }
}

const isRows = ({ body }: Asked): boolean => body.includes('FORMAT ArrowStream');
const MANY = 'SELECT number, toString(sipHash64(number)) AS text FROM numbers(200000)';

describe('an answer that is not whole', () => {
  it.each([1_000, 100_000, 1_500_000])('is no answer when the connection breaks after %s bytes', async (bytes) => {
    const { error, status, frames } = await askThrough(
      {
        handOn: (asked, answer, response) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          if (!isRows(asked)) return void answer.pipe(response);
          let sent = 0;
          answer.on('data', (chunk: Buffer) => {
            if (sent >= bytes) return;
            response.write(chunk.subarray(0, bytes - sent));
            sent += chunk.length;
            if (sent >= bytes) setImmediate(() => response.destroy());
          });
        },
      },
      MANY,
    );
    expect(frames).toEqual([]);
    expect(status).toBe(502);
    expect(error).toMatch(/\[store\.(unreachable|broke_off)\]/);
  });

  it('is no answer when it ends early as if it were whole', async () => {
    const { error, status, frames } = await askThrough(
      {
        handOn: (asked, answer, response) => {
          const { 'content-length': _, ...headers } = answer.headers;
          response.writeHead(answer.statusCode ?? 500, headers);
          if (!isRows(asked)) return void answer.pipe(response);
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => response.end(Buffer.concat(chunks).subarray(0, -8)));
        },
      },
      MANY,
    );
    expect([status, frames]).toEqual([502, []]);
    expect(error).toContain('[store.broke_off]');
  });

  it('tells what ClickHouse wrote at its end', async () => {
    const sql =
      "SELECT number, throwIf(number = 180000, 'too far') FROM numbers(200000) SETTINGS max_block_size = 1000";
    const { error, frames } = await backend.sql(sql);
    expect(frames).toEqual([]);
    expect(error).toContain('too far');
  });
});

describe('a store that does not stop', () => {
  it('is left when it stalls in the middle', async () => {
    const { error, status, frames } = await askThrough(
      {
        handOn: (asked, answer, response) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          if (!isRows(asked)) return void answer.pipe(response);
          answer.once('data', (chunk: Buffer) => void response.write(chunk.subarray(0, 500)));
          answer.resume();
        },
      },
      MANY,
      { limits: { timeoutSeconds: 1 } },
    );
    expect([status, frames]).toEqual([504, []]);
    expect(error).toContain('[store.timeout]');
  });

  it('is left when it says nothing at all', async () => {
    const silent: Changes = { answer: (asked) => isRows(asked) };
    const { error, status } = await askThrough(silent, 'SELECT 1', { limits: { timeoutSeconds: 1 } });
    expect(status).toBe(504);
    expect(error).toContain('[store.timeout]');
  });

  it('is left when it sends a gigabyte, and the memory of the plugin stays small', async () => {
    const { error, status, frames } = await backend.sql('SELECT randomPrintableASCII(10000) FROM numbers(100000)', {
      context: withUrl(store.server.url, { limits: { maxBytes: 50_000_000 } }),
    });
    expect([status, frames]).toEqual([400, []]);
    expect(error).toContain('[query.too_large]');
    expect((await backend.sql('SELECT 1')).status).toBe(200);
  });

  it('is left when a small answer would inflate to a gigabyte', async () => {
    const { error, status } = await backend.sql("SELECT repeat('x', 10000) FROM numbers(100000)", {
      context: withUrl(store.server.url, { limits: { maxBytes: 50_000_000 } }),
    });
    expect(status).toBe(400);
    expect(error).toContain('[query.too_large]');
  });

  it("obeys Grafana's limit for answers", async () => {
    const context = { ...backend.context, grafana: { GF_RESPONSE_LIMIT: '100000' } };
    expect((await backend.sql(MANY, { context })).error).toContain('[query.too_large]');
  });
});

describe('a store that answers nonsense', () => {
  const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
    'a page of HTML': (response) => response.end('<html>Welcome</html>'),
    nothing: (response) => response.end(),
    'bytes that are no Arrow': (response) => response.end(Buffer.alloc(1000, 0xff)),
    'an error of a proxy': (response) => {
      response.statusCode = 502;
      response.end('Bad gateway');
    },
  };
  it.each(Object.entries(answers))('gives an error for %s', async (_name, answer) => {
    const changes: Changes = {
      answer: (asked, response) => {
        if (isRows(asked)) answer(response);
        return isRows(asked);
      },
    };
    const { error, status, frames } = await askThrough(changes, 'SELECT 1');
    expect(frames).toEqual([]);
    expect(status).toBe(502);
    expect(error).toMatch(/\[store\.[a-z_]+\]$/);
  });

  it('never brings the plugin down', () => {
    expect(backend.host.logs.filter(({ level }) => level === 'error')).toEqual([]);
    expect(backend.host.violations).toEqual([]);
  });
});

describe('health', () => {
  const codeOf = async (context: HostContext): Promise<string> => {
    const { message } = await backend.host.checkHealth(context);
    return /\[(.*)\]$/.exec(message)?.[1] ?? message;
  };

  it('tells a missing database, an old server and silence apart', async () => {
    const exception = await startChangingProxy(store.server.url, {
      answer: (_asked, response) => {
        response.writeHead(404, { 'X-ClickHouse-Exception-Code': '81' });
        response.end('Code: 81. DB::Exception: Database gone does not exist. (UNKNOWN_DATABASE) (version 26.7.1.1)\n');
        return true;
      },
    });
    expect(await codeOf(withUrl(exception.url))).toBe('health.no_database');
    exception.close();
    const old = await startChangingProxy(store.server.url, {
      answer: (asked, response) => {
        if (!asked.body.includes('version()')) return false;
        response.end(`{"version":"24.3.1.1","clock":"${Date.now()}"}\n`);
        return true;
      },
    });
    expect(await codeOf(withUrl(old.url))).toBe('health.old_server');
    old.close();
    const silent = await startChangingProxy(store.server.url, { answer: () => true });
    expect(await codeOf(withUrl(silent.url))).toBe('health.timeout');
    silent.close();
  });

  it('tells by how much the clocks differ', async () => {
    const { url, reader } = store.server;
    const saved = { uid: 'u', id: 1, name: 'n', url, user: reader.user, database: '', basicAuthEnabled: false, basicAuthUser: '', jsonData: {}, secureJsonData: { password: reader.password }, lastUpdated: 1 }; // prettier-ignore
    const settings = parseSettings(saved);
    if (!settings.ok) throw new Error(settings.error);
    const own = createStore({ url, user: reader.user, password: reader.password, database: 'huntboard' });
    const check = (ahead: number): ReturnType<typeof checkStore> =>
      checkStore(
        { store: own, userSettings: 'free' },
        settings.value,
        new AbortController().signal,
        () => Date.now() + ahead,
      );
    expect(await check(3_600_000)).toMatchObject({
      code: 'health.clock_skew',
      message: expect.stringContaining('behind'),
    });
    expect(await check(-3_600_000)).toMatchObject({
      code: 'health.clock_skew',
      message: expect.stringContaining('ahead of'),
    });
    expect(await check(0)).toMatchObject({ code: 'health.ok' });
    await own.close();
  });
});
