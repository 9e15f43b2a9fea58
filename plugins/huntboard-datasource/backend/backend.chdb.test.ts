// The built backend as Grafana runs it, against the embedded store: kinds, shapes, errors, cancel, crash, injection.
import { CONTEXT, GUID, QUERIES, fill, startQueryStore } from '@huntboard/query/testing';
import type { QueryStore } from '@huntboard/query/testing';
import { builtBackend, fieldNames, startBackend, withSettings } from './testing/backend-host';
import type { Backend } from './testing/backend-host';
import { SIGMA_QUERIES } from './testing/sigma-queries';
import { startWatchingProxy } from './testing/watching-proxy';

let store: QueryStore;
let backend: Backend;
let executable: string;
beforeAll(async () => {
  executable = builtBackend();
  store = await startQueryStore();
  await fill(store);
  backend = await startBackend(executable, store.server.url, store.server.reader, CONTEXT.timeRange);
});
afterAll(async () => {
  await backend?.host.shutdown();
  await store?.stop();
});

describe('query kinds', () => {
  it.each(Object.entries({ ...QUERIES, ...SIGMA_QUERIES }))('answers %s', async (_name, model) => {
    const { error, status, frames } = await backend.ask(model);
    expect(error).toBeUndefined();
    expect(status).toBe(200);
    expect(frames.length).toBeGreaterThan(0);
    for (const { schema } of frames) {
      expect(schema.refId).toBe('A');
      expect(schema.meta?.executedQueryString).toMatch(/^(SELECT|WITH)/);
      expect(schema.meta?.executedQueryString).not.toMatch(/\{p?\d*(from|to)?:/);
      expect(schema.meta?.stats?.map(({ displayName }) => displayName)).toContain('Rows');
    }
  });

  it('gives the frames that the lineage panel reads', async () => {
    const { frames } = await backend.ask({ kind: 'lineage', hosts: ['ws1'] });
    expect(frames.map(({ schema }) => schema.name)).toEqual(['processes', 'alerts', 'edges', 'remote']);
    expect(fieldNames(frames[0])).toEqual(
      expect.arrayContaining([
        'id',
        'parentId',
        'name',
        'image',
        'start',
        'end',
        'host',
        'pid',
        'ppid',
        'commandLine',
        'user',
        'integrity',
        'parentName',
        'alertsCritical',
        'alertsHigh',
        'alertsMedium',
        'alertsLow',
        'idKind',
      ]),
    );
    expect(fieldNames(frames[1])).toEqual(expect.arrayContaining(['processId', 'time', 'level', 'title', 'ruleId']));
    expect(fieldNames(frames[2])).toEqual(expect.arrayContaining(['source', 'target', 'kind', 'time', 'label']));
  });

  it('gives log lines as the data plane wants them, labels as objects', async () => {
    const { frames } = await backend.ask({ kind: 'events', format: 'logs' });
    expect(frames[0]?.schema.meta).toMatchObject({ type: 'log-lines', preferredVisualisationType: 'logs' });
    expect(frames[0]?.schema.fields.map(({ name, type }) => [name, type])).toEqual([['timestamp', 'time'], ['body', 'string'], ['severity', 'string'], ['id', 'string'], ['labels', 'other']]); // prettier-ignore
    expect(frames[0]?.data.values[4]?.[0]).toMatchObject({ host: 'ws1', category: 'process' });
  });

  it('turns long series into labelled wide ones', async () => {
    const { frames } = await backend.ask({ kind: 'events', format: 'histogram', groupBy: 'host' });
    expect(frames[0]?.schema.meta).toMatchObject({ type: 'timeseries-wide', typeVersion: [0, 1] });
    expect(frames[0]?.schema.fields.map(({ name, labels }) => [name, labels])).toEqual([['time', undefined], ['events', { host: 'srv1' }], ['events', { host: 'ws1' }]]); // prettier-ignore
  });

  it('narrows by the ad-hoc filters of the dashboard', async () => {
    const adHocFilters = [{ key: 'host', operator: '=', value: 'SRV1' }];
    const { frames } = await backend.ask({ kind: 'events', columns: ['host'], adHocFilters });
    expect(frames[0]?.data.values).toEqual([['srv1']]);
    expect((await backend.ask({ kind: 'sql', sql: 'SELECT 1', adHocFilters })).error).toContain('$__filters');
    expect(
      (await backend.ask({ kind: 'events', adHocFilters: [{ key: 'host', operator: '~~', value: '' }] })).error,
    ).toContain('~~');
  });

  it('answers several queries at once, each for itself', async () => {
    const query = { from: CONTEXT.timeRange.from, to: CONTEXT.timeRange.to };
    const answer = await backend.host.queryData({
      context: backend.context,
      queries: [
        { refId: 'A', model: { kind: 'sql', sql: 'SELECT 1 AS x' }, ...query },
        { refId: 'B', model: { kind: 'sql', sql: 'SELECT nothing' }, ...query },
        { refId: 'C', model: { kind: 'nonsense' }, ...query },
      ],
    });
    expect(
      Object.fromEntries(
        Object.entries(answer).map(([refId, { status, errorSource }]) => [refId, [status, errorSource]]),
      ),
    ).toEqual({ A: [200, undefined], B: [400, 'downstream'], C: [400, 'downstream'] });
  });

  it('serves 50 panels at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => backend.sql(`SELECT ${n} AS n, count() FROM events`)),
    );
    expect(answers.map(({ frames }) => frames[0]?.data.values[0]?.[0])).toEqual(
      Array.from({ length: 50 }, (_, n) => n),
    );
  });
});

