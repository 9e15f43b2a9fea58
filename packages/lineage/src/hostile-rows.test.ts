import {
  buildForest,
  columnsFromRows,
  createLineage,
  flattenRows,
  layOutGraph,
  openStory,
  printable,
  rollUp,
  searchForest,
  treeText,
} from './index.ts';

const fill = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));

/** Steps that adding pages costs, by rows. */
function stepsOf(
  rows: number,
  pages: number,
  columns: (from: number, length: number) => Record<string, unknown[]>,
): number {
  const lineage = createLineage();
  const length = rows / pages;
  for (let page = 0; page < pages; page++)
    lineage.add({ processes: { length, columns: columns(page * length, length) } });
  return lineage.steps;
}

describe('cost', () => {
  const tree = (from: number, length: number): Record<string, unknown[]> => ({
    id: fill(length, (i) => `p${from + i}`),
    parentId: fill(length, (i) => (from + i === 0 ? '' : `p${(from + i - 1) >> 2}`)),
    start: fill(length, (i) => 1000 + from + i),
  });
  it.each<[string, (from: number, length: number) => Record<string, unknown[]>]>([
    ['a tree, parents first', tree],
    [
      'a tree, children first',
      (from, length) => {
        const { id, parentId, start } = tree(20_000 - from - length, length);
        return { id: (id ?? []).reverse(), parentId: (parentId ?? []).reverse(), start: (start ?? []).reverse() };
      },
    ],
    [
      'one family without its parent',
      (from, length) => ({ ...tree(from, length), parentId: fill(length, () => 'gone') }),
    ],
    [
      'one chain, children first',
      (from, length) => ({
        id: fill(length, (i) => `c${20_000 - from - i}`),
        parentId: fill(length, (i) => `c${19_999 - from - i}`),
      }),
    ],
    [
      'pids alone',
      (from, length) => ({
        pid: fill(length, (i) => from + i + 1),
        ppid: fill(length, (i) => (from + i) >> 2),
        start: fill(length, (i) => 1000 + from + i),
      }),
    ],
  ])('of %s is linear in the rows, in one page and in a hundred', (_, columns) => {
    // 20 steps a row leave room for what each part counts; a square would need thousands.
    for (const pages of [1, 100]) expect(stepsOf(20_000, pages, columns)).toBeLessThan(20 * 20_000);
  });

  it('of a page does not grow with what is there already', () => {
    const lineage = createLineage();
    const steps: number[] = [];
    for (let page = 0; page < 50; page++) {
      const before = lineage.steps;
      lineage.add({ processes: { length: 200, columns: tree(page * 200, 200) } });
      lineage.forest();
      steps.push(lineage.steps - before);
    }
    expect(steps.at(-1)).toBeLessThan((steps[1] ?? 0) * 2);
  });
});

