// Who sees what, and as whom ClickHouse knows the query: row filters over every kind, forwarded users, headers, fixed settings, TLS.
import { CONTEXT, QUERIES, fill, startQueryStore } from '@huntboard/query/testing';
import type { QueryStore } from '@huntboard/query/testing';
import type { HostContext } from '@huntboard/grafana-backend/testing';
import { builtBackend, startBackend, withSettings as otherSettings } from './testing/backend-host';
import type { Backend } from './testing/backend-host';
import { refuseSettings, startChangingProxy } from './testing/changing-proxy';
import { makeTestCertificates } from './testing/test-certificates';

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

function withSettings(
  jsonData: object,
  {
    user,
    ...more
  }: Partial<Pick<HostContext['datasource'], 'url' | 'secureJsonData'>> & { readonly user?: HostContext['user'] } = {},
): HostContext {
  const context = otherSettings(backend.context, jsonData, more);
  return user === undefined ? context : { ...context, user };
}

describe('row filters', () => {
  const rowFilters = [
    { users: ['root'], filters: [] },
    { users: ['ana'], roles: ['Viewer'], filters: [{ field: 'host', operator: '=', value: 'srv1' }] },
  ];

  it.each(Object.entries(QUERIES))('hold for %s', async (_name, model) => {
    const { frames, error, status } = await backend.ask(model, { context: withSettings({ rowFilters }) });
    if (model['kind'] === 'sql') {
      expect(status).toBe(403);
      expect(error).toContain('[query.no_access]');
    }
    // A kind that cannot filter by host refuses; none shows the other host.
    expect(JSON.stringify(frames.map(({ data, schema }) => [data, schema.fields]))).not.toMatch(
      /ws1|winword|powershell/i,
    );
  });

  it('leave the rows that are allowed', async () => {
    const { frames, error } = await backend.ask(
      { kind: 'events', columns: ['host'] },
      { context: withSettings({ rowFilters }) },
    );
    expect(error).toBeUndefined();
    expect(frames[0]?.data.values).toEqual([['srv1']]);
  });

  it('are chosen by user, then by role; who is not named sees nothing; alert rules see everything', async () => {
    const hostsOf = async (user: HostContext['user'], headers?: Readonly<Record<string, string>>): Promise<unknown> => {
      const context = withSettings({ rowFilters }, { user });
      const { frames, error } = await backend.ask(
        { kind: 'values', field: 'host' },
        { context, ...(headers === undefined ? {} : { headers }) },
      );
      return error ?? [...(frames[0]?.data.values[0] ?? [])].sort();
    };
    expect(await hostsOf({ login: 'root', role: 'Viewer' })).toEqual(['srv1', 'ws1']);
    expect(await hostsOf({ login: 'ben', role: 'Viewer' })).toEqual(['srv1']);
    expect(await hostsOf({ login: 'eva', role: 'Editor' })).toContain('neither the user "eva"');
    expect(await hostsOf({ login: '', role: '' })).toContain('[query.no_access]');
    expect(await hostsOf({ login: '', role: '' }, { FromAlert: 'true' })).toEqual(['srv1', 'ws1']);
  });

  it('hold for what completion offers, and close what would tell more', async () => {
    const context = withSettings({ rowFilters });
    const range = `from=${CONTEXT.timeRange.from}&to=${CONTEXT.timeRange.to}`;
    const values = await backend.host.callResource({ context, path: 'values', query: `field=host&${range}` });
    expect(JSON.parse(new TextDecoder().decode(values.body))).toEqual({ values: [{ value: 'srv1', count: 1 }] });
    const body = JSON.stringify({ model: { kind: 'events' }, from: 0, to: 1 });
    expect((await backend.host.callResource({ context, path: 'explain', method: 'POST', body })).status).toBe(403);
  });
});

