// The lineage's questions on the real engine: children by pages, around an alert, what a process did, and edges between hosts.
import { alerts, events } from '@huntboard/schema';
import type { RowObject } from '@huntboard/schema';
import { CONTEXT } from '../../../testing/queries';
import { compiled, startQueryStore } from '../../../testing/query-store';
import type { QueryStore } from '../../../testing/query-store';

let store: QueryStore;
const START = CONTEXT.timeRange.from;
const guid = (n: number): string => `cccccccc-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
let sequence = 0;
const row = (at: number, fields: RowObject): RowObject => ({
  ts: START + at,
  event_id: `dddddddd-0000-4000-8000-${(sequence++).toString(16).padStart(12, '0')}`,
  // What was seen is forgotten some time after it was received.
  ingested_at: Date.now(),
  retention_days: 10_000,
  raw_days: 10_000,
  source: 'windows',
  product: 'windows',
  raw: '{}',
  ...fields,
});
interface Started extends RowObject {
  readonly host: string;
}
const start = (n: number, at: number, fields: Started): RowObject =>
  row(at, {
    category: 'process',
    action: 'start',
    EventID: 1,
    guid_kind: 'native',
    proc_guid: guid(n),
    ProcessId: 1000 + n,
    ...fields,
  });
const logon = (at: number, host: string, session: string, from: RowObject): RowObject =>
  row(at, {
    category: 'auth',
    action: 'success',
    EventID: 4624,
    LogonType: 3,
    host,
    TargetLogonId: session,
    TargetUserName: 'eve',
    ...from,
  });
const connection = (at: number, n: number, host: string, image: string, port: number): RowObject =>
  row(at, {
    category: 'network',
    action: 'connect',
    EventID: 3,
    host,
    Initiated: 'true',
    proc_guid: guid(n),
    Image: image,
    SourceIp: host === 'ws-a' ? '10.0.0.1' : '10.0.0.2',
    SourcePort: port,
    DestinationIp: '10.0.0.9',
    DestinationPort: 5985,
  });

const CMD = 'C:\\Windows\\System32\\cmd.exe';
const SERVICES = 'C:\\Windows\\System32\\services.exe';

beforeAll(async () => {
  store = await startQueryStore();
  await store.insert(events, [
    // A parent with five children, two of which began at the same time; the third has a child of its own.
    start(1, 0, { host: 'ws-a', Image: 'C:\\Windows\\explorer.exe' }),
    ...[10, 20, 20, 30, 40].map((at, i) => start(10 + i, at * 1000, { host: 'ws-a', parent_guid: guid(1), Image: CMD, ParentImage: 'C:\\Windows\\explorer.exe' })), // prettier-ignore
    start(20, 25_000, { host: 'ws-a', parent_guid: guid(12), Image: 'C:\\x\\odd.exe', ParentImage: CMD }),
    connection(26_000, 20, 'ws-a', 'C:\\x\\odd.exe', 50_001),
    connection(27_000, 20, 'ws-a', 'C:\\x\\odd.exe', 50_001),
    row(28_000, { category: 'dns', action: 'query', host: 'ws-a', proc_guid: guid(20), QueryName: 'evil.example' }),
    // WinRM: the port of the logon is that of the connection of odd.exe.
    logon(26_500, 'srv-b', '0xabc1', { IpAddress: '10.0.0.1', ext: { IpPort: '50001' }, WorkstationName: '-' }),
    start(30, 27_000, { host: 'srv-b', LogonId: '0xabc1', Image: CMD, ParentImage: 'C:\\Windows\\System32\\wsmprovhost.exe' }), // prettier-ignore
    start(31, 28_000, { host: 'srv-b', LogonId: '0xabc1', parent_guid: guid(30), Image: 'C:\\Windows\\System32\\whoami.exe', ParentImage: CMD }), // prettier-ignore
    // WMI: only the address is known.
    logon(60_000, 'srv-b', '0xabc2', { IpAddress: '::ffff:10.0.0.1', ext: { IpPort: '1' } }),
    start(32, 61_000, { host: 'srv-b', LogonId: '0xabc2', Image: CMD, ParentImage: 'C:\\Windows\\System32\\wbem\\WmiPrvSE.exe' }), // prettier-ignore
    // Only what the sender calls itself.
    logon(70_000, 'srv-b', '0xabc3', { IpAddress: '10.9.9.9', WorkstationName: 'WS-A.corp.local' }),
    start(33, 71_000, { host: 'srv-b', LogonId: '0xabc3', Image: CMD }),
    // From nowhere known, from itself, and a session in which nothing was started: no edges.
    logon(75_000, 'srv-b', '0xabc4', { IpAddress: '10.9.9.8' }),
    start(34, 76_000, { host: 'srv-b', LogonId: '0xabc4', Image: CMD }),
    logon(77_000, 'ws-a', '0xabc5', { IpAddress: '10.0.0.1' }),
    start(35, 78_000, { host: 'ws-a', LogonId: '0xabc5', Image: CMD }),
    logon(79_000, 'srv-b', '0xabc6', { IpAddress: '10.0.0.1' }),
    // PsExec: 7045 names no session, so time alone joins it to the last logon.
    logon(100_000, 'srv-c', '0xabc7', { IpAddress: '10.0.0.1', ext: { IpPort: '7' } }),
    row(101_000, { category: 'service', action: 'install', EventID: 7045, host: 'srv-c', ServiceName: 'PSEXESVC', ServiceFileName: '%SystemRoot%\\PSEXESVC.exe' }), // prettier-ignore
    start(40, 102_000, { host: 'srv-c', LogonId: '0x3e7', Image: 'C:\\Windows\\PSEXESVC.exe', ParentImage: SERVICES }),
    start(41, 102_500, { host: 'srv-c', LogonId: '0x3e7', Image: 'C:\\Windows\\System32\\svchost.exe', ParentImage: SERVICES }), // prettier-ignore
    // The same told by 4697, which names the session.
    logon(200_000, 'srv-d', '0xabc8', { IpAddress: '10.0.0.1', ext: { IpPort: '8' } }),
    logon(200_500, 'srv-d', '0xabc9', { IpAddress: '10.0.0.2', ext: { IpPort: '9' } }),
    row(201_000, { category: 'service', action: 'install', EventID: 4697, host: 'srv-d', LogonId: '0xabc8', ServiceName: 'x', ServiceFileName: 'C:\\Windows\\tool.exe -k' }), // prettier-ignore
    start(50, 202_000, { host: 'srv-d', LogonId: '0x3e7', Image: 'C:\\Windows\\tool.exe', ParentImage: SERVICES }),
  ]);
  await store.insert(alerts, [
    { ...alert, alert_id: guid(200), host: 'ws-a', proc_guid: guid(20), level: 'high' },
    { ...alert, alert_id: guid(201), host: 'ws-a', ProcessId: 1012, level: 'low' },
  ]);
});
const alert = {
  window_start: START,
  ts: START + 30_000,
  last_ts: START + 30_000,
  created_at: START,
  updated_at: START,
  rule_id: 'r',
  rule_title: 'Odd',
  count: 1,
  retention_days: 10_000,
};
afterAll(() => store?.stop());

const ask = async (model: object): Promise<Record<string, unknown>[]> => store.ask({ kind: 'lineage', ...model });
const ids = async (model: object): Promise<unknown[]> => (await ask(model)).map(({ id }) => id);

describe('children', () => {
  it('come by pages, the oldest first, each page after the last child of the one before', async () => {
    const page = { part: 'children', hosts: ['ws-a'], procGuid: guid(1), limit: 2 };
    const first = await ask(page);
    expect(first.map(({ id, childCount }) => [id, childCount])).toEqual([
      [guid(10), '0'],
      [guid(11), '0'],
    ]);
    const after = (rows: Record<string, unknown>[]): object => ({
      start: rows.at(-1)?.['start'],
      id: rows.at(-1)?.['id'],
    });
    const second = await ask({ ...page, after: after(first) });
    expect(second.map(({ id, childCount }) => [id, childCount])).toEqual([
      [guid(12), '1'],
      [guid(13), '0'],
    ]);
    expect(await ids({ ...page, after: after(second) })).toEqual([guid(14)]);
    expect(await ids({ ...page, after: { start: START + 30_000, id: guid(13) } })).toEqual([guid(14)]);
  });

  it('need a process', () => {
    expect(() => compiled({ kind: 'lineage', part: 'children' })).toThrow('need a process');
  });

  it('are counted where they are not shown', async () => {
    const rows = await ask({ hosts: ['ws-a'], procGuid: guid(1), depth: 0 });
    expect(rows.map(({ id, childCount }) => [id, childCount])).toEqual([[guid(1), '5']]);
  });
});

describe('around one', () => {
  it('shows a first page of the subtree: generation by generation, the oldest first', async () => {
    const around = { hosts: ['ws-a'], procGuid: guid(1) };
    expect(await ids({ ...around, limit: 3 })).toEqual([guid(1), guid(10), guid(11)]);
    expect(await ids(around)).toEqual([1, 10, 11, 12, 20, 13, 14].map(guid));
  });

  it('shows the process of an alert, by its GUID or by who had its pid by then', async () => {
    expect(await ids({ alertId: guid(200) })).toEqual([guid(1), guid(12), guid(20)]);
    expect(await ids({ alertId: guid(201), depth: 0 })).toEqual([guid(1), guid(12)]);
    expect(await ids({ alertId: guid(299) })).toEqual([]);
    expect(await ids({ alertId: guid(200), hosts: ['srv-b'] })).toEqual([]);
  });

  it('tells how often the pair of parent and child was seen, and of how many hosts', async () => {
    const rows = await ask({ hosts: ['ws-a'], procGuid: guid(20) });
    expect(rows.map(({ id, prevalence, prevalenceBase }) => [id, prevalence, prevalenceBase])).toEqual([
      [guid(1), '0', '4'],
      [guid(12), '5', '4'],
      [guid(20), '1', '4'],
    ]);
  });
});

describe('events', () => {
  it('of a process are folded where they are equal, the last ones of each kind', async () => {
    const rows = await ask({ part: 'events', hosts: ['ws-a'], procGuid: guid(20) });
    expect(rows.map(({ processId, kind, action, count }) => [processId, kind, action, count])).toEqual([
      [guid(20), 'dns', 'query', '1'],
      [guid(20), 'network', 'connect', '2'],
    ]);
  });

  it('of a host are counted by process and kind', async () => {
    const rows = await ask({ part: 'events', hosts: ['ws-a'] });
    expect(rows.map(({ processId, kind, count }) => [processId, kind, count])).toEqual([
      [guid(20), 'network', '2'],
      [guid(20), 'dns', '1'],
    ]);
  });
});

describe('edges between hosts', () => {
  const edgesOf = async (model: object): Promise<Record<string, unknown>[]> => {
    const statement = compiled({ kind: 'lineage', part: 'edges', ...model }).statements[1];
    if (statement === undefined) throw new Error('Two statements expected.');
    return store.run(statement);
  };

  it('join a logon to the process whose connection it came by, to its host by address, or to what calls itself so', async () => {
    const edges = await edgesOf({ hosts: ['srv-b'] });
    expect(
      edges.map(({ source, sourceHost, target, kind, confidence }) => [source, sourceHost, target, kind, confidence]),
    ).toEqual([
      [guid(20), 'ws-a', guid(30), 'logon', 'likely'],
      ['', 'ws-a', guid(32), 'wmi', 'likely'],
      ['', 'ws-a', guid(33), 'logon', 'possible'],
    ]);
    expect(edges.map(({ evidence }) => evidence)).toEqual([
      'logon type 3 as eve from 10.0.0.1:50001, the port of a connection of odd.exe on ws-a',
      'logon type 3 as eve from 10.0.0.1, an address of ws-a',
      'logon type 3 as eve from 10.9.9.9, which calls itself ws-a',
    ]);
  });

  it('join an installed service to the logon before it: surely by the session, by time alone otherwise', async () => {
    const pick = (edges: Record<string, unknown>[]): unknown[] =>
      edges.map(({ target, sourceHost, kind, confidence, evidence }) => [
        target,
        sourceHost,
        kind,
        confidence,
        evidence,
      ]);
    expect(pick(await edgesOf({ hosts: ['srv-c'] }))).toEqual([
      [guid(40), 'ws-a', 'service', 'possible', 'service PSEXESVC installed; logon type 3 as eve from 10.0.0.1, an address of ws-a; joined by time alone'], // prettier-ignore
    ]);
    expect(pick(await edgesOf({ hosts: ['srv-d'] }))).toEqual([
      [guid(50), 'ws-a', 'service', 'likely', 'service x installed; logon type 3 as eve from 10.0.0.1, an address of ws-a'], // prettier-ignore
    ]);
  });

  it('are found from the host that they left, too, and around a process', async () => {
    const targets = async (model: object): Promise<unknown[]> => (await edgesOf(model)).map(({ target }) => target);
    expect(await targets({ hosts: ['ws-a'] })).toEqual([30, 32, 33, 40, 50].map(guid));
    expect(await targets({ procGuid: guid(31) })).toEqual([30, 32, 33].map(guid));
    expect(await targets({})).toEqual([30, 32, 33, 40, 50].map(guid));
  });
});
