// One story as five sensors tell it: the same tree, with as much trust in each identity as the sensor's words allow.
import { buildForest, columnsFromRows, findFocus } from './index.ts';
import type { Forest, ProcessColumn } from './index.ts';

type Row = Partial<Record<ProcessColumn, unknown>>;
interface Told {
  readonly pid: number;
  readonly ppid: number;
  readonly at: number;
  readonly image: string;
  readonly parent: string;
  readonly end?: number;
}

/** sshd starts a shell, that one a download and a payload under the pid of the download, which is over by then. */
const story: readonly Told[] = [
  { pid: 10, ppid: 1, at: 1000, image: '/usr/sbin/sshd', parent: '/sbin/init' },
  { pid: 20, ppid: 10, at: 5000, image: '/bin/bash', parent: '/usr/sbin/sshd' },
  { pid: 30, ppid: 20, at: 9000, image: '/usr/bin/curl', parent: '/bin/bash', end: 9500 },
  { pid: 30, ppid: 20, at: 20_000, image: '/tmp/payload', parent: '/bin/bash' },
  { pid: 40, ppid: 30, at: 25_000, image: '/bin/sh', parent: '/tmp/payload' },
];
const common = ({ pid, ppid, at, image, parent, end }: Told): Row => ({
  host: 'web-1',
  pid,
  ppid,
  start: at,
  image,
  parentName: parent,
  ...(end === undefined ? {} : { end }),
});
const parentOf = ({ ppid, at }: Told): Told | undefined =>
  story.findLast((one) => one.pid === ppid && one.at <= at && !((one.end ?? Infinity) < at));

const sensors: Readonly<
  Record<string, { readonly rows: readonly Row[]; readonly kind: string; readonly likely: boolean }>
> = {
  'Sysmon for Linux, by its own GUIDs': {
    rows: story.map((one) => {
      const above = parentOf(one);
      return { ...common(one), id: `n-${one.at}`, parentId: above ? `n-${above.at}` : 'n-init', idKind: 'native' };
    }),
    kind: 'native',
    likely: false,
  },
  'Security 4688, by ids made of host, pid and start': {
    rows: story.map((one) => {
      const above = parentOf(one);
      return { ...common(one), id: `s-${one.at}`, parentId: above ? `s-${above.at}` : 's-init', idKind: 'synth' };
    }),
    kind: 'synth',
    likely: false,
  },
  'osquery bpf and es, with starts and parents by pid': {
    rows: story.map((one) => ({ ...common(one), id: `e-${one.at}`, idKind: 'synth' })),
    kind: 'synth',
    likely: true,
  },
  'osquery audit, by weak ids that a pid used again shares': {
    rows: story.map((one) => ({ ...common(one), id: `w-${one.pid}`, parentId: `w-${one.ppid}`, idKind: 'weak' })),
    kind: 'weak',
    likely: false,
  },
  'any table of pids and times': { rows: story.map(common), kind: 'weak', likely: true },
};

const draw = (forest: Forest): readonly string[] =>
  Array.from(forest.shape.order, (node) => `${'  '.repeat(forest.shape.depth[node] ?? 0)}${forest.name(node)}`);

it.each(Object.entries(sensors))('%s', (_, { rows, kind, likely }) => {
  const forest = buildForest([columnsFromRows(rows)]);
  expect(draw(forest)).toEqual(['init', '  sshd', '    bash', '      curl', '      payload', '        sh']);
  const processes = [...forest.shape.order].filter((node) => forest.kind(node) === 'process');
  expect(new Set(processes.map((node) => forest.idKind(node)))).toEqual(new Set([kind]));
  expect(processes.every((node) => forest.isLikelyChild(node) === likely)).toBe(true);
  expect(forest.name(findFocus(forest) ?? -1)).toBe('payload');
});

it('all of them at once, each process once', () => {
  const told = Object.values(sensors).flatMap(({ rows }) => rows);
  const forest = buildForest([columnsFromRows(told)]);
  expect(forest.counts.processes).toBe(story.length);
  expect(draw(forest).filter((line) => !line.endsWith('init'))).toEqual([
    '  sshd',
    '    bash',
    '      curl',
    '      payload',
    '        sh',
  ]);
});
