// All real events of the corpus over HTTP into the real store: none lost, none changed, at their true times, in their true trees.
import { ancestorsOf, buildForest, columnsFromRows } from '@huntboard/lineage';
import { corpusFiles, corpusFolder, describeCorpus } from '@huntboard/testing';
import { join } from 'node:path';
import { makeBundles, type Bundles } from './testing/bundles.ts';
import { deliveriesOf, sendAll, type Tally } from './testing/corpus-deliveries.ts';
import { readBooks, type Books } from './testing/metrics.ts';
import { startTestIngest, type TestIngest } from './testing/test-ingest.ts';
import { startMigratedStore, until, type MigratedStore } from './testing/test-store.ts';
import { plainGuid, readTruthTrees, type TruthProcess } from './testing/truth-trees.ts';

/** Lines of the 50 files that are not blank. */
const EVENTS = 305_869;
const AT_ONCE = 4;
const TRUTH_CUTS_AT = 200;

/** A process as the store folds it. */
interface StoredProcess {
  readonly host: string;
  readonly proc_guid: string;
  readonly parent_guid: string;
  readonly guid_kind: string;
  readonly started: string;
  readonly Computer: string;
  readonly ProcessId: number;
  readonly ParentProcessId: number;
  readonly Image: string;
  readonly ParentImage: string;
  readonly CommandLine: string;
}

const FOLDED = [
  'parent_guid',
  'guid_kind',
  'Computer',
  'ProcessId',
  'ParentProcessId',
  'Image',
  'ParentImage',
  'CommandLine',
];

const keyOf = (host: string, guid: string): string => `${host.toLowerCase().split('.')[0] ?? ''} ${plainGuid(guid)}`;

/** What the truth and the store must say alike of a process. */
const expected = (node: TruthProcess): Partial<StoredProcess> => ({
  proc_guid: plainGuid(node.guid),
  parent_guid: plainGuid(node.parent),
  guid_kind: 'native',
  started: node.utc,
  Computer: node.host,
  // Some senders leave it out.
  ...(node.pid === null ? {} : { ProcessId: Number(node.pid) }),
  ParentProcessId: Number(node.ppid),
  Image: node.image,
  ParentImage: node.pimage,
  // The truth stops at so many characters.
  CommandLine: node.cmd.length < TRUTH_CUTS_AT ? node.cmd : (expect.stringContaining(node.cmd) as string),
});

