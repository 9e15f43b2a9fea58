// Lines before and after a line, when several have the same millisecond: each once, none left out.
import { events } from '@huntboard/schema';
import { CONTEXT } from '../../../testing/queries';
import { startQueryStore } from '../../../testing/query-store';
import type { QueryStore } from '../../../testing/query-store';

let store: QueryStore;
beforeAll(async () => {
  store = await startQueryStore();
});
afterAll(() => store?.stop());

const START = CONTEXT.timeRange.from;
const id = (n: number): string => `bbbbbbbb-0000-4000-8000-${String(n).padStart(12, '0')}`;

describe('log lines', () => {
  it('are paged from one to the next by time and id, in both directions', async () => {
    const at = [5, 5, 6, 6, 6, 6, 7, 9];
    await store.insert(
      events,
      at.map((ms, n) => ({ ts: START + ms, ingested_at: START, retention_days: 10_000, raw_days: 10_000, host: 'h', category: 'test', event_id: id(n), raw: '{}' })), // prettier-ignore
    );
    const walk = async (from: number, direction: 'asc' | 'desc'): Promise<string[]> => {
      const seen: string[] = [];
      const beyond = direction === 'asc' ? '>' : '<';
      for (let last = { ts: String(START + at[from]!), id: id(from) }; ;) {
        const filters = [
          {
            any: [
              { field: 'ts', operator: beyond, value: last.ts },
              {
                all: [
                  { field: 'ts', operator: '=', value: last.ts },
                  { field: 'event_id', operator: beyond, value: last.id },
                ],
              },
            ],
          },
        ];
        const rows = await store.ask({ kind: 'events', format: 'logs', hosts: ['h'], filters, limit: 2, orderBy: { field: 'ts', direction } }); // prettier-ignore
        const [row] = rows.slice(-1);
        if (row === undefined) return seen;
        seen.push(...rows.map((one) => String(one['id'])));
        last = { ts: String(Date.parse(`${String(row['timestamp']).replace(' ', 'T')}Z`)), id: String(row['id']) };
      }
    };
    expect(await walk(4, 'desc')).toEqual([3, 2, 1, 0].map(id));
    expect(await walk(4, 'asc')).toEqual([5, 6, 7].map(id));
  });

  it('have a level that log views know', async () => {
    const rows = await store.ask({ kind: 'events', format: 'histogram', groupBy: 'detected_level', hosts: ['h'] });
    expect(rows.map((row) => [row['detected_level'], row['events']])).toEqual([['info', '8']]);
  });
});
