// The body of a query request: what is read from it and what is refused.
import { parseQueryBody, toEpoch } from './query-body';

const NOW = Date.UTC(2026, 10, 24, 12);

describe('query body', () => {
  test('keeps the whole model beside the fields the protocol names', () => {
    const parsed = parseQueryBody(
      {
        from: '1000',
        to: '2000',
        queries: [
          {
            refId: 'A',
            datasource: { uid: 'huntboard' },
            intervalMs: 30,
            maxDataPoints: 7,
            rawSql: 'SELECT 1',
            queryType: 'x',
          },
        ],
      },
      NOW,
    );
    expect(parsed).toMatchObject({
      ok: true,
      value: [
        {
          datasource: 'huntboard',
          query: {
            refId: 'A',
            from: 1000,
            to: 2000,
            intervalMs: 30,
            maxDataPoints: 7,
            queryType: 'x',
            model: { rawSql: 'SELECT 1' },
          },
        },
      ],
    });
  });

  test('a query without datasource goes to the default one', () => {
    const parsed = parseQueryBody({ from: 0, to: 1, queries: [{ refId: 'A' }] }, NOW);
    expect(parsed).toMatchObject({ ok: true, value: [{ datasource: '' }] });
  });

  test.each([
    [{ from: 0, to: 1, queries: [] }],
    [{ from: 0, to: 1, queries: [{ refId: '' }] }],
    [{ from: 'yesterday', to: 'now', queries: [{ refId: 'A' }] }],
    [{ queries: [{ refId: 'A' }] }],
    ['not an object'],
    [null],
  ])('refuses %j with a reason', (body) => {
    const parsed = parseQueryBody(body, NOW);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.message).not.toBe('');
  });

  test.each([
    ['now', NOW],
    ['now-6h', NOW - 6 * 3600e3],
    ['now-7d', NOW - 7 * 86400e3],
    ['1700000000000', 1700000000000],
    [1700000000000, 1700000000000],
    ['2026-11-24T12:00:00Z', NOW],
  ])('reads the time %s', (text, expected) => {
    expect(toEpoch(text, NOW)).toBe(expected);
  });
});
