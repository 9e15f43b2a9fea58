import fc from 'fast-check';
import { buildForest, columnsFromRows, filterForest, flattenRows, rollUp, RowFlattener } from './index.ts';
import type { Forest, ProcessColumn, RollUps, VisibleRows } from './index.ts';

type Row = Partial<Record<ProcessColumn, unknown>>;

/** Families of a few names, so that some roll up; parents come before their children, later ones deeper. */
const forestArbitrary = fc
  .array(fc.record({ parent: fc.nat(), image: fc.constantFrom('x', 'y'), user: fc.constantFrom('u', 'v') }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((all) =>
    buildForest([
      columnsFromRows(
        all.map(({ parent, image, user }, i): Row => ({
          host: 'a',
          id: String(i),
          parentId: parent % (i + 1) === i ? '' : String(parent % (i + 1)),
          start: 1000 + i,
          image,
          user,
        })),
      ),
    ]),
  );

const noFolds: RollUps = { groups: [], itemsOf: () => undefined, groupOf: () => -1 };

const stepArbitrary = fc.record({
  /** Places in the display order of nodes, and among the roll-ups, that are opened or folded. */
  nodes: fc.array(fc.nat(), { maxLength: 7 }),
  groups: fc.array(fc.nat(), { maxLength: 3 }),
  /** A filter, or what is rolled up, changes as well. */
  other: fc.constantFrom('', '', '', 'filter', 'folds'),
});

const plain = (rows: VisibleRows, forest: Forest): unknown => ({
  length: rows.length,
  node: [...rows.node],
  position: [...rows.position],
  siblings: [...rows.siblings],
  depth: [...rows.depth],
  parentRow: [...rows.parentRow],
  rowOf: [...forest.shape.order].map((node) => rows.rowOf(node)),
  rowOfGroup: rows.groups.map((_, group) => rows.rowOf(~group)),
  group: Array.from({ length: rows.length }, (_, row) => rows.group(row)?.key),
});

const flipped = <T>(set: ReadonlySet<T>, item: T | undefined): ReadonlySet<T> => {
  if (item === undefined) return set;
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
};

describe('rows from fold to fold', () => {
  it('are those that listing them anew gives', () => {
    fc.assert(
      fc.property(forestArbitrary, fc.array(stepArbitrary, { maxLength: 12 }), (forest, steps) => {
        const { order } = forest.shape;
        const flattener = new RowFlattener();
        let shown: Uint8Array | undefined;
        let rollUps = rollUp(forest);
        let open: ReadonlySet<number> = new Set();
        let rolledOut: ReadonlySet<string> = new Set();
        for (const step of steps) {
          if (step.other === 'filter') {
            shown = shown === undefined ? filterForest(forest, { users: ['u'] }).shown : undefined;
            rollUps = shown === undefined ? rollUp(forest) : rollUp(forest, { shown });
          }
          if (step.other === 'folds') rollUps = rollUps === noFolds ? rollUp(forest) : noFolds;
          for (const at of step.nodes) open = flipped(open, order[at % order.length]);
          for (const at of step.groups) rolledOut = flipped(rolledOut, rollUps.groups[at % rollUps.groups.length]?.key);
          const opened = Uint8Array.from({ length: forest.size }, (_, node) => (open.has(node) ? 1 : 0));
          const rows = flattener.flatten({ forest, opened, rollUps, rolledOut, shown });
          const anew = flattenRows(forest, (node) => open.has(node), {
            rollUps,
            isRolledOut: (key) => rolledOut.has(key),
            ...(shown === undefined ? {} : { shown }),
          });
          expect(plain(rows, forest)).toEqual(plain(anew, forest));
        }
      }),
      { numRuns: 600 },
    );
  });

  it('are the very same ones while nothing is opened or folded', () => {
    const forest = buildForest([columnsFromRows([{ host: 'a', id: '1', start: 1 }])]);
    const parts = { forest, rollUps: noFolds, rolledOut: new Set<string>(), shown: undefined };
    const flattener = new RowFlattener();
    const rows = flattener.flatten({ ...parts, opened: new Uint8Array(forest.size) });
    expect(flattener.flatten({ ...parts, opened: new Uint8Array(forest.size).fill(1) })).toBe(rows);
  });
});
