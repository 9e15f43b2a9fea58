import fc from 'fast-check';
import { ancestorsOf, buildForest, columnsFromRows, createLineage, flattenRows } from './index.ts';
import type { Forest, LineagePage, ProcessColumn } from './index.ts';

type Row = Partial<Record<ProcessColumn, unknown>>;

const rowArbitrary: fc.Arbitrary<Row> = fc.record({
  host: fc.constantFrom('a', 'B', 'b'),
  id: fc.constantFrom('1', '2', '3', '4', '5', '6', '', null),
  parentId: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '', null),
  pid: fc.constantFrom(1, 2, 3, 4),
  ppid: fc.constantFrom(0, 1, 2, 3, 4),
  start: fc.constantFrom(null, 1000, 2000, 3000, 9000),
  end: fc.constantFrom(null, 2500),
  image: fc.constantFrom('x', 'y', ''),
  parentName: fc.constantFrom('x', 'z', ''),
  idKind: fc.constantFrom('native', 'synth', 'weak', ''),
  user: fc.constantFrom('u', 'v'),
  alertsHigh: fc.constantFrom(0, 1, 2),
});

const identity = fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '');
const hostOrNone = fc.constantFrom('a', 'B', 'b', '');
const time = fc.constantFrom(null, 500, 1000, 2200, 2600, 9100);
/** What hangs on processes, all different, so that the order of equal ones does not matter. */
const attachmentsArbitrary = fc.record({
  alerts: fc.uniqueArray(
    fc.record({ processId: identity, host: hostOrNone, time, level: fc.constantFrom('high', 'low'), title: fc.nat(9) }),
    { maxLength: 6, selector: (row) => JSON.stringify(row) },
  ),
  events: fc.uniqueArray(
    fc.record({ processId: identity, host: hostOrNone, time, kind: fc.constantFrom('dns', 'file'), what: fc.nat(9) }),
    { maxLength: 6, selector: (row) => JSON.stringify(row) },
  ),
  edges: fc.uniqueArray(
    fc.record({
      source: identity,
      target: identity,
      sourceHost: hostOrNone,
      targetHost: hostOrNone,
      time,
      kind: fc.constantFrom('inject', 'access', 'logon'),
      targetImage: fc.constantFrom('C:\\Windows\\System32\\lsass.exe', ''),
      label: fc.nat(9),
    }),
    { maxLength: 6, selector: (row) => JSON.stringify(row) },
  ),
});
type Part = 'processes' | 'alerts' | 'events' | 'edges';

const pageOf = (part: Part, rows: readonly object[]): LineagePage => {
  const columns: Record<string, unknown[]> = {};
  rows.forEach((row, index) => {
    for (const [name, value] of Object.entries(row)) (columns[name] ??= [])[index] = value;
  });
  return { [part]: { length: rows.length, columns } };
};

/** All that can be seen of a forest, without its internal numbers. */
function describeForest(forest: Forest): unknown {
  return [...forest.shape.order].map((node) => ({
    key: forest.key(node),
    kind: forest.kind(node),
    name: forest.name(node),
    user: forest.text(node, 'user'),
    parent: (forest.parent[node] ?? -1) < 0 ? null : forest.key(forest.parent[node] ?? -1),
    depth: forest.shape.depth[node],
    cut: forest.isCut(node),
    weak: forest.isWeak(node),
    likely: forest.isLikelyChild(node),
    joined: forest.isJoined(node),
    start: forest.start[node],
    end: forest.end[node],
    worst: forest.worst[node],
    score: forest.score[node],
    reasons: forest.reasons(node),
    activity: forest.activity(node),
    alerts: forest
      .alertFactsOf(node)
      .map(({ title, time: at }) => `${title} ${at}`)
      .sort(),
    events: forest
      .eventsOf(node)
      .map(({ what, time: at }) => `${what} ${at}`)
      .sort(),
    edges: forest
      .edgesOf(node)
      .map(({ source, target, kind, label }) => `${forest.key(source)} ${kind} ${forest.key(target)} ${label}`)
      .sort(),
    rows: forest.rowsOf(node).length,
  }));
}

