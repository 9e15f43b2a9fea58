import fc from 'fast-check';
import { ancestorsOf, buildForest, columnsFromRows, flattenRows } from './index.ts';
import type { Forest, ProcessColumn } from './index.ts';

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
    worst: forest.worst[node],
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
        const seen = Array.from({ length: forest.size }, (_, node) => forest.rowsOf(node)).flat();
        expect([...seen].sort((a, b) => a - b)).toEqual(rows.map((_, index) => index));
        rows.forEach((_, row) => expect(forest.rowsOf(forest.nodeOfRow[row] ?? -1)).toContain(row));
        expect(new Set(forest.shape.order).size).toBe(forest.size);
        for (let node = 0; node < forest.size; node++) {
          const parent = forest.parent[node] ?? -1;
          if (parent >= 0) expect(forest.shape.place[parent]).toBeLessThan(forest.shape.place[node] ?? -1);
          expect(ancestorsOf(forest, node)).toHaveLength(forest.shape.depth[node] ?? -1);
        }
        const everything = flattenRows(forest, () => true);
        expect([...everything.node]).toEqual([...forest.shape.order]);
        expect(new Set(Array.from({ length: forest.size }, (_, node) => forest.key(node))).size).toBe(forest.size);
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