describe('what ClickHouse is told', () => {
  it('is who asks, as quota key and as settings, only where the data source says so', async () => {
    // The embedded store knows no settings of its users' own: what is asked is looked at, not the answer.
    const proxy = await startChangingProxy(store.server.url);
    const user = { login: "o'neil", role: 'Viewer' };
    const quiet = withSettings({}, { url: proxy.url, user });
    expect((await backend.sql('SELECT 1', { context: quiet })).status).toBe(200);
    expect(proxy.asked.some(({ url }) => url.search.includes('SQL_grafana') || url.search.includes('quota_key'))).toBe(
      false,
    );
    const told = withSettings({ forwardUser: { quotaKey: true, settings: true } }, { url: proxy.url, user });
    await backend.sql('SELECT 1', { context: told });
    const last = proxy.asked.find(({ url }) => url.searchParams.has('quota_key'))?.url.searchParams;
    expect(last?.get('quota_key')).toBe("o'neil");
    expect(last?.get('SQL_grafana_role')).toBe("'Viewer'");
    expect(last?.get('SQL_grafana_user')).toBe("'o\\'neil'");
    proxy.close();
  });

  it('cannot be changed by the statement', async () => {
    const context = withSettings({ forwardUser: { settings: true } });
    for (const sql of [
      "SELECT 1 SETTINGS SQL_grafana_user = 'root'",
      'SELECT 1 settings `SQL\\x5fgrafana_user` = 1',
      "SELECT * FROM (SELECT 1 /* */ SeTtInGs SQL_grafana_role='Admin')",
      "EXPLAIN SELECT 1 SETTINGS SQL_grafana_user = 'root'",
    ]) {
      expect((await backend.sql(sql, { context })).error).toContain('[query.no_access]');
    }
    expect((await backend.sql("SELECT 'SETTINGS x = 1'", { context })).error ?? '').not.toContain('[query.no_access]');
  });

  it('comes with the headers of the settings', async () => {
    const proxy = await startChangingProxy(store.server.url);
    const context = withSettings(
      { httpHeaderName1: 'X-Team' },
      { url: proxy.url, secureJsonData: { httpHeaderValue1: 'blue' } },
    );
    expect((await backend.sql('SELECT 1', { context })).status).toBe(200);
    expect(proxy.asked.every(({ headers }) => headers['x-team'] === 'blue')).toBe(true);
    proxy.close();
  });
});

describe('a user who may not change settings (readonly = 1)', () => {
  it('gets the same answers, without settings', async () => {
    const proxy = await startChangingProxy(store.server.url, { answer: refuseSettings });
    const context = withSettings({}, { url: proxy.url });
    for (const [name, model] of Object.entries(QUERIES)) {
      const fixed = await backend.ask(model, { context });
      const free = await backend.ask(model);
      expect([name, fixed.error]).toEqual([name, undefined]);
      expect(fixed.frames.map(({ data }) => data)).toEqual(free.frames.map(({ data }) => data));
    }
    expect((await backend.sql('SHOW TABLES', { context })).status).toBe(200);
    expect((await backend.sql('SELECT number FROM numbers(10)', { context: { ...context, grafana: { GF_SQL_ROW_LIMIT: '3' } } })).frames[0]?.data.values).toEqual([[0, 1, 2]]); // prettier-ignore
    const range = `field=host&from=${CONTEXT.timeRange.from}&to=${CONTEXT.timeRange.to}`;
    expect((await backend.host.callResource({ context, path: 'values', query: range })).status).toBe(200);
    expect((await backend.host.callResource({ context, path: 'schema' })).status).toBe(200);
    proxy.close();
  });

  it('is told by the health check, which is fine with it', async () => {
    const proxy = await startChangingProxy(store.server.url, { answer: refuseSettings });
    expect(await backend.host.checkHealth(withSettings({}, { url: proxy.url }))).toMatchObject({
      status: 'OK',
      message: expect.stringContaining('readonly = 1'),
      details: { userSettings: 'fixed' },
    });
    proxy.close();
  });

  it('has the time limit of the data source all the same', async () => {
    const proxy = await startChangingProxy(store.server.url, { answer: refuseSettings });
    const context = withSettings({ limits: { timeoutSeconds: 1 } }, { url: proxy.url });
    const sql = 'SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))';
    expect(await backend.sql(sql, { context })).toMatchObject({
      status: 504,
      error: expect.stringContaining('[store.timeout]'),
    });
    await proxy.heard(({ body }) => body.startsWith('KILL QUERY'));
    proxy.close();
  });
});

describe('TLS', () => {
  it('trusts the authority of the settings and shows its own certificate', async () => {
    const { ca, serverCert, serverKey, clientCert, clientKey } = await makeTestCertificates();
    const tls = { cert: serverCert, key: serverKey, ca, requestCert: true, rejectUnauthorized: true };
    const proxy = await startChangingProxy(store.server.url, { tls });
    const ask = (
      jsonData: object,
      secureJsonData: Readonly<Record<string, string>>,
    ): Promise<{ readonly error?: string }> =>
      backend.sql('SELECT 1', { context: withSettings(jsonData, { url: proxy.url, secureJsonData }) });
    const client = { tlsClientCert: clientCert, tlsClientKey: clientKey };
    const own = { tlsAuth: true, tlsAuthWithCACert: true };
    expect((await ask(own, { ...client, tlsCACert: ca })).error).toBeUndefined();
    expect((await ask({ tlsAuth: true }, client)).error).toContain('[store.unreachable]');
    expect((await ask({ tlsAuth: true, tlsSkipVerify: true }, client)).error).toBeUndefined();
    expect((await ask({ tlsAuthWithCACert: true }, { tlsCACert: ca })).error).toContain('[store.unreachable]');
    const health = await backend.host.checkHealth(
      withSettings({ tlsAuth: true }, { url: proxy.url, secureJsonData: client }),
    );
    expect(health.message).toContain('[health.tls]');
    proxy.close();
  });
});
