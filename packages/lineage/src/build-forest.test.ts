import {
  ancestorsOf,
  buildForest,
  columnsFromRows,
  flattenRows,
  openStory,
  beginSearch,
  searchForest,
  sortForest,
  treeText,
} from './index.ts';
import type { Forest, ProcessColumn } from './index.ts';

type Row = Partial<Record<ProcessColumn, unknown>>;
const forestOf = (rows: Row[], options = {}): Forest => buildForest([columnsFromRows(rows)], options);
const openedBy = (forest: Forest, budget: number): ReadonlySet<number> => openStory(forest, { budget }).open;
const nodeNamed = (forest: Forest, name: string): number => {
  const node = [...forest.shape.order].find((at) => forest.name(at) === name);
  if (node === undefined) throw new Error(`no node ${name}`);
  return node;
};
const parentName = (forest: Forest, name: string): string | undefined => {
  const parent = forest.parent[nodeNamed(forest, name)] ?? -1;
  return parent < 0 ? undefined : forest.name(parent);
};

describe('parents', () => {
  it('finds the parent by id, whichever comes first and however the GUID is written', () => {
    const child = {
      id: '{B669E388-4A98-5EE0-1704-000000000300}',
      parentId: 'B669E388-A0DA-5EDF-0B00-000000000300',
      image: 'C:\\a\\child.exe',
      start: 2000,
    };
    const parent = { id: '{b669e388-a0da-5edf-0b00-000000000300}', image: 'C:\\a\\parent.exe', start: 1000 };
    expect(parentName(forestOf([child, parent]), 'child.exe')).toBe('parent.exe');
  });

  it('does not mix hosts that use the same ids', () => {
    const forest = forestOf([
      { host: 'A', id: '1', name: 'a-root', start: 1 },
      { host: 'B', id: '1', name: 'b-root', start: 1 },
      { host: 'b', id: '2', parentId: '1', name: 'b-child', start: 2 },
    ]);
    expect(parentName(forest, 'b-child')).toBe('b-root');
    expect(forest.counts).toMatchObject({ hosts: 2, processes: 3, ghosts: 0 });
  });

  it('makes one ghost of a parent that was never seen, named as its children name it', () => {
    const forest = forestOf([
      { id: '1', parentId: '9', name: 'one', start: 10 },
      { id: '2', parentId: '9', name: 'two', start: 5, ppid: 700, parentName: 'C:\\Windows\\services.exe' },
    ]);
    const ghost = forest.parent[nodeNamed(forest, 'one')] ?? -1;
    expect(forest.kind(ghost)).toBe('ghost');
    expect([forest.name(ghost), forest.pid(ghost), forest.text(ghost, 'image')]).toEqual([
      'services.exe',
      700,
      'C:\\Windows\\services.exe',
    ]);
    expect(forest.parent[nodeNamed(forest, 'two')]).toBe(ghost);
    expect(forest.counts.ghosts).toBe(1);
  });

  it('gives the orphan its parent once the page with the parent is there', () => {
    const orphan = columnsFromRows([{ id: '2', parentId: '1', name: 'child', start: 2 }]);
    const parent = columnsFromRows([{ id: '1', name: 'parent', start: 1 }]);
    expect(buildForest([orphan]).counts.ghosts).toBe(1);
    const whole = buildForest([orphan, parent]);
    expect(whole.counts.ghosts).toBe(0);
    expect(parentName(whole, 'child')).toBe('parent');
  });

  it('treats the nil GUID and zero as no parent', () => {
    const forest = forestOf([
      { id: '1', parentId: '00000000-0000-0000-0000-000000000000', ppid: 0, name: 'root', start: 1 },
    ]);
    expect(forest.shape.roots).toHaveLength(1);
    expect(forest.counts.ghosts).toBe(0);
  });

  it('finds the parent by pid and time when there is no id, and knows a pid that was used again', () => {
    const forest = forestOf([
      { pid: 10, start: 1000, end: 2000, image: '/bin/first' },
      { pid: 10, start: 3000, image: '/bin/second' },
      { pid: 11, ppid: 10, start: 1500, image: '/bin/early' },
      { pid: 12, ppid: 10, start: 3500, image: '/bin/late' },
      { pid: 13, ppid: 10, start: 2500, image: '/bin/between', parentName: '/bin/other' },
    ]);
    expect([parentName(forest, 'early'), parentName(forest, 'late'), parentName(forest, 'between')]).toEqual([
      'first',
      'second',
      'other',
    ]);
    expect(forest.isWeak(nodeNamed(forest, 'early'))).toBe(true);
    expect(forest.isLikelyChild(nodeNamed(forest, 'early'))).toBe(true);
    expect(forest.kind(forest.parent[nodeNamed(forest, 'between')] ?? -1)).toBe('ghost');
  });

  it('keeps two lives of a weak id apart', () => {
    const forest = forestOf([
      { id: 'w', idKind: 'weak', pid: 7, start: 1000, name: 'first' },
      { id: 'w', idKind: 'weak', pid: 7, start: 90_000, name: 'second' },
      { id: 'c', parentId: 'w', start: 95_000, name: 'child' },
    ]);
    expect(forest.counts.processes).toBe(3);
    expect(parentName(forest, 'child')).toBe('second');
  });
});

