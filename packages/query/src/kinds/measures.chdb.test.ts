// Time series, rarity and sequences on the real engine, against what a person counts by hand, and against a second way to count.
import { events, seen } from '@huntboard/schema';
import fc from 'fast-check';
import { CONTEXT, GUID } from '../../testing/queries';
import { fill, startQueryStore } from '../../testing/query-store';
import type { QueryStore } from '../../testing/query-store';

let store: QueryStore;
beforeAll(async () => {
  store = await startQueryStore();
  await fill(store);
});
afterAll(() => store?.stop());

const START = CONTEXT.timeRange.from;
const minute = { timeRange: { from: START, to: START + 360_000 }, intervalMs: 60_000 };
const at = (minutes: number): string => new Date(START + minutes * 60_000).toISOString().slice(0, 23).replace('T', ' ');

describe('timeseries', () => {
  it('counts events by interval, with 0 where there are none', async () => {
    expect(await store.ask({ kind: 'timeseries' }, minute)).toEqual(
      [0, 1, 1, 1, 0, 2].map((events, n) => ({ time: at(n), events: String(events) })),
    );
  });

  it('fills each series by itself, and puts the rest together', async () => {
    const rows = await store.ask({ kind: 'timeseries', groupBy: ['host'], top: 1 }, minute);
    expect(rows).toHaveLength(12);
    const of = (host: string): unknown[] => rows.filter((row) => row['host'] === host).map((row) => row['events']);
    expect(of('ws1')).toEqual(['0', '1', '1', '0', '0', '2']);
    expect(of('other')).toEqual(['0', '0', '0', '1', '0', '0']);
    expect(rows.map((row) => row['time'])).toEqual([...rows.map((row) => row['time'])].sort());
  });

  it('drops the rest when asked to, and leaves gaps when asked to', async () => {
    const rows = await store.ask({ kind: 'timeseries', groupBy: ['host'], top: 1, rest: 'drop', fill: 'none' }, minute);
    expect(rows.map((row) => [row['host'], row['events']])).toEqual([
      ['ws1', '1'],
      ['ws1', '1'],
      ['ws1', '2'],
    ]);
  });

  it('has no value where there are no numbers, and takes numbers in text for numbers', async () => {
    const query = {
      kind: 'timeseries',
      measure: 'max',
      field: 'DestinationPort',
      categories: ['network'],
      fill: 'null',
    };
    const rows = await store.ask(query, minute);
    expect(rows.map((row) => row['max of DestinationPort'])).toEqual([null, null, null, null, null, 443]);
    const text = await store.ask({ kind: 'timeseries', measure: 'sum', field: 'AppKey', fill: 'none' }, minute);
    expect(text.map((row) => row['sum of AppKey'])).toEqual([null, null, null, null]);
  });

  it('gives events a second, and a quantile', async () => {
    const [, first] = await store.ask({ kind: 'timeseries', measure: 'rate' }, minute);
    expect(first?.['events per second']).toBeCloseTo(1 / 60);
    const query = { kind: 'timeseries', measure: 'quantile', quantile: 0.5, field: 'ProcessId', fill: 'none' };
    expect((await store.ask(query, minute)).map((row) => row['p50 of ProcessId'])).toEqual([102, 103, 105, 51.5]);
  });

  it('says what a measure lacks', async () => {
    await expect(async () => store.ask({ kind: 'timeseries', measure: 'sum' })).rejects.toThrow('needs a field');
    await expect(async () => store.ask({ kind: 'timeseries', measure: 'avg', field: 'rule_ids' })).rejects.toThrow(
      'has no numbers',
    );
  });
});