describe('errors', () => {
  it('tells the asker what ClickHouse says', async () => {
    expect(await backend.sql('SELECT nothing FROM events')).toMatchObject({
      status: 400,
      errorSource: 'downstream',
      frames: [],
      error: expect.stringContaining('UNKNOWN_IDENTIFIER'),
    });
    expect((await backend.sql('SELECT 1 +')).error).toContain('SYNTAX_ERROR');
    expect((await backend.sql('SELECT 1\nFROM WHERE 2')).error).toMatch(/at position 21 .*line 2, col 12/);
    expect((await backend.sql('SELECT * FROM nothing_there')).error).toContain('huntboard migrate');
    expect((await backend.sql('SELECT 1 AS a, 2 AS a')).error).toContain('alias');
  });

  it('takes a failure half-way as a failure', async () => {
    const { error, frames } = await backend.sql(
      'SELECT number, throwIf(number = 80000) FROM numbers(90000) SETTINGS max_block_size = 1000',
    );
    expect(frames).toEqual([]);
    expect(error).toContain('[query.refused]');
  });

  it('says when the store is away, and answers again when it is back', async () => {
    const away = withSettings(backend.context, {}, { url: 'http://127.0.0.1:1' });
    expect(await backend.sql('SELECT 1', { context: away })).toMatchObject({
      status: 502,
      errorSource: 'downstream',
      error: expect.stringContaining('[store.unreachable]'),
    });
    expect((await backend.sql('SELECT 1')).status).toBe(200);
  });

  it('refuses to write, in words of its own and by the store', async () => {
    for (const sql of [
      'DROP TABLE events',
      'INSERT INTO events (host) VALUES (1)',
      'ALTER TABLE events DELETE WHERE 1',
      'SYSTEM FLUSH LOGS',
      'SET readonly = 0',
      'TRUNCATE TABLE events',
      'SELECT 1; DROP TABLE events',
      'DETACH TABLE events',
      'KILL QUERY WHERE 1',
    ]) {
      expect((await backend.sql(sql)).error).toMatch(/\[query\.(not_readonly|multiple_statements)\]/);
    }
    for (const sql of [
      "SELECT * FROM file('/etc/passwd', 'LineAsString')",
      "SELECT * FROM url('http://127.0.0.1/', 'LineAsString')",
      "SELECT 1 INTO OUTFILE '/tmp/x'",
      'SELECT 1 SETTINGS readonly = 0',
    ]) {
      expect(await backend.sql(sql)).toMatchObject({ errorSource: 'downstream', frames: [] });
    }
    expect((await backend.sql('SELECT count() > 0 AS there FROM events')).frames[0]?.data.values).toEqual([[1]]);
  });

  it('finds nothing but the intended rows, whatever values and names are', async () => {
    const evil = [
      "' OR 1=1 --",
      "') UNION ALL SELECT 'x' --",
      '\\',
      '{p0:String}',
      '$__timeFilter(ts)',
      '`',
      "'; DROP TABLE events; --",
      '‘ OR 1',
      '\u0000\n',
    ];
    for (const value of evil) {
      const models = [
        { kind: 'events', filters: [{ field: 'User', operator: '=', value }] },
        { kind: 'events', hosts: [value] },
        { kind: 'events', search: value === '\\' ? 'no such text' : `${value}zz` },
        { kind: 'lineage', hosts: [value] },
        { kind: 'alerts', levels: [value] },
        { kind: 'annotations', hosts: [value] },
        { kind: 'values', field: value },
      ];
      for (const { error, frames } of await Promise.all(models.map((model) => backend.ask(model)))) {
        expect(error).toBeUndefined();
        expect(frames.map(({ data }) => data.values[0]?.length ?? 0)).toEqual(frames.map(() => 0));
      }
    }
  });
});

