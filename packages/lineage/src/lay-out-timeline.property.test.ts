import fc from 'fast-check';
import { buildForest, columnsFromRows, flattenRows, layOutTimeline, rollUp } from './index.ts';
import type { ProcessColumn } from './index.ts';

type Row = Partial<Record<ProcessColumn, unknown>>;

const processArbitrary = fc.record({
  host: fc.constantFrom('a', 'b'),
  parent: fc.nat(),
  image: fc.constantFrom('x', 'y'),
  start: fc.option(fc.integer({ min: 1000, max: 1020 })),
  lasts: fc.option(fc.nat(8)),
});

const forestArbitrary = fc.array(processArbitrary, { minLength: 1, maxLength: 60 }).map((all) =>
  buildForest([
    columnsFromRows(
      all.map(({ host, parent, image, start, lasts }, i): Row => {
        const parentId = parent % (i + 1);
        return {
          ...{ host, id: String(i), parentId: parentId === i ? '' : String(parentId), image, start },
          end: start === null || lasts === null ? null : start + lasts,
        };
      }),
    ),
  ]),
);

describe('the timeline of any rows', () => {
  it('puts every row with a start into one lane of its host and depth, without overlap, in as few lanes as can be', () => {
    fc.assert(
      fc.property(forestArbitrary, fc.boolean(), fc.boolean(), (forest, folds, rollsOut) => {
        const rows = flattenRows(
          forest,
          () => true,
          folds ? { rollUps: rollUp(forest), isRolledOut: () => rollsOut } : {},
        );
        const layout = layOutTimeline(forest, rows, { from: 1000, to: 1040 });
        const { lane, from, to, isOpen, laneStart, laneRows, lanes, bands } = layout;
        expect(laneStart).toHaveLength(lanes + 1);
        expect(bands.reduce((sum, band) => sum + band.lanes, 0)).toBe(lanes);
        const timed = Array.from({ length: rows.length }, (_, row) => row).filter((row) => !Number.isNaN(from(row)));
        expect([...laneRows].sort((a, b) => a - b)).toEqual(timed);
        for (let row = 0; row < rows.length; row++) {
          const group = rows.group(row);
          const node = group?.members[0] ?? rows.node[row] ?? 0;
          const start = group ? group.from : forest.kind(node) === 'process' ? (forest.start[node] ?? NaN) : NaN;
          const end = group ? group.to : (forest.end[node] ?? NaN);
          expect(from(row)).toBe(start);
          expect((lane[row] ?? -1) >= 0).toBe(!Number.isNaN(start));
          if (Number.isNaN(start)) continue;
          expect(to(row)).toBe(Number.isNaN(end) ? 1040 : Math.max(start, end));
          expect(isOpen(row)).toBe(Number.isNaN(end));
          const band = bands.find(
            ({ first, lanes: count }) => (lane[row] ?? 0) >= first && (lane[row] ?? 0) < first + count,
          );
          expect([band?.host, band?.depth]).toEqual([forest.host(node), rows.depth[row]]);
        }
        for (let at = 0; at < lanes; at++) {
          const own = [...laneRows.subarray(laneStart[at], laneStart[at + 1])];
          expect(own.every((row) => lane[row] === at)).toBe(true);
          for (let i = 1; i < own.length; i++) expect(from(own[i] ?? 0)).toBeGreaterThanOrEqual(to(own[i - 1] ?? 0));
        }
        // No fewer lanes would do: somewhere in time as many bars of the band run at once, or begin there and end at once.
        for (const { first, lanes: count } of bands) {
          const own = timed.filter((row) => (lane[row] ?? 0) >= first && (lane[row] ?? 0) < first + count);
          const most = Math.max(
            ...own.map((row) => own.filter((other) => from(other) <= from(row) && runsAt(other, row)).length),
          );
          expect(count).toBeLessThanOrEqual(most);
          function runsAt(other: number, row: number): boolean {
            return to(other) > from(row) || from(other) === from(row);
          }
        }
      }),
      { numRuns: 800 },
    );
  });
});
