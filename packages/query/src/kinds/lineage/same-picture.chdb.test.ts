// One story as the sensors send it, through decoder, store and compiled query: the same tree, with as much trust as their words allow.
import { buildForest, columnsFromRows } from '@huntboard/lineage';
import type { Forest, IdKind } from '@huntboard/lineage';
import { insertBodies } from '../../../testing/insert-recording';
import { compiled, startQueryStore } from '../../../testing/query-store';
import type { QueryStore } from '../../../testing/query-store';
import { auditbeat, laurel, records, sysmonForLinux } from '../../../testing/sensors/linux-words';
import { audit, bpf, endpointSecurity, eventTracing } from '../../../testing/sensors/osquery-words';
import { BEGIN, commandLine, PEER, STORY, USER } from '../../../testing/sensors/story';
import { both, security, sysmonJson, sysmonXml } from '../../../testing/sensors/windows-words';

interface Sensor {
  /** Bodies as a shipper delivers them, in that order. */
  readonly tell: (host: string) => readonly string[];
  readonly kind: IdKind;
  /** The account as the sensor knows it. */
  readonly user: string;
  /** Resolution of its clock, in ms. */
  readonly clock: 1 | 1000;
  /** What it does not tell. */
  readonly lacks: readonly ('ends' | 'network' | 'peers' | 'parent names' | 'command lines')[];
}

const onWindows = { user: `CORP\\${USER.name}`, clock: 1 } as const;
const onUnix = { user: USER.name, clock: 1 } as const;
const SENSORS: Readonly<Record<string, Sensor>> = {
  'sysmon-json': { ...onWindows, tell: sysmonJson, kind: 'native', lacks: [] },
  'sysmon-xml': { ...onWindows, tell: sysmonXml, kind: 'native', lacks: [] },
  security: { ...onWindows, tell: security, kind: 'synth', lacks: [] },
  'sysmon-and-security': { ...onWindows, tell: both, kind: 'native', lacks: [] },
  'sysmon-for-linux': { ...onUnix, tell: sysmonForLinux, kind: 'synth', lacks: [] },
  'osquery-audit': { tell: audit, kind: 'synth', user: String(USER.id), clock: 1000, lacks: ['ends', 'parent names'] },
  'osquery-bpf': { tell: bpf, kind: 'synth', user: String(USER.id), clock: 1000, lacks: ['ends', 'parent names'] },
  'osquery-es': { ...onUnix, tell: endpointSecurity, kind: 'synth', clock: 1000, lacks: ['network', 'parent names'] },
  'osquery-etw': { ...onWindows, tell: eventTracing, kind: 'synth', lacks: ['network', 'parent names'] },
  'auditd-laurel': { ...onUnix, tell: laurel, kind: 'synth', lacks: [] },
  'auditd-auditbeat': { ...onUnix, tell: auditbeat, kind: 'synth', lacks: ['parent names'] },
  'auditd-records': { tell: records, kind: 'synth', user: String(USER.id), clock: 1, lacks: ['parent names', 'command lines', 'peers'] }, // prettier-ignore
};

/** Sensors that name a parent by its process id alone, when each event goes through a decoder that saw none before. */
const FORGOTTEN = ['security', 'sysmon-for-linux', 'osquery-audit', 'osquery-bpf', 'auditd-laurel', 'auditd-auditbeat', 'auditd-records']; // prettier-ignore
const forgotten = (host: string): string => `${host}-forgotten`;

let store: QueryStore;
beforeAll(async () => {
  store = await startQueryStore();
  for (const host of FORGOTTEN)
    for (const body of SENSORS[host]?.tell(forgotten(host)) ?? [])
      for (const event of body.split('\n')) await insertBodies(store, [event]);
  await insertBodies(
    store,
    Object.entries(SENSORS).flatMap(([host, { tell }]) => tell(host)),
  );
});
afterAll(() => store?.stop());

const timeRange = { from: BEGIN - 60_000, to: BEGIN + 120_000 };
const rows = async (model: object, statement = 0): Promise<Record<string, unknown>[]> => {
  const asked = compiled({ kind: 'lineage', ...model }, { timeRange }).statements[statement];
  return asked === undefined ? [] : store.run(asked);
};
async function forestOf(model: object): Promise<Forest> {
  const events = columnsFromRows(await rows({ ...model, part: 'events' }));
  return buildForest([columnsFromRows(await rows(model))], { events: [events], hosts: 'never' });
}

