// Every kind on the real engine: runs in each form, and gives the rows that the question means.
import { alerts } from '@huntboard/schema';
import { GUID, QUERIES } from '../../testing/queries';
import { compiled, fill, startQueryStore } from '../../testing/query-store';
import type { QueryStore } from '../../testing/query-store';

let store: QueryStore;
beforeAll(async () => {
  store = await startQueryStore();
  await fill(store);
});
afterAll(() => store?.stop());

const guid = (n: number): string => GUID.replace(/.$/, String(n));
const find = async (filter: unknown): Promise<unknown[]> =>
  (
    await store.ask({
      kind: 'events',
      filters: [filter],
      categories: ['process', 'network'],
      columns: ['EventID', 'host', 'action'],
      orderBy: { field: 'ts', direction: 'asc' },
    })
  ).map(({ EventID, host, action }) => `${host} ${EventID} ${action}`);

describe('all kinds', () => {
  it.each(Object.entries(QUERIES))('%s runs, and can be described for its casts', async (_name, model) => {
    for (const statement of compiled(model).statements) {
      await store.run(statement);
      const described = await store.run({ ...statement, text: `DESCRIBE TABLE (\n${statement.text}\n)` });
      expect(described.length).toBeGreaterThan(0);
    }
  });
});

describe('events', () => {
  const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
    [
      'text equals without case',
      { field: 'CommandLine', operator: '=', value: 'powershell.exe -enc sqbfafga' },
      ['ws1 1 start'],
    ],
    [
      'contains across tokens without case',
      { field: 'CommandLine', operator: 'contains', value: 'SHELL.exe -e' },
      ['ws1 1 start'],
    ],
    ['contains a part of a token', { field: 'CommandLine', operator: 'contains', value: 'inwor' }, ['ws1 1 start']],
    [
      'contains beyond ASCII without case',
      { field: 'CommandLine', operator: 'contains', value: 'rechnung_ü' },
      ['ws1 1 start'],
    ],
    [
      'percent and underscore are nothing special',
      { field: 'CommandLine', operator: 'contains', value: '100% _x' },
      ['srv1 1 start'],
    ],
    ['starts', { field: 'CommandLine', operator: 'startswith', value: '"winword' }, ['ws1 1 start']],
    ['ends, with backslashes', { field: 'Image', operator: 'endswith', value: '\\WINWORD.exe' }, ['ws1 1 start']],
    [
      'a regular expression without case',
      { field: 'Image', operator: 'regex', value: '^c:\\\\office' },
      ['ws1 1 start'],
    ],
    ['in a list', { field: 'User', operator: 'in', value: ['root', 'nobody'] }, ['srv1 1 start']],
    ['in an empty list', { field: 'User', operator: 'in', value: [] }, []],
    ['not equal', { field: 'host', operator: '!=', value: 'ws1' }, ['srv1 1 start']],
    ['a number', { field: 'DestinationPort', operator: '>=', value: '443' }, ['ws1 3 connect']],
    ['a number in text', { field: 'DestinationPort', operator: 'startswith', value: '44' }, ['ws1 3 connect']],
    [
      'a GUID in braces and capitals',
      { field: 'target_guid', operator: '=', value: `{${guid(1).toUpperCase()}}` },
      ['ws1 10 access'],
    ],
    ['a GUID that exists', { field: 'target_guid', operator: 'exists' }, ['ws1 10 access']],
    ['a Sigma name', { field: 'ProcessName', operator: 'endswith', value: '/bash' }, ['srv1 1 start']],
    ['a key of ext', { field: 'AppKey', operator: '=', value: 'V5' }, ['srv1 1 start']],
    [
      'a key of ext with a quote',
      { field: "odd'key", operator: 'exists' },
      ['ws1 1 start', 'ws1 1 start', 'srv1 1 start'],
    ],
    ['an item of a list', { field: 'rule_ids', operator: 'contains', value: 'LSASS' }, ['ws1 1 start']],
    ['a field that was sent blank', { field: 'Company', operator: 'exists' }, ['ws1 1 start']],
    [
      'a field that was not sent',
      {
        all: [
          { field: 'Company', operator: '!exists' },
          { field: 'host', operator: '=', value: 'srv1' },
        ],
      },
      ['srv1 1 start'],
    ],
    ['a time', { field: 'ts', operator: '>', value: '2024-05-01 10:09:00' }, ['ws1 5 end']],
    [
      'any of a group',
      {
        any: [
          { field: 'EventID', operator: '=', value: '3' },
          { field: 'host', operator: '=', value: 'SRV1' },
        ],
      },
      ['srv1 1 start', 'ws1 3 connect'],
    ],
  ];

  it.each(cases)('finds %s', async (_name, filter, rows) => {
    expect(await find(filter)).toEqual(rows);
  });

  it('finds nothing but the intended rows, whatever the value', async () => {
    const evil = [
      "' OR 1=1 --",
      "') OR (1=1",
      '\\',
      "\\' OR 1=1 --",
      '{p0:String}',
      '$__timeFilter(ts)',
      '`',
      '/*',
      "x'; DROP TABLE events; --",
      '\u0000',
      '‘ OR 1=1',
      '.*',
      '%',
      '$__all;',
    ];
    const operators = ['=', 'contains', 'startswith', 'endswith', 'in'];
    for (const value of evil) {
      for (const operator of operators) {
        const found = await find({ field: 'CommandLine', operator, value });
        expect(found).toEqual(value === '%' && operator === 'contains' ? ['srv1 1 start'] : []);
      }
      expect(await find({ field: value, operator: '=', value: 'x' })).toEqual([]);
    }
    expect(await store.ask({ kind: 'sql', sql: 'SELECT count() AS n FROM events' })).toEqual([{ n: '9' }]);
  });

  it('counts over the whole range, with zero where nothing happened', async () => {
    const rows = await store.ask({ kind: 'events', format: 'histogram' });
    expect(rows).toHaveLength(60);
    expect(rows.reduce((sum, { events }) => sum + Number(events), 0)).toBe(6);
  });

  it('keeps the most frequent values and calls the rest other', async () => {
    const rows = await store.ask({ kind: 'events', format: 'histogram', groupBy: 'host', top: 1 });
    expect([...new Set(rows.map(({ host }) => host))].sort()).toEqual(['other', 'ws1']);
    expect(rows.filter(({ host }) => host === 'other')).toEqual([
      { time: '2024-05-01 10:03:00.000', host: 'other', events: '1' },
    ]);
  });

  it('gives log lines with a telling body and only labels that say something', async () => {
    const [first] = await store.ask({ kind: 'events', format: 'logs', filters: [{ field: 'EventID', value: 3 }] });
    expect(first).toMatchObject({
      timestamp: '2024-05-01 10:05:00.500',
      body: '→ 203.0.113.7:443',
      severity: 'info',
    });
    expect(JSON.parse(String(first?.['labels']))).toEqual({
      host: 'ws1',
      category: 'network',
      action: 'connect',
      source: 'windows',
      User: 'CORP\\eve',
      Image: 'C:\\powershell.exe',
    });
  });

  it('searches every text column', async () => {
    const hosts = async (search: string): Promise<unknown[]> =>
      (await store.ask({ kind: 'events', search, columns: ['host'] })).map(({ host }) => host);
    expect(await hosts('BASH -c')).toEqual(['srv1']);
    expect(await hosts('203.0.113')).toEqual(['ws1']);
    expect(await hosts('nothing of the kind')).toEqual([]);
  });
});

