// Marks of what was seen for the first time, on the real engine: what is new where, who sees it, and the canary, which nobody does.
import { alerts, events } from '@huntboard/schema';
import { CONTEXT } from '../../../testing/queries';
import { startQueryStore } from '../../../testing/query-store';
import type { QueryStore } from '../../../testing/query-store';

let store: QueryStore;
const START = CONTEXT.timeRange.from;
// The memory forgets what was received long ago, whenever it happened.
const received = Date.now();
const common = { ingested_at: received, retention_days: 10_000, raw_days: 10_000, raw: '{}', source: 'windows' };
const id = (n: number): string => `cccccccc-0000-4000-8000-${String(n).padStart(12, '0')}`;

interface Started {
  readonly host: string;
  /** Minutes into the range. */
  readonly at: number;
  readonly Image: string;
  readonly User: string;
}

/** ws1 had explorer.exe before the range; srv1 gets it within. */
const STARTS: readonly Started[] = [
  { host: 'ws1', at: -120, Image: 'C:\\Windows\\explorer.exe', User: 'CORP\\eve' },
  { host: 'ws1', at: 1, Image: 'C:\\Office\\WINWORD.EXE', User: 'CORP\\eve' },
  { host: 'srv1', at: 3, Image: '/usr/bin/bash', User: 'root' },
  { host: 'srv1', at: 6, Image: 'C:\\Windows\\Explorer.exe', User: 'root' },
  { host: 'srv1', at: 8, Image: 'C:\\Windows\\Explorer.exe', User: 'CORP\\new' },
  { host: 'ws1', at: 9, Image: '/usr/bin/bash', User: 'CORP\\eve' },
  { host: 'ws1', at: 70, Image: '/too/late', User: 'CORP\\late' },
];

beforeAll(async () => {
  store = await startQueryStore();
  await store.insert(events, [
    ...STARTS.map(({ at, ...start }, n) => ({ ...common, ...start, event_id: id(n), ts: START + at * 60_000, category: 'process', action: 'start', ext: { AppKey: `v${n}` } })),
    { ...common, event_id: id(20), ts: START + 600_000, category: 'dns', action: 'query', host: 'ws1', QueryName: 'Evil.example' },
    { ...common, event_id: id(21), ts: START + 700_000, source: '', category: 'canary', host: '', User: 'canary', Image: 'canary.exe' },
  ]); // prettier-ignore
  const alert = { window_start: START, created_at: START, updated_at: START, count: 1, retention_days: 10_000 };
  await store.insert(alerts, [
    { ...alert, host: 'ws1', alert_id: id(30), ts: START + 600_000, rule_id: 'lsass', rule_title: 'LSASS read', level: 'high' },
    { ...alert, host: '', alert_id: id(31), ts: START + 700_000, rule_id: 'huntboard:canary', rule_title: 'Canary', level: 'informational' },
  ]); // prettier-ignore
});
afterAll(() => store?.stop());

const marks = async (
  model: object,
  filters: readonly { field: string; operator: '='; value: string }[] = [],
): Promise<unknown[]> => {
  const rows = await store.ask({ kind: 'annotations', ...model }, { filters });
  return rows.map(({ time, title, text }) => [String(time).slice(11, 19), title, text]);
};

describe('first times in the memory', () => {
  it('mark values that no host had before, where they were first, the newest first', async () => {
    expect(await marks({ from: 'seen' })).toEqual([
      ['10:03:00', 'Executable never seen before, on srv1', '/usr/bin/bash · 2 times on 2 hosts'],
      ['10:01:00', 'Executable never seen before, on ws1', 'c:\\office\\winword.exe · once'],
    ]);
  });

  it('mark values that are new on a host only, when that is asked', async () => {
    const news = await marks({ from: 'seen', firstOn: 'host', hosts: ['SRV1'] });
    expect(news).toEqual([
      ['10:06:00', 'Executable new on srv1', 'c:\\windows\\explorer.exe · 2 times'],
      ['10:03:00', 'Executable new on srv1', '/usr/bin/bash · once'],
    ]);
  });

  it('do not call new on one host what another had before, whichever hosts are shown', async () => {
    const bash = ['10:03:00', 'Executable never seen before, on srv1', '/usr/bin/bash · 2 times on 2 hosts'];
    expect(await marks({ from: 'seen', hosts: ['srv1'] })).toEqual([bash]);
    expect(await marks({ from: 'seen' }, [{ field: 'host', operator: '=', value: 'srv1' }])).toEqual([bash]);
  });

  it('tell of other kinds, narrowed by filters on what is remembered', async () => {
    const [row] = await store.ask({ kind: 'annotations', from: 'seen', seenKind: 'dns' });
    expect(row).toEqual({
      time: '2024-05-01 10:10:00.000',
      title: 'Name asked for never seen before, on ws1',
      text: 'evil.example · once',
      tags: 'first seen,dns,ws1',
      field: 'dns',
      value: 'evil.example',
      host: 'ws1',
    });
    const without = { field: 'value', operator: '!contains', value: 'EVIL' };
    expect(await marks({ from: 'seen', seenKind: 'dns', filters: [without] })).toEqual([]);
  });
});

describe('first times in events', () => {
  it('mark values of any field that no event had before, without the canary', async () => {
    expect(await marks({ from: 'events' })).toEqual([
      ['10:08:00', 'User never seen before, on srv1', 'CORP\\new · once'],
      ['10:03:00', 'User never seen before, on srv1', 'root · 2 times'],
    ]);
  });

  it('are first among the events that match', async () => {
    const filters = [{ field: 'Image', operator: 'endswith', value: '\\explorer.exe' }];
    expect(await marks({ from: 'events', filters })).toEqual([
      ['10:08:00', 'User never seen before, on srv1', 'CORP\\new · once'],
      ['10:06:00', 'User never seen before, on srv1', 'root · once'],
    ]);
    expect(await marks({ from: 'events', field: 'ext.AppKey', hosts: ['ws1'] })).toEqual([
      ['10:09:00', 'ext.AppKey never seen before, on ws1', 'v5 · once'],
      ['10:01:00', 'ext.AppKey never seen before, on ws1', 'v1 · once'],
    ]);
  });

  it('are first anywhere or on a host, also when the dashboard shows one host', async () => {
    const one = [{ field: 'host', operator: '=' as const, value: 'srv1' }];
    expect(await marks({ from: 'events', field: 'action' }, one)).toEqual([]);
    expect(await marks({ from: 'events', field: 'action', firstOn: 'host' }, one)).toEqual([
      ['10:03:00', 'action new on srv1', 'start · 3 times'],
    ]);
  });
});

describe('alerts', () => {
  it('leave the canary out until they are asked for its rule', async () => {
    const titles = async (model: object): Promise<unknown[]> => (await marks(model)).map((row) => (row as string[])[1]);
    expect(await titles({})).toEqual(['LSASS read on ws1']);
    const canary = [{ field: 'rule_id', operator: '=', value: 'huntboard:canary' }];
    expect(await titles({ filters: canary })).toEqual(['Canary on ']);
  });
});