describeCorpus('the corpus over HTTP', () => {
  const trees = readTruthTrees();
  const sent: Tally = { lines: 0, withUtcTime: 0, digest: 0 };
  const processes = new Map<string, StoredProcess>();
  let bundles: Bundles;
  let store: MigratedStore;
  let service: TestIngest;
  let acknowledged: { readonly accepted: number; readonly quarantined: number };

  const books = async (): Promise<Books> => readBooks(await (await fetch(`${service.ingest.url}/metrics`)).text());
  const ask = async <T>(sql: string): Promise<T> => (await store.store.query<T>(sql))[0] as T;

  beforeAll(async () => {
    bundles = makeBundles();
    store = await startMigratedStore();
    service = await startTestIngest(bundles.worker, { ...store.settings, HUNTBOARD_BATCH_SECONDS: '1' });
    const files = corpusFiles('otrf__');
    expect(files).toHaveLength(50);
    function* bodies(): Generator<Uint8Array> {
      for (const name of files) yield* deliveriesOf(join(corpusFolder, name), 64 << 20, sent);
    }
    acknowledged = await sendAll(service.ingest, bodies(), AT_ONCE);
    await until(books, ({ queued }) => queued === 0);
    const columns = FOLDED.map((name) => `max(p.${name}) AS ${name}`).join(', ');
    const folded = await store.store.query<StoredProcess>(
      `SELECT host, proc_guid, toString(max(start_ts)) AS started, ${columns} FROM process AS p GROUP BY host, proc_guid`,
    );
    for (const row of folded) processes.set(keyOf(row.host, row.proc_guid), row);
  }, 300_000);
  afterAll(async () => {
    await service.stop();
    await store.stop();
    bundles.remove();
  });

  it('acknowledges every line once, and the books add up', async () => {
    expect(sent.lines).toBe(EVENTS);
    expect(acknowledged).toEqual({ accepted: EVENTS, quarantined: 0 });
    expect(await books()).toEqual({ received: EVENTS, stored: EVENTS, filtered: 0, quarantined: 0, queued: 0 });
  });

  it('stores every line as it was sent, exact duplicates too, and quarantines none', async () => {
    expect(await store.store.query('SELECT code, count() AS n FROM quarantine GROUP BY code')).toEqual([]);
    expect(
      await ask(
        'SELECT count() AS n, uniqExact(event_id) AS ids, sum(reinterpretAsUInt32(substring(MD5(raw), 1, 4))) AS digest FROM events',
      ),
    ).toEqual({ n: String(EVENTS), ids: String(EVENTS), digest: String(sent.digest) });
  });

  it("takes Sysmon's UtcTime for the time of the event, whatever else the line claims", async () => {
    const told = await ask<{ compared: string; differing: string }>(
      `SELECT count() AS compared,
        countIf(toUnixTimestamp64Milli(ts) != toUnixTimestamp64Milli(parseDateTime64BestEffort(utc, 3, 'UTC'))) AS differing
      FROM (SELECT ts, extract(raw, '"UtcTime"\\\\s*:\\\\s*"([^"]+)"') AS utc FROM events WHERE position(raw, '"UtcTime"') > 0)`,
    );
    expect(told).toEqual({ compared: String(sent.withUtcTime), differing: '0' });
    expect(sent.withUtcTime).toBeGreaterThan(100_000);
  });

  it('counts every event once in what is fed from the events', async () => {
    expect(await ask("SELECT sum(count) AS n FROM seen WHERE kind = 'sender'")).toEqual({ n: String(EVENTS) });
    const { n } = await ask<{ n: string }>(
      `SELECT uniqExact(host, proc_guid) AS n FROM events
      WHERE category = 'process' AND action IN ('start', 'end') AND proc_guid != toUUID('00000000-0000-0000-0000-000000000000')`,
    );
    expect(processes.size).toBe(Number(n));
  });

  it.each(Object.entries(trees))('%s: the tree in the store is the true one', (_, tree) => {
    const rows = tree.nodes.map((node) => processes.get(keyOf(node.host, node.guid)));
    expect(rows).toEqual(tree.nodes.map((node) => expect.objectContaining(expected(node)) as unknown));

    const page = columnsFromRows(
      rows.map((row) => ({
        id: row?.proc_guid,
        parentId: row?.parent_guid,
        idKind: row?.guid_kind,
        host: row?.host,
        image: row?.Image,
        parentName: row?.ParentImage,
        pid: row?.ProcessId,
        ppid: row?.ParentProcessId,
        start: row?.started,
        commandLine: row?.CommandLine,
      })),
    );
    const forest = buildForest([page], { hosts: 'never' });
    expect(forest.counts).toMatchObject({ processes: tree.processes, cycles: 0 });
    const known = new Set(tree.nodes.map((node) => keyOf(node.host, node.guid)));
    const depths = tree.nodes.map((node, row) => {
      const at = forest.nodeOfRow[row] ?? -1;
      const above = ancestorsOf(forest, at);
      expect(forest.id(above[0] ?? -1)).toBe(plainGuid(node.parent));
      expect(forest.kind(above[0] ?? -1)).toBe(known.has(keyOf(node.host, node.parent)) ? 'process' : 'ghost');
      return above.filter((one) => forest.kind(one) === 'process').length + 1;
    });
    expect(depths.filter((depth) => depth > 1)).toHaveLength(tree.resolved_parent);
    expect(depths.filter((depth) => depth === 1)).toHaveLength(tree.roots_without_seen_parent);
    expect(Math.max(...depths)).toBe(tree.max_depth_seen);
    expect(Math.max(...forest.shape.depth) + 1).toBe(tree.max_depth_with_virtual_parent);
  });
});