describe('lineage', () => {
  it('shows what ran in the range on a host, with its ancestors, levels by GUID and by pid within the lifetime', async () => {
    const rows = await store.ask({ kind: 'lineage', hosts: ['WS1'] });
    expect(
      rows.map(({ id, parentId, name, pid, parentName, alertsHigh, alertsMedium, alertsLow, end, idKind }) => ({
        id,
        parentId,
        name,
        pid,
        parentName,
        alertsHigh,
        alertsMedium,
        alertsLow,
        end,
        idKind,
      })),
    ).toEqual([
      {
        id: guid(1),
        parentId: null,
        name: 'explorer.exe',
        pid: 101,
        parentName: '',
        alertsHigh: '0',
        alertsMedium: '0',
        alertsLow: '0',
        end: null,
        idKind: 'native',
      },
      {
        id: guid(2),
        parentId: guid(1),
        name: 'WINWORD.EXE',
        pid: 102,
        parentName: '',
        alertsHigh: '0',
        alertsMedium: '0',
        alertsLow: '0',
        end: null,
        idKind: 'native',
      },
      {
        id: guid(3),
        parentId: guid(2),
        name: 'powershell.exe',
        pid: 103,
        parentName: '',
        alertsHigh: '1',
        alertsMedium: '1',
        alertsLow: '0',
        end: '2024-05-01 10:10:00.000',
        idKind: 'native',
      },
    ]);
  });

  it('shows ancestors and descendants of a process, whatever the time', async () => {
    const ids = async (model: object, context = {}): Promise<unknown[]> =>
      (await store.ask({ kind: 'lineage', ...model }, context)).map(({ id }) => id);
    expect(await ids({ procGuid: guid(2) }, { timeRange: { from: 0, to: 1 } })).toEqual([guid(1), guid(2), guid(3)]);
    expect(await ids({ procGuid: guid(1), depth: 1 })).toEqual([guid(1), guid(2)]);
    expect(await ids({ procGuid: guid(9) })).toEqual([]);
    expect(await ids({ procGuid: guid(2), hosts: ['srv1'] })).toEqual([]);
  });

  it('gives the alerts of shown processes, newest version only, and the edges between them', async () => {
    const [, hits, edges] = compiled({ kind: 'lineage', hosts: ['ws1'] }).statements;
    if (hits === undefined || edges === undefined) throw new Error('Three statements expected.');
    expect((await store.run(hits)).map(({ processId, title, summary }) => [processId, title, summary])).toEqual([
      [guid(3), 'Defender', 'by pid'],
      [guid(3), 'LSASS read', 'powershell.exe reads lsass.exe'],
    ]);
    expect(await store.run(edges)).toEqual([
      {
        source: guid(3),
        target: guid(1),
        kind: 'access',
        time: '2024-05-01 10:05:10.000',
        label: 'access 0x1010',
        count: '1',
        sourceHost: 'ws1',
        targetHost: 'ws1',
        sourceImage: 'C:\\powershell.exe',
        targetImage: 'C:\\Windows\\lsass.exe',
        confidence: 'certain',
      },
    ]);
  });

  it('ends on a cycle of parents', async () => {
    const row = (n: number, parent: number): string =>
      `('loop', toUUID('${guid(n)}'), toUUID('${guid(parent)}'), toDateTime64('2024-05-01 10:20:00', 3, 'UTC'))`;
    await store.writer.command(
      `INSERT INTO process (host, proc_guid, parent_guid, start_ts) SELECT * FROM VALUES('host String, proc_guid UUID, parent_guid UUID, start_ts DateTime64(3)', ${row(7, 8)}, ${row(8, 7)}, ${row(9, 9)})`,
    );
    expect((await store.ask({ kind: 'lineage', hosts: ['loop'] })).map(({ id }) => id).sort()).toEqual([
      guid(7),
      guid(8),
      guid(9),
    ]);
    expect(await store.ask({ kind: 'lineage', hosts: ['loop'], procGuid: guid(7) })).toHaveLength(2);
  });
});

