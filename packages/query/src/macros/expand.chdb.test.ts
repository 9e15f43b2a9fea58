// Macros on the real engine: right for Date, Date32, DateTime and DateTime64 columns, at the edges of the range.
import { CONTEXT } from '../../testing/queries';
import { startQueryStore } from '../../testing/query-store';
import type { QueryStore } from '../../testing/query-store';

let store: QueryStore;
beforeAll(async () => {
  store = await startQueryStore();
});
afterAll(() => store?.stop());

/** 2024-05-01 10:00:00.250 to 11:00:00.750. */
const RANGE = { from: CONTEXT.timeRange.from + 250, to: CONTEXT.timeRange.to + 750 };
const TIMES = [
  '2024-04-30 23:59:59.999',
  '2024-05-01 00:00:00.000',
  '2024-05-01 10:00:00.249',
  '2024-05-01 10:00:00.250',
  '2024-05-01 10:00:01.000',
  '2024-05-01 11:00:00.750',
  '2024-05-01 11:00:00.751',
  '2024-05-02 00:00:00.000',
];

async function kept(macro: string, type: string): Promise<string[]> {
  const source = `SELECT toDateTime64(arrayJoin([${TIMES.map((time) => `'${time}'`).join(', ')}]), 3, 'UTC') AS at, CAST(at AS ${type}) AS c`;
  const rows = await store.ask(
    { kind: 'sql', sql: `SELECT toString(at) AS kept FROM (${source}) WHERE ${macro} ORDER BY kept` },
    { timeRange: RANGE },
  );
  return rows.map(({ kept: at }) => String(at));
}

describe('time filters', () => {
  it.each([
    "DateTime64(3, 'UTC')",
    "DateTime64(9, 'UTC')",
    "Nullable(DateTime64(3, 'UTC'))",
    "DateTime64(3, 'Asia/Tokyo')",
  ])('$__timeFilter keeps exactly the range for %s', async (type) => {
    const expected = ['2024-05-01 10:00:00.250', '2024-05-01 10:00:01.000', '2024-05-01 11:00:00.750'];
    expect(await kept('$__timeFilter(c)', type)).toEqual(expected);
    expect(await kept('$__timeFilter_ms(c)', type)).toEqual(expected);
  });

  it('$__timeFilter keeps the seconds within the range for DateTime', async () => {
    expect(await kept('$__timeFilter(c)', "DateTime('UTC')")).toEqual([
      '2024-05-01 10:00:01.000',
      '2024-05-01 11:00:00.750',
      '2024-05-01 11:00:00.751',
    ]);
  });

  it.each(['Date', 'Date32', 'Nullable(Date)'])(
    '$__timeFilter and $__dateFilter keep the days of the range for %s',
    async (type) => {
      const day = TIMES.slice(1, 7);
      expect(await kept('$__timeFilter(c)', type)).toEqual(day);
      expect(await kept('$__dateFilter(c)', type)).toEqual(day);
      expect(await kept('$__dateTimeFilter(c, at)', type)).toEqual(TIMES.slice(3, 6));
    },
  );

  it('$__timeFilter still uses the primary key', async () => {
    const rows = await store.ask({
      kind: 'sql',
      sql: "EXPLAIN indexes = 1 SELECT count() FROM events WHERE category = 'process' AND host = 'x' AND $__timeFilter(ts)",
    });
    const plan = rows.map(({ explain }) => String(explain)).join('\n');
    expect(plan).not.toContain('toTypeName');
  });
});

describe('times and intervals', () => {
  it('give the types and values their names say', async () => {
    const sql = [
      'SELECT toTypeName($__fromTime) AS t1, toTypeName($__fromTime_ms) AS t2, toUnixTimestamp($__fromTime) AS t3, toUnixTimestamp64Milli($__toTime_ms) AS t4, $__from AS t5, $__to AS t6, $__interval_s AS t7, $__interval_ms AS t8,',
      "toString($__timeInterval(toDateTime64('2024-05-01 10:00:59.999', 3, 'UTC'))) AS t9, toString($__timeInterval(toDate('2024-05-01'))) AS t10, toString($__timeInterval_ms(toDateTime('2024-05-01 10:00:59', 'UTC'))) AS t11",
    ].join(' ');
    expect(await store.ask({ kind: 'sql', sql }, { timeRange: RANGE })).toEqual([
      {
        t1: "DateTime('UTC')",
        t2: "DateTime64(3, 'UTC')",
        t3: 1_714_557_600,
        t4: '1714561200750',
        t5: '1714557600250',
        t6: '1714561200750',
        t7: 60,
        t8: 60000,
        t9: '2024-05-01 10:00:00',
        t10: '2024-05-01 00:00:00',
        t11: '2024-05-01 10:00:00.000',
      },
    ]);
  });

  it('$__conditionalAll and $__filters narrow or not', async () => {
    const count = async (
      where: string,
      filters: { field: string; operator: '='; value: string }[] = [],
    ): Promise<unknown> =>
      (
        await store.ask(
          { kind: 'sql', sql: `SELECT count() AS n FROM (SELECT arrayJoin(['a', 'b']) AS host) WHERE ${where}` },
          { filters },
        )
      )[0]?.['n'];
    expect(await count("$__conditionalAll(host IN ('a'), 'a')")).toBe('1');
    expect(await count('$__conditionalAll(host IN ($__all), $__all)')).toBe('2');
    expect(await count('$__filters')).toBe('2');
    expect(await count('$__filters', [{ field: 'host', operator: '=', value: 'B' }])).toBe('1');
  });
});
