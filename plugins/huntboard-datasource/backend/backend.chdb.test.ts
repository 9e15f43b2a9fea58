// The built backend as Grafana runs it, against the embedded store: kinds, shapes, limits, errors, cancel, crash, injection.
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { CONTEXT, GUID, QUERIES, fill, startQueryStore } from '@huntboard/query/testing';
import type { QueryStore } from '@huntboard/query/testing';
import { builtBackend, startBackend } from './testing/backend-host';
import { SIGMA_QUERIES } from './testing/sigma-queries';
import type { HostQueryResponse } from '@huntboard/grafana-backend/testing';
import type { Backend } from './testing/backend-host';
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

const names = (
  frame: { readonly schema: { readonly fields: readonly { readonly name: string }[] } } | undefined,
): string[] => (frame?.schema.fields ?? []).map(({ name }) => name);
const noticesOf = (frames: HostQueryResponse['frames']): string[] =>
  (frames[0]?.schema.meta?.notices ?? []).map(({ text }) => text);
const withJson = (jsonData: object, more: object = {}) => ({
  ...backend.context,
  datasource: {
    ...backend.context.datasource,
    uid: `other-${JSON.stringify([jsonData, more])}`,
    jsonData: { ...backend.context.datasource.jsonData, ...jsonData },
    ...more,
  },
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
    expect(names(frames[0])).toEqual(
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
    expect(names(frames[1])).toEqual(expect.arrayContaining(['processId', 'time', 'level', 'title', 'ruleId']));
    expect(names(frames[2])).toEqual(expect.arrayContaining(['source', 'target', 'kind', 'time', 'label']));
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

describe('alerting', () => {
  const headers = { FromAlert: 'true' };

  it('gets no fields where there is no data', async () => {
    const { frames, error } = await backend.sql('SELECT host, count() AS n FROM events WHERE 0 GROUP BY host', {
      headers,
    });
    expect(error).toBeUndefined();
    expect(frames[0]?.schema.fields).toEqual([]);
    expect(
      (await backend.ask({ kind: 'events', format: 'histogram', groupBy: 'host', hosts: ['none'] }, { headers }))
        .frames[0]?.schema.fields,
    ).toEqual([]);
  });

  const series = Object.entries({ ...QUERIES, ...SIGMA_QUERIES }).filter(
    ([, { kind, format }]) => kind === 'timeseries' || format === 'histogram' || format === 'timeseries',
  );

  it.each(series)('gets wide series from %s: ascending times, then labelled numbers', async (_name, model) => {
    const { frames, error } = await backend.ask(model, { headers });
    expect(error).toBeUndefined();
    expect(frames[0]?.schema.meta).toMatchObject({ type: 'timeseries-wide', typeVersion: [0, 1] });
    const [time, ...numbers] = frames[0]?.schema.fields ?? [];
    expect(time).toMatchObject({ type: 'time', typeInfo: { frame: 'time.Time' } });
    expect(numbers.length).toBeGreaterThan(0);
    for (const { type } of numbers) expect(type).toBe('number');
    const times = (frames[0]?.data.values[0] ?? []) as number[];
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    // Grafana makes one alert instance of each set of labels.
    const labels = numbers.map(({ name, labels: found }) => JSON.stringify([name, found]));
    expect(new Set(labels).size).toBe(labels.length);
  });

  /** Tables of these kinds hold no single number: see below. */
  const tables = /^(rarity|sequence)|correlation$/;
  const same = Object.entries({ ...QUERIES, ...SIGMA_QUERIES }).filter(([name]) => !tables.test(name));

  it.each(same)('gets the same from %s as a person in the browser', async (_name, model) => {
    const rule = { ...headers, 'http_X-Rule-Uid': 'r', 'http_X-Grafana-From-Expr': 'true', 'X-Cache-Skip': 'true' };
    const [evaluated, seen] = [await backend.ask(model, { headers: rule }), await backend.ask(model)];
    expect(evaluated.status).toBe(seen.status);
    seen.frames.forEach(({ schema, data }, index) => {
      const frame = evaluated.frames[index];
      if ((data.values[0]?.length ?? 0) === 0) expect(frame?.schema.fields).toEqual([]);
      else expect([frame?.schema.fields, frame?.data]).toEqual([schema.fields, data]);
    });
  });

  /** As Grafana reads a table for alert rules: all strings but exactly one number. */
  const numbers = async (model: object, more = headers): Promise<Record<string, unknown>> => {
    const { error, frames } = await backend.ask({ ...model }, { headers: more });
    expect(error).toBeUndefined();
    expect(frames).toHaveLength(1);
    const [frame] = frames;
    const types = (frame?.schema.fields ?? []).map(({ type }) => type);
    expect(types.filter((type) => type === 'number')).toHaveLength(1);
    expect(types.filter((type) => type !== 'number' && type !== 'string')).toEqual([]);
    const at = types.indexOf('number');
    const columns = frame?.data.values ?? [];
    return Object.fromEntries(
      (columns[at] ?? []).map((value, row) => [
        columns.flatMap((column, n) => (n === at ? [] : [column[row]])).join(' | '),
        value,
      ]),
    );
  };
  const column = (frame: HostQueryResponse['frames'][number] | undefined, name: string): readonly unknown[] =>
    frame?.data.values[names(frame).indexOf(name)] ?? [];

  it('gets the hosts of each rare value, as the browser shows them', async () => {
    const model = { kind: 'rarity', field: 'host' };
    const { frames } = await backend.ask(model);
    const values = column(frames[0], 'value');
    expect(values.length).toBeGreaterThan(1);
    const shown = Object.fromEntries(values.map((value, row) => [value, column(frames[0], 'hosts')[row]]));
    expect(await numbers(model)).toEqual(shown);
    // An expression of a dashboard asks as an alert rule does.
    const expression: Record<string, string> = { 'http_X-Grafana-From-Expr': 'true' };
    expect(await numbers(model, { ...headers, ...expression })).toEqual(shown);
  });

  it('gets the number of sequences by what they share, and of findings by what they are grouped by', async () => {
    const counted = (rows: readonly unknown[]): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const row of rows) counts[String(row)] = (counts[String(row)] ?? 0) + 1;
      return counts;
    };
    const sequence = { kind: 'sequence', by: ['host'], steps: [{ categories: ['process'] }, { categories: ['process', 'network'] }], windowMs: 3_600_000 }; // prettier-ignore
    const sequences = (await backend.ask(sequence)).frames[0];
    expect(column(sequences, 'host').length).toBeGreaterThan(0);
    expect(await numbers(sequence)).toEqual(counted(column(sequences, 'host')));
    const correlation = SIGMA_QUERIES['sigma correlation'] ?? {};
    const findings = (await backend.ask(correlation)).frames[0];
    expect(column(findings, 'User').length).toBeGreaterThan(0);
    expect(await numbers(correlation)).toEqual(counted(column(findings, 'User')));
  });

  it.each(['rarity of images', 'rarity of what is new', 'rarity of what was seen', 'sequence'])(
    'takes %s without rows as no data',
    async (name) => {
      const { error, frames } = await backend.ask({ ...QUERIES[name], hosts: ['none'] }, { headers });
      expect([error, frames[0]?.schema.fields]).toEqual([undefined, []]);
    },
  );

  it('gets labelled numbers from strings and one number', async () => {
    const { frames } = await backend.ask({ kind: 'alerts', format: 'count' }, { headers });
    expect(frames[0]?.schema.fields.map(({ name, type }) => [name, type])).toEqual([['level', 'string'], ['alerts', 'number']]); // prettier-ignore
    expect(frames[0]?.data.values).toEqual([['high', 'medium', 'low'], [1, 1, 1]]); // prettier-ignore
  });

  it('is told when rows are no series or not in order', async () => {
    const unsorted = await backend.ask(
      {
        kind: 'sql',
        format: 'timeseries',
        sql: "SELECT toDateTime(10 - number, 'UTC') AS t, 'a' AS l, number AS v FROM numbers(3)",
      },
      { headers },
    );
    expect(unsorted).toMatchObject({
      status: 400,
      errorSource: 'downstream',
      error: expect.stringContaining('ORDER BY'),
    });
    const table = await backend.ask({ kind: 'sql', format: 'timeseries', sql: "SELECT 'a' AS x" });
    expect(table.frames[0]?.schema.meta?.notices?.[0]?.text).toContain('no time series');
  });
});

describe('limits', () => {
  it('cuts at the row limit of the data source and says so', async () => {
    const { frames } = await backend.sql('SELECT number FROM numbers(1000)', {
      context: withJson({ limits: { maxRows: 10 } }),
    });
    expect(frames[0]?.data.values[0]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(noticesOf(frames)).toEqual([
      'Showing 10 of 1,000 rows. Narrow the query, or raise the row limit of the data source.',
    ]);
    const exact = await backend.sql('SELECT number FROM numbers(10)', {
      context: withJson({ limits: { maxRows: 10 } }),
    });
    expect(exact.frames[0]?.schema.meta?.notices).toBeUndefined();
  });

  it("obeys Grafana's own row limit, and cuts answers without a subquery too", async () => {
    const context = { ...backend.context, grafana: { GF_SQL_ROW_LIMIT: '3' } };
    const { frames } = await backend.sql('SELECT number FROM numbers(10)', { context });
    expect(frames[0]?.data.values[0]).toEqual([0, 1, 2]);
    expect(noticesOf(frames)).toEqual(['Showing 3 of 10 rows. Narrow the query, or raise the row limit of Grafana.']);
    const shown = await backend.sql('SHOW TABLES', { context });
    expect(shown.frames[0]?.data.values[0]).toHaveLength(3);
    expect(noticesOf(shown.frames)).toEqual([expect.stringMatching(/^Showing 3 of \d{2,} rows\./)]);
  });

  it('tells a kind that is limited in its statement from one that is whole', async () => {
    const asked = (model: object, rows: number): Promise<HostQueryResponse> =>
      backend.ask({ ...model }, { context: withJson({ limits: { maxRows: rows } }) });
    const events = { kind: 'events', columns: ['host'] };
    const all = (await asked(events, 1000)).frames[0]?.data.values[0]?.length ?? 0;
    expect(all).toBeGreaterThan(3);
    expect(noticesOf((await asked(events, 1000)).frames)).toEqual([]);
    expect(noticesOf((await asked(events, all)).frames)).toEqual([]);
    for (const format of ['table', 'logs'])
      expect(noticesOf((await asked({ ...events, format }, all - 1)).frames)).toEqual([
        `Showing ${all - 1} of ${all} rows. Narrow the query, or raise the row limit of the data source.`,
      ]);
  });

  it('says at least how many there are where they are very many, and that there are more where it cannot count in time', async () => {
    const context = withJson({ limits: { maxRows: 10 } });
    const many = await backend.sql('SELECT number FROM numbers(1000000000000) WHERE number % 2 = 0', { context });
    expect(noticesOf(many.frames)).toEqual([
      'Showing 10 of at least 1,000,000 rows. Narrow the query, or raise the row limit of the data source.',
    ]);
    const few = 'SELECT number FROM numbers(1000000000000) WHERE number < 20 OR sipHash64(number) = 1';
    const failing = 'SELECT number FROM numbers(10000000) WHERE throwIf(number = 900000) = 0';
    for (const sql of [few, failing])
      expect(noticesOf((await backend.sql(sql, { context })).frames)).toEqual([
        'Showing 10 of more than 10 rows. Narrow the query, or raise the row limit of the data source.',
      ]);
  });

  it('counts nothing for alert rules, whose notices nobody reads', async () => {
    const proxy = await startWatchingProxy(store.server.url);
    const context = withJson({ limits: { maxRows: 10 } }, { url: proxy.url });
    const sql = 'SELECT number FROM numbers(1000)';
    const { frames } = await backend.sql(sql, { context, headers: { FromAlert: 'true' } });
    expect(frames[0]?.data.values[0]).toHaveLength(10);
    expect(noticesOf(frames)).toEqual([
      'Showing 10 of more than 10 rows. Narrow the query, or raise the row limit of the data source.',
    ]);
    proxy.close();
  });

  it('says when the limit of the query itself was reached', async () => {
    const { frames } = await backend.ask({ kind: 'events', limit: 2 });
    expect(frames[0]?.schema.meta?.notices).toEqual([
      { severity: 'info', text: expect.stringContaining('Showing 2 rows') },
    ]);
  });

  it('stops at the byte limit', async () => {
    const { error, status } = await backend.sql("SELECT repeat('x', 1000) FROM numbers(10000)", {
      context: withJson({ limits: { maxBytes: 100_000 } }),
    });
    expect(status).toBe(400);
    expect(error).toContain('[query.too_large]');
  });

  it('stops at the time limit', async () => {
    const { error, status } = await backend.sql(
      'SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))',
      { context: withJson({ limits: { timeoutSeconds: 1 } }) },
    );
    expect(status).toBe(504);
    expect(error).toContain('[store.timeout]');
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
    const away = withJson({}, { url: 'http://127.0.0.1:1' });
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
    const context = withJson({ limits: { maxRows: -1 } });
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

describe('health', () => {
  const health = async (jsonData: object, more: object = {}): Promise<unknown> => {
    const { status, message } = await backend.host.checkHealth(withJson(jsonData, more));
    return `${status} ${/\[(.*)\]$/.exec(message)?.[1] ?? message}`;
  };
  const listening = (server: {
    listen: (port: number, host: string, done: () => void) => unknown;
    address: () => unknown;
  }): Promise<string> =>
    new Promise((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
    );

  it('is fine when everything is there', async () => {
    expect(await backend.host.checkHealth(backend.context)).toMatchObject({
      status: 'OK',
      details: { code: 'health.ok', version: expect.stringMatching(/^2\d\./) },
    });
  });

  it('tells apart what can be wrong', async () => {
    expect(await health({}, { url: '' })).toBe('ERROR health.settings');
    expect(await health({}, { url: 'tcp://x' })).toBe('ERROR health.settings');
    expect(await health({}, { url: 'http://no-such-host.invalid:8123' })).toBe('ERROR health.dns');
    expect(await health({}, { url: 'http://127.0.0.1:1' })).toBe('ERROR health.refused');
    expect(await health({}, { url: store.server.url.replace('http:', 'https:') })).toBe('ERROR health.tls');
    expect(await health({}, { secureJsonData: { password: 'wrong' } })).toBe('ERROR health.auth');
    expect(await health({ username: 'nobody' })).toBe('ERROR health.auth');
    const web = createServer((_request, response) => response.end('<html>hello</html>\n')).unref();
    expect(await health({}, { url: await listening(web) })).toBe('ERROR health.not_clickhouse');
    web.closeAllConnections();
    web.close();
    const mute = createTcpServer((socket) => socket.destroy()).unref();
    expect(await health({}, { url: await listening(mute) })).toBe('ERROR health.unreachable');
    mute.close();
  });

  it('tells what the schema lacks', async () => {
    const writer = { username: store.server.writer.user };
    const secret = { secureJsonData: { password: store.server.writer.password } };
    await store.writer.command('ALTER TABLE alerts DROP COLUMN lineage');
    expect(await health(writer, secret)).toBe('ERROR health.old_schema');
    await store.writer.command('ALTER TABLE alerts ADD COLUMN lineage String AFTER evidence');
    await store.writer.command('RENAME TABLE process TO process_away');
    expect(await health(writer, secret)).toBe('ERROR health.no_schema');
    await store.writer.command('RENAME TABLE process_away TO process');
    expect(await health(writer, secret)).toBe('OK health.ok');
  });
});

describe('resources', () => {
  const get = async (path: string, query = ''): Promise<{ readonly status: number; readonly body: unknown }> => {
    const { status, body } = await backend.host.callResource({ context: backend.context, path, query });
    return { status, body: JSON.parse(new TextDecoder().decode(body)) as unknown };
  };

  it('gives tables and columns with their docs', async () => {
    const { status, body } = await get('schema');
    expect(status).toBe(200);
    const { tables } = body as {
      tables: { name: string; doc: string; columns: { name: string; type: string; doc: string }[] }[];
    };
    const events = tables.find(({ name }) => name === 'events');
    expect(events?.columns.find(({ name }) => name === 'CommandLine')).toEqual({
      name: 'CommandLine',
      type: 'String',
      doc: expect.stringContaining('ommand line'),
    });
    expect(events?.doc).not.toBe('');
  });

  it('gives the values of a field, most frequent first', async () => {
    const range = `from=${CONTEXT.timeRange.from}&to=${CONTEXT.timeRange.to}`;
    expect(await get('values', `field=host&${range}`)).toEqual({ status: 200, body: { values: [{ value: 'ws1', count: 5 }, { value: 'srv1', count: 1 }] } }); // prettier-ignore
    expect(await get('values', `field=host&search=SRV&${range}`)).toMatchObject({
      body: { values: [{ value: 'srv1' }] },
    });
    expect((await get('values', `field=host&table=passwd&${range}`)).status).toBe(400);
  });

  const explained = async (model: object): Promise<Record<string, unknown>> => {
    const { status, body } = await backend.host.callResource({
      context: backend.context,
      path: 'explain',
      method: 'POST',
      body: JSON.stringify({ model, ...CONTEXT.timeRange, plan: true }),
    });
    expect(status).toBe(200);
    return JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
  };

  it.each(Object.entries({ ...QUERIES, ...SIGMA_QUERIES }))(
    'says before it runs what %s reads',
    async (_name, model) => {
      const { error, statements } = await explained(model);
      expect(error).toBeUndefined();
      expect(statements).toEqual(
        expect.arrayContaining([expect.objectContaining({ plan: expect.stringMatching(/Read(From|Nothing)/) })]),
      );
    },
  );

  it('marks what is wrong in the SQL as it was written, also after macros', async () => {
    const marked = async (sql: string): Promise<string> => {
      const { error } = await explained({ kind: 'sql', sql });
      const { place } = error as { place?: { position: number; length: number } };
      return place === undefined ? '' : sql.slice(place.position, place.position + place.length);
    };
    expect(await marked('  SELECT ts FORM events WHERE $__timeFilter(ts)')).toBe('events');
    expect(await marked('SELECT ts FROM events WHERE $__timeFilter(ts) AND nothing = 1')).toBe('nothing');
    expect(await marked("SELECT 'Ü🙂', lowerx(host) FROM events WHERE $__timeFilter(ts)")).toBe('lowerx');
    expect(await marked('SELECT ts FROM events WHERE $__timeFilter(ts) GROUP')).toBe('GROUP');
    const ungrouped = 'SELECT User, count() AS n FROM events WHERE $__timeFilter(ts) GROUP BY host';
    expect(await marked(ungrouped)).toBe('User');
    const { error } = await explained({ kind: 'sql', sql: ungrouped });
    expect((error as { message: string }).message).toMatch(/NOT_AN_AGGREGATE.*GROUP BY keys/);
    expect((error as { message: string }).message).not.toContain('SELECT');
    expect(await explained({ kind: 'sigma', rule: 'x' })).toMatchObject({
      error: { message: expect.stringContaining('Sigma') },
    });
  });

  it('answers 404 and 405 for what there is not', async () => {
    expect((await get('toString')).status).toBe(404);
    expect(
      (await backend.host.callResource({ context: backend.context, path: 'schema', method: 'DELETE' })).status,
    ).toBe(405);
    expect(await get('health')).toMatchObject({ status: 200, body: { code: 'health.ok' } });
  });
});

describe('cancelling', () => {
  it('drops the request to the store and kills the query there', async () => {
    const proxy = await startWatchingProxy(store.server.url);
    const controller = new AbortController();
    const asked = backend.sql('SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))', {
      context: withJson({}, { url: proxy.url }),
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
