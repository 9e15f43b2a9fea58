// Limits of rows, bytes and time, on the real engine: where they cut, and what is said of it.
import type { HostQueryResponse } from '@huntboard/grafana-backend/testing';
import { CONTEXT, fill, startQueryStore } from '@huntboard/query/testing';
import type { QueryStore } from '@huntboard/query/testing';
import { builtBackend, startBackend, withSettings } from '../testing/backend-host';
import type { Backend } from '../testing/backend-host';

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

const noticesOf = (frames: HostQueryResponse['frames']): string[] =>
  (frames[0]?.schema.meta?.notices ?? []).map(({ text }) => text);

describe('limits', () => {
  it('cuts at the row limit of the data source and says so', async () => {
    const { frames } = await backend.sql('SELECT number FROM numbers(1000)', {
      context: withSettings(backend.context, { limits: { maxRows: 10 } }),
    });
    expect(frames[0]?.data.values[0]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(noticesOf(frames)).toEqual([
      'Showing 10 of 1,000 rows. Narrow the query, or raise the row limit of the data source.',
    ]);
    const exact = await backend.sql('SELECT number FROM numbers(10)', {
      context: withSettings(backend.context, { limits: { maxRows: 10 } }),
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
      backend.ask({ ...model }, { context: withSettings(backend.context, { limits: { maxRows: rows } }) });
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
    const context = withSettings(backend.context, { limits: { maxRows: 10 } });
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
    const context = withSettings(backend.context, { limits: { maxRows: 10 } });
    const sql = 'SELECT number FROM numbers(1000)';
    const { frames } = await backend.sql(sql, { context, headers: { FromAlert: 'true' } });
    expect(frames[0]?.data.values[0]).toHaveLength(10);
    expect(noticesOf(frames)).toEqual([
      'Showing 10 of more than 10 rows. Narrow the query, or raise the row limit of the data source.',
    ]);
  });

  it('says when the limit of the query itself was reached', async () => {
    const { frames } = await backend.ask({ kind: 'events', limit: 2 });
    expect(frames[0]?.schema.meta?.notices).toEqual([
      { severity: 'info', text: expect.stringContaining('Showing 2 rows') },
    ]);
  });

  it('stops at the byte limit', async () => {
    const { error, status } = await backend.sql("SELECT repeat('x', 1000) FROM numbers(10000)", {
      context: withSettings(backend.context, { limits: { maxBytes: 100_000 } }),
    });
    expect(status).toBe(400);
    expect(error).toContain('[query.too_large]');
  });

  it('stops at the time limit', async () => {
    const { error, status } = await backend.sql(
      'SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))',
      { context: withSettings(backend.context, { limits: { timeoutSeconds: 1 } }) },
    );
    expect(status).toBe(504);
    expect(error).toContain('[store.timeout]');
  });
});