const pagesOf = (rows: readonly Row[], cuts: readonly number[]): Row[][] => {
  const pages: Row[][] = [];
  let from = 0;
  for (const cut of [...cuts, rows.length].sort((a, b) => a - b)) {
    pages.push(rows.slice(from, Math.min(cut, rows.length)));
    from = Math.min(cut, rows.length);
  }
  return pages;
};

describe('any rows at all', () => {
  it('put every row into exactly one node, and every node under its parent, without circles', () => {
    fc.assert(
      fc.property(fc.array(rowArbitrary, { maxLength: 40 }), (rows) => {
        const forest = buildForest([columnsFromRows(rows)]);
        const seen = Array.from(forest.shape.order, (node) => forest.rowsOf(node)).flat();
        expect([...seen].sort((a, b) => a - b)).toEqual(rows.map((_, index) => index));
        rows.forEach((_, row) => expect(forest.rowsOf(forest.nodeOfRow[row] ?? -1)).toContain(row));
        expect(new Set(forest.shape.order).size).toBe(forest.shape.order.length);
        const { processes, ghosts } = forest.counts;
        const hosts = forest.shape.order.filter((node) => forest.kind(node) === 'host').length;
        expect(forest.shape.order).toHaveLength(processes + ghosts + hosts);
        for (const node of forest.shape.order) {
          expect(forest.find(forest.key(node))).toBe(node);
          const parent = forest.parent[node] ?? -1;
          if (parent >= 0) expect(forest.shape.place[parent]).toBeLessThan(forest.shape.place[node] ?? -1);
          expect(ancestorsOf(forest, node)).toHaveLength(forest.shape.depth[node] ?? -1);
        }
        const everything = flattenRows(forest, () => true);
        expect([...everything.node]).toEqual([...forest.shape.order]);
        expect(new Set(Array.from(everything.node, (node) => forest.key(node))).size).toBe(everything.length);
      }),
      { numRuns: 1500 },
    );
  });

  it('make the same forest in any order of pages and rows', () => {
    const shuffled = fc
      .array(rowArbitrary, { maxLength: 30 })
      .chain((rows) =>
        fc.tuple(
          fc.constant(rows),
          fc.shuffledSubarray(rows, { minLength: rows.length }),
          fc.array(fc.nat(30), { maxLength: 4 }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([rows, other, cuts]) => {
        const whole = buildForest([columnsFromRows(rows)]);
        const pages = buildForest(pagesOf(other, cuts).map((page) => columnsFromRows(page)));
        expect(describeForest(pages)).toEqual(describeForest(whole));
      }),
      { numRuns: 1500 },
    );
  });

  it('make the same forest in any order of processes, alerts, events and edges, whether looked at meanwhile or not', () => {
    const parts = fc
      .tuple(fc.array(rowArbitrary, { maxLength: 16 }), attachmentsArbitrary)
      .map(([processes, others]) => [
        ...processes.map((row) => ['processes', row] as const),
        ...others.alerts.map((row) => ['alerts', row] as const),
        ...others.events.map((row) => ['events', row] as const),
        ...others.edges.map((row) => ['edges', row] as const),
      ])
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(parts, ([all, shuffled]) => {
        const atOnce = createLineage();
        for (const part of ['processes', 'alerts', 'events', 'edges'] as const) {
          const rows = all.filter(([name]) => name === part).map(([, row]) => row);
          atOnce.add(pageOf(part, rows));
        }
        const oneByOne = createLineage();
        shuffled.forEach(([part, row], index) => {
          oneByOne.add(pageOf(part, [row]));
          if (index % 3 === 0) describeForest(oneByOne.forest());
        });
        expect(describeForest(oneByOne.forest())).toEqual(describeForest(atOnce.forest()));
      }),
      { numRuns: 400 },
    );
  });

  it('count depth of a chain of 100,000 without a stack overflow', () => {
    const length = 100_000;
    const id = Array.from({ length }, (_, i) => `p${i}`);
    const forest = buildForest([
      {
        length,
        columns: { id, parentId: id.map((_, i) => (i === 0 ? '' : `p${i - 1}`)), start: id.map((_, i) => i + 1) },
      },
    ]);
    expect(Math.max(...forest.shape.depth.subarray(length - 10))).toBe(length - 1);
    expect(flattenRows(forest, () => true).length).toBe(length);
  });
});