describe('times', () => {
  it('may be epoch ms, ISO or as ClickHouse writes them; the epoch itself means not seen', () => {
    const starts = [
      1_700_000_000_000,
      '2023-11-14T22:13:20.000Z',
      '2023-11-14 22:13:20.000',
      '1700000000000',
      0,
      '1970-01-01 00:00:00',
      null,
    ];
    const forest = forestOf(starts.map((start, index) => ({ id: `i${index}`, name: 'p', start })));
    expect(starts.map((_, row) => forest.start[forest.nodeOfRow[row] ?? -1])).toEqual([
      ...Array(4).fill(1_700_000_000_000),
      NaN,
      NaN,
      NaN,
    ]);
  });
});

describe('two sensors', () => {
  const native = {
    id: 'n',
    idKind: 'native',
    host: 'h',
    pid: 5,
    start: 10_000,
    image: 'C:\\x\\a.exe',
    hash: 'SHA256=1',
  };
  const synth = { id: 's', idKind: 'synth', host: 'h', pid: 5, start: 11_500, image: 'c:\\X\\A.EXE', user: 'bob' };

  it('joins the process that both told of, and follows children of either id', () => {
    const forest = forestOf([synth, { id: 'c', parentId: 's', host: 'h', name: 'child', start: 12_000 }, native]);
    expect(forest.counts.processes).toBe(2);
    const node = forest.parent[nodeNamed(forest, 'child')] ?? -1;
    expect([forest.id(node), forest.text(node, 'user'), forest.text(node, 'hash'), forest.isJoined(node)]).toEqual([
      'n',
      'bob',
      'SHA256=1',
      true,
    ]);
  });

  it.each([
    ['another image', { image: 'C:\\x\\b.exe' }],
    ['another pid', { pid: 6 }],
    ['another host', { host: 'g' }],
    ['a start too far off', { start: 12_001 }],
    ['the same kind of id', { idKind: 'native' }],
  ])('does not join over %s', (_, change) => {
    expect(forestOf([native, { ...synth, ...change }]).counts.processes).toBe(2);
  });
});

describe('circles', () => {
  it('cuts a circle at its oldest process and marks it', () => {
    const forest = forestOf([
      { id: 'b', parentId: 'a', name: 'b', start: 2 },
      { id: 'a', parentId: 'c', name: 'a', start: 1 },
      { id: 'c', parentId: 'b', name: 'c', start: 3 },
    ]);
    expect([...forest.shape.order].map((node) => forest.name(node))).toEqual(['a', 'b', 'c']);
    expect([...forest.shape.order].map((node) => forest.isCut(node))).toEqual([true, false, false]);
    expect(forest.counts.cycles).toBe(1);
  });

  it('makes a root of a process that names itself', () => {
    const forest = forestOf([{ id: 'a', parentId: 'a', name: 'a', start: 1 }]);
    expect(forest.shape.roots).toHaveLength(1);
    expect(forest.isCut(0)).toBe(true);
  });
});