describe('settings', () => {
  it('are told when wrong, to queries, health and resources', async () => {
    const context = withSettings(backend.context, { limits: { maxRows: -1 } });
    expect(await backend.sql('SELECT 1', { context })).toMatchObject({
      status: 400,
      error: expect.stringContaining('limits.maxRows'),
    });
    expect(await backend.host.checkHealth(context)).toMatchObject({
      status: 'ERROR',
      message: expect.stringContaining('[health.settings]'),
    });
    expect((await backend.host.callResource({ context, path: 'schema' })).status).toBe(400);
  });

  it('take effect when they change', async () => {
    const limited = (maxRows: number, lastUpdated: number) => ({
      ...backend.context,
      datasource: {
        ...backend.context.datasource,
        uid: 'changing',
        lastUpdated,
        jsonData: { ...backend.context.datasource.jsonData, limits: { maxRows } },
      },
    });
    expect(
      (await backend.sql('SELECT number FROM numbers(9)', { context: limited(2, 1) })).frames[0]?.data.values[0],
    ).toHaveLength(2);
    expect(
      (await backend.sql('SELECT number FROM numbers(9)', { context: limited(3, 2) })).frames[0]?.data.values[0],
    ).toHaveLength(3);
  });
});

describe('cancelling', () => {
  it('drops the request to the store and kills the query there', async () => {
    const proxy = await startWatchingProxy(store.server.url);
    const controller = new AbortController();
    const asked = backend.sql('SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))', {
      context: withSettings(backend.context, {}, { url: proxy.url }),
      signal: controller.signal,
    });
    const outcome = expect(asked).rejects.toThrow('CANCELLED');
    await proxy.began;
    controller.abort();
    await outcome;
    await proxy.dropped;
    expect(await proxy.killed).toMatch(/^KILL QUERY WHERE query_id = '[0-9a-f-]{36}' ASYNC/);
    // The proxy has not hung up: what ended the query in the store is the KILL.
    await proxy.ended;
    expect((await backend.sql('SELECT 1')).status).toBe(200);
    proxy.close();
  });
});

describe('the process', () => {
  it('is started again after a crash, ends when asked, and upsets nobody', async () => {
    const restarted = backend.host.restarted();
    backend.host.kill();
    await restarted;
    expect((await backend.ask({ kind: 'lineage', procGuid: GUID })).status).toBe(200);
    const other = await startBackend(executable, store.server.url, store.server.reader, CONTEXT.timeRange);
    expect((await other.sql('SELECT 1')).status).toBe(200);
    expect(await other.host.shutdown()).toBe(true);
    expect([...backend.host.violations, ...other.host.violations]).toEqual([]);
    expect(backend.host.logs.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