describe('rarity', () => {
  it('puts what few hosts have first, with first and last time', async () => {
    const rows = await store.ask({ kind: 'rarity', field: 'User' });
    expect(rows.map(({ value, hosts, events: count, on }) => [value, hosts, count, on])).toEqual([
      ['root', '1', '1', ['srv1']],
      ['CORP\\eve', '1', '3', ['ws1']],
    ]);
    expect(rows[0]).toMatchObject({ first_seen: at(3), last_seen: at(3) });
  });

  it('leaves out what was there before the time range, and what is on many hosts', async () => {
    const query = { kind: 'rarity', field: 'User', newOnly: true };
    expect((await store.ask(query)).map(({ value }) => value)).toEqual(['root']);
    const hosts = await store.ask({ kind: 'rarity', field: 'category', maxHosts: 1 });
    expect(hosts.map(({ value }) => value)).toEqual(['network']);
  });

  it('asks the memory of what was seen', async () => {
    const last_ingested_at = Date.now();
    const row = { kind: 'image', last_ingested_at, count: 3 };
    await store.insert(seen, [
      { ...row, value: 'c:\\new.exe', host: 'ws1', first_ts: START + 1, last_ts: START + 2 },
      { ...row, value: 'c:\\new.exe', host: 'ws1', first_ts: START, last_ts: START + 3 },
      { ...row, value: 'c:\\old.exe', host: 'ws1', first_ts: START - 1, last_ts: START },
      { ...row, value: 'c:\\old.exe', host: 'srv1', first_ts: START + 5, last_ts: START + 5 },
      { ...row, value: 'c:\\gone.exe', host: 'srv1', first_ts: START - 9, last_ts: START - 1 },
      { ...row, kind: 'dns', value: 'c:\\new.exe', host: 'srv1', first_ts: START, last_ts: START },
    ]);
    const query = { kind: 'rarity', from: 'seen', seenKind: 'image' };
    const of = async (more: object): Promise<unknown[]> =>
      (await store.ask({ ...query, ...more })).map(({ value, hosts, events: count }) => [value, hosts, count]);
    const [fresh, old] = [
      ['c:\\new.exe', '1', '6'],
      ['c:\\old.exe', '2', '6'],
    ];
    expect(await of({})).toEqual([fresh, old]);
    expect(await of({ newOnly: true })).toEqual([fresh]);
    expect(await of({ maxHosts: 1 })).toEqual([fresh]);
    expect(await of({ search: 'OLD' })).toEqual([old]);
    expect(await of({ hosts: ['WS1'] })).toEqual([['c:\\old.exe', '1', '3'], fresh]);
    await expect(async () =>
      store.ask({ kind: 'rarity', from: 'seen', filters: [{ field: 'User', value: 'x' }] }),
    ).rejects.toThrow('by value and host only');
  });
});

describe('sequence', () => {
  it('finds what happened in this order on one host, with the events that show it', async () => {
    const query = {
      kind: 'sequence',
      by: ['host'],
      windowMs: 300_000,
      steps: [
        { name: 'document', categories: ['process'], search: 'winword' },
        { name: 'connection', categories: ['network'] },
        { categories: ['process'], filters: [{ field: 'TargetImage', operator: 'endswith', value: 'lsass.exe' }] },
      ],
    };
    const [found, ...more] = await store.ask(query);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ host: 'ws1', first: at(1), document: '"WINWORD.EXE" /n Rechnung_Ü.docm' });
    expect(found?.['connection']).toContain('203.0.113.7');
    expect(found?.['step 3']).toContain('lsass.exe');
    expect(found?.['event_ids']).toHaveLength(3);
    expect(await store.ask({ ...query, windowMs: 249_999 })).toEqual([]);
    expect(await store.ask({ ...query, windowMs: 250_000 })).toHaveLength(1);
    expect(await store.ask({ ...query, steps: [...query.steps].reverse() })).toEqual([]);
    expect(await store.ask({ ...query, by: ['host', 'User'] })).toEqual([]);
  });

  it('says which step is empty', async () => {
    await expect(async () => store.ask({ kind: 'sequence' })).rejects.toThrow('Step 1');
  });

  it('finds as many as trying every chain does', async () => {
    interface Made {
      readonly t: number;
      readonly kind: number;
    }
    /** First whole chain, then the next after its end: by trying every start for every end. */
    function byHand(made: readonly Made[], steps: number, window: number): number {
      let count = 0;
      let begin = 0;
      for (let end = 0; end < made.length; end++) {
        const whole = (from: number): boolean => {
          let step = 0;
          for (let i = from; i <= end; i++) if (made[i]!.kind === step && (step < steps - 1 || i === end)) step++;
          return step === steps && made[end]!.t - made[from]!.t <= window;
        };
        for (let from = begin; from < end; from++)
          if (made[from]!.kind === 0 && made[end]!.kind === steps - 1 && whole(from)) {
            count++;
            begin = end + 1;
            break;
          }
      }
      return count;
    }
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ t: fc.integer({ min: 0, max: 300 }), kind: fc.integer({ min: 0, max: 3 }) }), {
          maxLength: 40,
        }),
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 1, max: 200 }),
        async (events_, steps, window) => {
          const host = `seq${run++}`;
          const made = [...events_].sort((a, b) => a.t - b.t);
          await store.insert(
            events,
            made.map(({ t, kind }, n) => ({
              ts: START + t * 1000, ingested_at: START, retention_days: 10_000, raw_days: 10_000, host, category: 'test', source: 'windows', raw: '{}',
              event_id: GUID.replace(/.{5}$/, (0x10000 + n).toString(16)), CommandLine: `kind${kind} ${'abcd'[kind]}`,
            })), // prettier-ignore
          );
          const found = await store.ask({
            kind: 'sequence', hosts: [host], windowMs: window * 1000,
            steps: Array.from({ length: steps }, (_, n) => ({ filters: [{ field: 'CommandLine', operator: 'startswith', value: `kind${n}` }] })),
          }); // prettier-ignore
          expect(found).toHaveLength(byHand(made, steps, window));
        },
      ),
      { numRuns: 40 },
    );
  });
});