const plainName = (name: string): string => name.replace(/\.exe$/, '');
const TREE = ['sshd', '  bash', '    curl', '    python3', '      whoami'];
const draw = (forest: Forest): readonly string[] =>
  Array.from(
    forest.shape.order,
    (node) =>
      `${'  '.repeat(forest.shape.depth[node] ?? 0)}${forest.kind(node) === 'ghost' ? 'sshd' : plainName(forest.name(node))}`,
  );
const processesOf = (forest: Forest): readonly number[] =>
  [...forest.shape.order].filter((node) => forest.kind(node) === 'process');

describe.each(Object.entries(SENSORS))('%s', (host, { kind, user, clock, lacks }) => {
  const tells = (what: Sensor['lacks'][number]): boolean => !lacks.includes(what);

  it('gives the tree of the story, in which a process id is used again', async () => {
    const forest = await forestOf({ hosts: [host] });
    expect(draw(forest)).toEqual(TREE);
    const [ghost = -1] = forest.shape.roots;
    expect(plainName(forest.name(ghost))).toBe(tells('parent names') ? 'sshd' : '');
  });

  it('gives times, account, command lines and identities, and says how far these are to be trusted', async () => {
    const forest = await forestOf({ hosts: [host] });
    const round = (at: number): number => Math.floor((BEGIN + at) / clock) * clock;
    const expected = STORY.map((one) => ({
      name: one.name,
      pid: one.pid,
      start: round(one.start),
      end: tells('ends') ? round(one.end) : NaN,
      user,
      commandLine: tells('command lines') ? commandLine(one) : '',
      kind,
      isLikely: false,
    }));
    const found = processesOf(forest).map((node) => ({
      name: plainName(forest.name(node)),
      pid: forest.pid(node),
      start: forest.start[node],
      end: forest.end[node],
      user: forest.text(node, 'user'),
      commandLine: forest.text(node, 'commandLine'),
      kind: forest.idKind(node),
      isLikely: forest.isLikelyChild(node),
    }));
    expect(found).toEqual(expected);
  });

  it('gives the connection to the process that opened it', async () => {
    const forest = await forestOf({ hosts: [host] });
    const connected = processesOf(forest).filter((node) => forest.activity(node).byKind.network > 0);
    expect(connected.map((node) => plainName(forest.name(node)))).toEqual(tells('network') ? ['curl'] : []);
    const [curl] = connected;
    if (curl === undefined) return;
    const procGuid = forest.id(curl);
    const around = await forestOf({ hosts: [host], procGuid });
    const said = processesOf(around).flatMap((node) => around.eventsOf(node).map(({ what }) => what));
    expect(said).toHaveLength(1);
    if (tells('peers')) expect(said[0]).toContain(`${PEER.ip}:${PEER.port}`);
  });

  it('gives the same around the last process', async () => {
    const forest = await forestOf({ hosts: [host] });
    const last = processesOf(forest).find((node) => plainName(forest.name(node)) === 'whoami') ?? -1;
    const around = await forestOf({ hosts: [host], procGuid: forest.id(last) });
    expect(draw(around)).toEqual(['sshd', '  bash', '    python3', '      whoami']);
  });
});

describe('with a decoder that forgot what it saw before each event', () => {
  it.each(FORGOTTEN)('%s gives the same tree, and says that its parents are likely', async (host) => {
    const { clock, lacks } = SENSORS[host] as Sensor;
    const forest = await forestOf({ hosts: [forgotten(host)] });
    expect(draw(forest)).toEqual(TREE);
    const processes = processesOf(forest);
    expect(processes.map((node) => forest.isLikelyChild(node))).toEqual([false, true, true, true]);
    expect(processes.some((node) => forest.isJoined(node))).toBe(false);
    // Only the last end under a process id is kept: that of the download is lost.
    const ends = STORY.map(({ name, end }) =>
      lacks.includes('ends') || name === 'curl' ? NaN : Math.floor((BEGIN + end) / clock) * clock,
    );
    expect(processes.map((node) => forest.end[node])).toEqual(ends);
  });
});
