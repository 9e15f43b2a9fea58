import { costInWords } from './cost-in-words';

const table = (name: string, rows: number, totalRows: number, bytes: number) => ({
  table: name,
  rows,
  totalRows,
  bytes,
  marks: 1,
  parts: 1,
});
const statement = (...tables: ReturnType<typeof table>[]) => ({ name: '', sql: '', plan: '', tables });

describe('the cost of a query in words', () => {
  it('is rows of each table, the largest first, over all statements', () => {
    expect(costInWords({ statements: [statement(table('events', 8192, 1_000_000, 81_920))] })).toBe(
      'reads 8.2K of 1M rows of events, 81.9 kB',
    );
    expect(
      costInWords({
        statements: [
          statement(table('alerts', 2, 2, 999), table('events', 10, 20, 0)),
          statement(table('events', 5, 20, 1e9)),
        ],
      }),
    ).toBe('reads 15 of 20 rows of events, 1 GB; reads 2 of 2 rows of alerts, 999 B');
    expect(costInWords({ statements: [statement()] })).toBe('reads no stored rows');
    expect(costInWords({ statements: [] })).toBe('');
  });
});
