// What alert rules and expressions get of each kind, on the real engine: series, or a number for each set of labels.
import type { HostQueryResponse } from '@huntboard/grafana-backend/testing';
import { CONTEXT, QUERIES, fill, startQueryStore } from '@huntboard/query/testing';
import type { QueryStore } from '@huntboard/query/testing';
import { builtBackend, fieldNames, startBackend } from '../testing/backend-host';
import type { Backend } from '../testing/backend-host';
import { SIGMA_QUERIES } from '../testing/sigma-queries';

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
    frame?.data.values[fieldNames(frame).indexOf(name)] ?? [];

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