describe('alerts, order, folds', () => {
  const rows: Row[] = [
    { id: '1', name: 'explorer.exe', start: 10 },
    { id: '2', parentId: '1', name: 'word.exe', start: 20 },
    { id: '3', parentId: '2', name: 'powershell.exe', start: 30, alertsHigh: 2, commandLine: 'powershell -enc AAAA' },
    { id: '4', parentId: '1', name: 'calc.exe', start: 15, alertsLow: 1 },
  ];
  const alerts = [
    {
      length: 2,
      columns: { processId: ['3', 'gone'], level: ['critical', 'high'], time: [31, 32], title: ['Encoded', 'x'] },
    },
  ];

  it('counts alerts of the columns and of the alert page, and rolls the worst up', () => {
    const forest = forestOf(rows, { alerts });
    const shell = nodeNamed(forest, 'powershell.exe');
    expect([forest.alertCount(shell, 4), forest.alertCount(shell, 3), forest.level[shell]]).toEqual([1, 2, 4]);
    expect(forest.worst[nodeNamed(forest, 'explorer.exe')]).toBe(4);
    expect(forest.alertsOf(shell)).toEqual([0]);
    expect(forest.counts).toMatchObject({ alerts: 4, strayAlerts: 1 });
  });

  it('sorts siblings by start, name or level', () => {
    const forest = forestOf(rows);
    const names = (by: 'start' | 'name' | 'level'): string[] =>
      [...sortForest(forest, by).shape.order].map((node) => forest.name(node));
    expect(names('start')).toEqual(['explorer.exe', 'calc.exe', 'word.exe', 'powershell.exe']);
    expect(names('level')).toEqual(['explorer.exe', 'word.exe', 'powershell.exe', 'calc.exe']);
    expect(names('name')).toEqual(['explorer.exe', 'calc.exe', 'word.exe', 'powershell.exe']);
  });

  it('opens the way to the worst alert even beyond the budget', () => {
    const forest = forestOf(rows);
    const open = openedBy(forest, 1);
    expect(ancestorsOf(forest, nodeNamed(forest, 'powershell.exe')).every((node) => open.has(node))).toBe(true);
  });

  it('opens what an alerted process did, unless that is too much to read', () => {
    const effects = (count: number): Row[] => [
      { id: '5', parentId: '3', name: 'stage.exe', start: 40 },
      ...Array.from({ length: count }, (_, i) => ({ id: `e${i}`, parentId: '5', name: 'effect.exe', start: 50 + i })),
    ];
    const few = forestOf([...rows, ...effects(3)]);
    expect(openedBy(few, 1)).toContain(nodeNamed(few, 'stage.exe'));
    const many = forestOf([...rows, ...effects(100)]);
    expect(openedBy(many, 1)).toContain(nodeNamed(many, 'powershell.exe'));
    expect(openedBy(many, 1)).not.toContain(nodeNamed(many, 'stage.exe'));
  });

  it('tells depth, place and number of siblings of what is open', () => {
    const forest = forestOf(rows);
    const root = nodeNamed(forest, 'explorer.exe');
    const visible = flattenRows(forest, (node) => node === root);
    expect([...visible.node].map((node) => forest.name(node))).toEqual(['explorer.exe', 'calc.exe', 'word.exe']);
    expect([...visible.position]).toEqual([1, 1, 2]);
    expect([...visible.siblings]).toEqual([1, 2, 2]);
    expect(visible.rowOf(nodeNamed(forest, 'powershell.exe'))).toBe(-1);
  });

  it('finds all words wherever they stand', () => {
    const forest = forestOf(rows);
    expect([...searchForest(forest, 'ENC powershell')].map((node) => forest.name(node))).toEqual(['powershell.exe']);
    expect(searchForest(forest, '  ')).toHaveLength(0);
  });

  it('finds the same in slices, and when the text grows, as at once', () => {
    const forest = forestOf(rows);
    let before = beginSearch(forest, '');
    for (const text of ['e', 'ex', 'exe', 'exe po', 'exe pow', 'exe pow e', 'sha', 's', 'sha', 'exe']) {
      const search = beginSearch(forest, text, before);
      while (!search.step(1));
      expect([...search.found()]).toEqual([...searchForest(forest, text)]);
      before = search;
    }
  });

  it('writes a tree as text', () => {
    const forest = forestOf(rows);
    expect(
      treeText(forest, nodeNamed(forest, 'explorer.exe'))
        .split('\n')
        .map((line) => line.split('  ')[0]),
    ).toEqual(['explorer.exe', '├─ calc.exe', '└─ word.exe', '']);
  });

  it('puts hosts above their processes, the worst first', () => {
    const forest = forestOf([
      ...rows.map((row) => ({ ...row, host: 'ws-2' })),
      { id: '1', host: 'ws-1', name: 'init', start: 1 },
    ]);
    expect([...forest.shape.roots].map((node) => [forest.kind(node), forest.name(node)])).toEqual([
      ['host', 'ws-2'],
      ['host', 'ws-1'],
    ]);
  });
});
