import fc from 'fast-check';
import { buildForest, columnsFromRows, flattenRows, layOutGraph, rollUp } from './index.ts';

const forestArbitrary = fc
  .array(fc.record({ parent: fc.nat(), image: fc.constantFrom('x', 'y') }), { maxLength: 50 })
  .map((all) =>
    buildForest([
      columnsFromRows(
        all.map(({ parent, image }, i) => ({
          ...{ host: 'a', id: String(i), image, start: 1000 + i },
          parentId: parent % (i + 1) === i ? '' : String(parent % (i + 1)),
        })),
      ),
    ]),
  );

describe('the graph of any rows', () => {
  it('gives each leaf a line of its own, and puts parents in the middle between their first and their last child', () => {
    fc.assert(
      fc.property(forestArbitrary, fc.boolean(), fc.integer({ min: 1, max: 5 }), (forest, folds, every) => {
        const rows = flattenRows(
          forest,
          (node) => node % every === 0,
          folds ? { rollUps: rollUp(forest), isRolledOut: (key) => key.endsWith('x') } : {},
        );
        const { length, x, y, width, height, byDepth } = layOutGraph(rows);
        expect(length).toBe(rows.length);
        const all = Array.from({ length }, (_, row) => row);
        const childrenOf = (row: number): number[] => all.filter((at) => rows.parentRow[at] === row);
        const leaves = all.filter((row) => childrenOf(row).length === 0);
        expect(leaves.map((row) => y[row])).toEqual(leaves.map((_, line) => line));
        expect(height).toBe(leaves.length);
        for (const row of all) {
          expect(x[row]).toBe(rows.depth[row]);
          const below = childrenOf(row).map((at) => y[at] ?? NaN);
          if (below.length > 0) expect(y[row]).toBe(((below[0] ?? NaN) + (below.at(-1) ?? NaN)) / 2);
        }
        expect(byDepth).toHaveLength(width);
        byDepth.forEach((list, depth) => expect([...list]).toEqual(all.filter((row) => rows.depth[row] === depth)));
      }),
      { numRuns: 500 },
    );
  });
});
