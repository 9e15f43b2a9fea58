// SQL as people have it from the Altinity plugin, on the real engine: the rows that ours gives.
import { CONTEXT } from '../../testing/queries';
import { fill, startQueryStore } from '../../testing/query-store';
import type { QueryStore } from '../../testing/query-store';

let store: QueryStore;
beforeAll(async () => {
  store = await startQueryStore();
  await fill(store);
});
afterAll(() => store?.stop());

const rows = (sql: string, context: object = {}): Promise<Record<string, unknown>[]> =>
  store.ask({ kind: 'sql', sql }, context);

/** The first start within the range that tests ask about. */
const FIRST = CONTEXT.timeRange.from + 60_000;

/** The same question in the macros of that plugin and in ours. */
const PAIRS: readonly (readonly [string, string])[] = [
  [
    'SELECT $timeSeries AS t, count() AS c FROM $table WHERE $timeFilter GROUP BY t ORDER BY t',
    'SELECT $__timeInterval(ts) AS t, count() AS c FROM events WHERE $__timeFilter(ts) GROUP BY t ORDER BY t',
  ],
  [
    'SELECT $timeSeriesMs AS t, host, count() AS c FROM $table WHERE $timeFilterMs AND $adhoc GROUP BY t, host ORDER BY t, host',
    'SELECT $__timeInterval_ms(ts) AS t, host, count() AS c FROM events WHERE $__timeFilter_ms(ts) AND $__filters GROUP BY t, host ORDER BY t, host',
  ],
  [
    "SELECT host, count() AS c FROM $table WHERE $dateCol >= toDate($from) AND $dateCol <= toDate($to) AND $dateTimeCol BETWEEN toDateTime($from) AND toDateTime($to) $conditionalTest(AND host IN ('ws1'), 'ws1') GROUP BY host",
    "SELECT host, count() AS c FROM events WHERE $__timeFilter(ts) AND host IN ('ws1') GROUP BY host",
  ],
  [
    "SELECT $unescape('User') AS who, count() AS c FROM events WHERE $timeFilterByColumn(ts) $conditionalTest(AND host = '', '') GROUP BY who ORDER BY who",
    'SELECT User AS who, count() AS c FROM events WHERE $__timeFilter(ts) GROUP BY who ORDER BY who',
  ],
  [
    'SELECT count() / ($to - $from) * $interval AS c FROM events WHERE $timeFilter64ByColumn(ingested_at)',
    'SELECT count() / (($__to - $__from) / 1000) * $__interval_s AS c FROM events WHERE $__timeFilter(ingested_at)',
  ],
];

describe('SQL of the Altinity plugin', () => {
  it.each(PAIRS)('%s', async (theirs, ours) => {
    const expected = await rows(ours);
    expect(expected.length).toBeGreaterThan(0);
    expect(await rows(theirs)).toEqual(expected);
  });

  it.each([0.01, 0.1, 0.5, 2, 10, 100, 200, 1000, 3000])(
    'has natural steps over a range of %d days that begin in or before each event',
    async (days) => {
      const timeRange = { from: FIRST, to: FIRST + days * 86_400_000 };
      const found = await rows(
        'SELECT $naturalTimeSeries AS t, toTypeName(t) AS type, min(ts) AS first, max(ts) AS last FROM events WHERE $timeFilter GROUP BY t ORDER BY t',
        { timeRange },
      );
      expect(found.length).toBeGreaterThan(0);
      for (const { t, type, first } of found) {
        expect(type).toMatch(/^DateTime/);
        expect(String(t) <= String(first)).toBe(true);
      }
    },
  );

  it('means the values of ad-hoc filters, whatever they hold', async () => {
    const filters = [{ field: 'host', operator: '=', value: "ws1' OR 1=1 --" }];
    expect(await rows('SELECT host FROM $table WHERE $timeFilter AND $adhoc', { filters })).toEqual([]);
  });
});