describe('alerts, values, annotations', () => {
  it('folds the hits of an alert, and shows its state after the last action', async () => {
    const rows = await store.ask({ kind: 'alerts' });
    expect(rows.map(({ rule, status, summary, count }) => [rule, status, summary, Number(count)])).toEqual([
      ['Defender', 'new', 'pid again, after the end', 1],
      ['LSASS read', 'new', 'powershell.exe reads lsass.exe', 3],
      ['Defender', 'closed', 'by pid', 1],
    ]);
    expect(await store.ask({ kind: 'alerts', format: 'count', statuses: ['new'] })).toEqual([{ level: 'high', alerts: '1' }, { level: 'low', alerts: '1' }]); // prettier-ignore
    expect(alerts.engine.kind).toBe('AggregatingMergeTree');
  });

  it('counts by state in the store: what is late by the clock of its level, and what was done since', async () => {
    const counted = async (query: object): Promise<unknown> =>
      store.ask({ kind: 'alerts', format: 'states', ...query });
    const high = { status: 'new', level: 'high', assignee: '', alerts: '1' };
    const low = { status: 'new', level: 'low', assignee: '', alerts: '1' };
    expect(await counted({ statuses: ['new'] })).toEqual([high, low]);
    const soon = Date.UTC(2100, 0, 1);
    expect(await counted({ statuses: ['new'], raisedBeforeByLevel: { high: soon } })).toEqual([high]);
    expect(await counted({ statuses: ['new'], raisedBeforeByLevel: { high: 1, low: soon } })).toEqual([low]);
    expect(await counted({ raisedBeforeByLevel: {} })).toEqual([]);
    expect(await counted({ statuses: ['closed'], actedSince: 0 })).toMatchObject([{ status: 'closed', alerts: '1' }]);
    expect(await counted({ statuses: ['closed'], actedSince: soon })).toEqual([]);
  });

  it('gives values in order, the most frequent kept', async () => {
    expect(await store.ask({ kind: 'values', field: 'host' })).toEqual([{ value: 'srv1', count: '1' }, { value: 'ws1', count: '5' }]); // prettier-ignore
    expect((await store.ask({ kind: 'values', field: 'host', limit: 1 })).map(({ value }) => value)).toEqual(['ws1']);
    expect((await store.ask({ kind: 'values', field: 'rule_ids' })).map(({ value }) => value)).toEqual([
      'encoded',
      'lsass-read',
    ]);
    expect((await store.ask({ kind: 'values', field: 'EventID', search: '1' })).map(({ value }) => value)).toEqual([
      '1',
      '10',
    ]);
    expect((await store.ask({ kind: 'values', table: 'process', field: 'User' })).map(({ value }) => value)).toEqual([
      'CORP\\eve',
      'root',
    ]);
  });

  it('marks alerts on the time axis', async () => {
    expect(await store.ask({ kind: 'annotations', levels: ['high'] })).toEqual([
      {
        time: '2024-05-01 10:05:10.000',
        title: 'LSASS read on ws1',
        text: 'powershell.exe reads lsass.exe',
        tags: 'high,attack.t1003',
        id: expect.any(String),
        host: 'ws1',
      },
    ]);
  });
});