describe('hostile rows', () => {
  it('with a million children of one process are taken in, folded and laid out', () => {
    const length = 1_000_000;
    const forest = buildForest([
      columnsFromRows([{ id: 'p', name: 'parent', start: 1 }]),
      {
        length,
        columns: {
          id: fill(length, (i) => `c${i}`),
          parentId: new Array<string>(length).fill('p'),
          name: new Array<string>(length).fill('child.exe'),
          start: fill(length, (i) => 2 + i),
        },
      },
    ]);
    const folds = rollUp(forest);
    const rows = flattenRows(forest, () => true, { rollUps: folds });
    expect([rows.length, folds.groups[0]?.members.length]).toEqual([2, length]);
    expect(layOutGraph(rows).height).toBe(1);
    expect(openStory(forest, { budget: 60 }).open.size).toBeLessThanOrEqual(1);
  });

  it('with one id for everything, and with circles by the thousand, keep what they say', () => {
    const length = 20_000;
    const same = buildForest([
      { length, columns: { id: new Array<string>(length).fill('x'), start: fill(length, (i) => 1 + i) } },
    ]);
    expect([same.counts.processes, same.rowsOf(same.shape.order[0] ?? -1).length]).toEqual([1, length]);
    const circles = buildForest([
      {
        length,
        columns: {
          id: fill(length, (i) => `c${i}`),
          parentId: fill(length, (i) => `c${i ^ 1}`),
          start: fill(length, (i) => 1 + i),
        },
      },
    ]);
    expect([circles.counts.cycles, circles.shape.order.length, circles.shape.roots.length]).toEqual([
      length / 2,
      length,
      length / 2,
    ]);
  });

  it('with one pid used again and again by two sensors do not cost the square', () => {
    const half = 10_000;
    const lineage = createLineage();
    lineage.add({
      processes: {
        length: 2 * half,
        columns: {
          id: fill(2 * half, (i) => `i${i}`),
          idKind: fill(2 * half, (i) => (i < half ? 'native' : 'synth')),
          pid: new Array<number>(2 * half).fill(7),
          image: fill(2 * half, (i) => `C:\\${i % half}\\a.exe`),
          start: fill(2 * half, (i) => 1000 + (i % 1000)),
        },
      },
    });
    expect(lineage.steps).toBeLessThan(300 * 2 * half);
  });

  it('with a command line of 10 MB hang neither the search nor the text', () => {
    const commandLine = `powershell -enc ${'A'.repeat(10_000_000)}`;
    const forest = buildForest([columnsFromRows([{ id: 'a', name: 'powershell.exe', commandLine, start: 1 }])]);
    const node = forest.shape.order[0] ?? -1;
    expect([...searchForest(forest, 'powershell -enc')]).toEqual([node]);
    expect(treeText(forest, node).length).toBeLessThan(5000);
    expect(forest.text(node, 'commandLine')).toBe(commandLine);
    expect(forest.reasons(node).map(({ code }) => code)).toContain('encoded-command');
  });

  it('with controls, bidi marks, invisible and broken characters are made visible', () => {
    expect(printable('a\u0000b\u001b[31m\u007f')).toBe('a␀b␛[31m␡');
    expect(printable('invoice\u202Efdp.exe')).toBe('invoice⟨RLO⟩fdp.exe');
    expect(printable('x\u200by\ufeffz\ud800')).toBe('x⟨ZWSP⟩y⟨BOM⟩z\ufffd');
    expect(printable('\u{E0041}')).toBe('⟨U+E0041⟩');
    expect(printable('حاسوب 電腦 👩‍💻 naïve')).toBe('حاسوب 電腦 👩‍💻 naïve');
    expect(printable('abcdef', 3)).toBe('abc…');
    const forest = buildForest([
      columnsFromRows([
        { id: 'a', name: 'gpj.\u202Eexe', commandLine: 'a\nb\r\n<img src=x onerror=alert(1)>', start: 1 },
      ]),
    ]);
    const node = forest.shape.order[0] ?? -1;
    expect(treeText(forest, node).split('\n')).toHaveLength(1);
    expect(forest.reasons(node).map(({ code }) => code)).toContain('lookalike-name');
  });

  it('with numbers that are no times, kinds nobody knows and ids of any form do not throw', () => {
    const odd: unknown[] = [1e300, -1, Infinity, NaN, '', 'yesterday', {}, [], true, 2n ** 70n, null, undefined];
    const length = odd.length;
    const forest = buildForest(
      [
        {
          length,
          columns: {
            id: odd,
            parentId: odd,
            start: odd,
            end: odd,
            pid: odd,
            ppid: odd,
            idKind: odd,
            name: odd,
            childCount: odd,
          },
        },
      ],
      {
        alerts: [{ length, columns: { processId: odd, level: odd, time: odd, count: odd } }],
        events: [{ length, columns: { processId: odd, kind: odd, time: odd, count: odd } }],
        edges: [{ length, columns: { source: odd, target: odd, kind: odd, time: odd, confidence: odd } }],
      },
    );
    for (const node of forest.shape.order) treeText(forest, node);
    expect(forest.counts.rows).toBe(length);
  });
});
