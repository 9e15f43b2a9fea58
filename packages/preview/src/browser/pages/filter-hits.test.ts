// The search on the list of dashboards.
import { filterHits } from './filter-hits';

const hits = [
  { uid: 'a', title: 'Hunt', url: '', tags: ['x', 'y'], description: 'Every event', folder: '', panels: 1 },
  { uid: 'b', title: 'Overview', url: '', tags: ['x'], description: 'Who reports', folder: '', panels: 1 },
];

test.each([
  ['', [], 'ab'],
  ['every HUNT', [], 'a'],
  ['x', [], 'ab'],
  ['', ['y'], 'a'],
  ['over', ['y'], ''],
])('“%s” with tags %j finds %s', (text, tags, expected) => {
  expect(
    filterHits(hits, text, tags)
      .map((hit) => hit.uid)
      .join(''),
  ).toBe(expected);
});
