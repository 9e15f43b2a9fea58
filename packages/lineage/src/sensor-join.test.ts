// What joins under another id, and what does not: ends whose start was forgotten, and places where nothing can join.
import { buildForest, columnsFromRows, createLineage } from './index.ts';

const at = Date.UTC(2026, 2, 10);
const start = (id: string, pid: number, when: number, image: string): object => ({ host: 'ws', idKind: 'synth', id, pid, ppid: 1, start: at + when, image }); // prettier-ignore
const end = (pid: number, when: number, image: string): object => ({ host: 'ws', idKind: 'weak', id: `weak-${pid}`, pid, end: at + when, image }); // prettier-ignore
const told = (...rows: object[]): unknown[] => {
  const forest = buildForest([columnsFromRows(rows)]);
  return [...forest.shape.order]
    .filter((node) => forest.kind(node) === 'process')
    .map((node) => [forest.id(node), forest.end[node]! - at, forest.isJoined(node)]);
};

it('an end under an id without a start ends the last process with its image that had begun by then', () => {
  const rows = [start('a', 7, 1000, '/bin/sh'), start('b', 7, 50_000, '/bin/sh'), start('c', 7, 90_000, '/bin/sh')];
  expect(told(...rows, end(7, 60_000, '/bin/sh'))).toEqual([['a', NaN, false], ['b', 60_000, false], ['c', NaN, false]]); // prettier-ignore
});

it('an end stays what it is where the image is another, another end is known, or nothing had begun', () => {
  expect(told(start('a', 7, 1000, '/bin/sh'), end(7, 60_000, '/bin/ls'))).toHaveLength(2);
  expect(told({ ...start('a', 7, 1000, '/bin/sh'), end: at + 5000 }, end(7, 60_000, '/bin/sh'))).toHaveLength(2);
  expect(told(start('a', 7, 90_000, '/bin/sh'), end(7, 60_000, '/bin/sh'))).toHaveLength(2);
});

it('one row without an id of its own makes nobody look at the processes of other ids and pids', () => {
  const natives = Array.from({ length: 5000 }, (_, n) => ({ host: 'ws', id: `n-${n}`, pid: 100 + n, start: at + n, image: 'x' })); // prettier-ignore
  const stepsOf = (...first: object[]): number => {
    const lineage = createLineage();
    lineage.add({ processes: columnsFromRows(first) });
    const before = lineage.steps;
    lineage.add({ processes: columnsFromRows(natives) });
    return lineage.steps - before;
  };
  const alone = stepsOf({ host: 'ws', id: 'n', pid: 99, start: at, image: 'x' });
  expect(stepsOf({ ...start('s', 99, 0, 'x'), ppid: 0 })).toBe(alone);
});
