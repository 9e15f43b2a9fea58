// The queue must not move under whoever reads it, and lose nothing.
import { alertRow } from '../testing/rows';
import {
  EMPTY_QUEUE,
  cursorAfter,
  linesOf,
  moveCursor,
  targetsOf,
  toggleGroup,
  toggleMarks,
  withNews,
  withRows,
  withStates,
} from './queue-state';
import type { Group, QueueState } from './queue-state';

const row = alertRow;
const queue = (...ids: string[]): QueueState =>
  withRows(
    EMPTY_QUEUE,
    '',
    ids.map((id) => row(id)),
    true,
    'replace',
  );
const keys = (state: QueueState): string[] => linesOf(state).map(({ key }) => key);
const closed = { status: 'closed', disposition: 'false_positive', assignee: 'anna', lastAction: 'x' } as const;

test('pages are added below, without what is there already; the end is marked until it is reached', () => {
  const first = withRows(EMPTY_QUEUE, '', [row('a'), row('b')], false, 'replace');
  expect(keys(first)).toEqual(['a', 'b', 'more:']);
  expect(keys(withRows(first, '', [row('b'), row('c')], true, 'append'))).toEqual(['a', 'b', 'c']);
});

test('what arrives waits beside the queue; what changed changes in its place', () => {
  const news = withNews(queue('a', 'b'), [row('n'), row('b', { status: 'acknowledged', lastAction: 'y' })]);
  expect(keys(news)).toEqual(['a', 'b']);
  expect(news.arrivals.map(({ alertId }) => alertId)).toEqual(['n']);
  expect(linesOf(news)[1]).toMatchObject({ row: { status: 'acknowledged' } });
  expect(withNews(news, [row('n'), row('m')]).arrivals.map(({ alertId }) => alertId)).toEqual(['m', 'n']);
});

test('ten thousand arrivals in a minute stay countable and cost no more than their number', () => {
  const many = Array.from({ length: 12_000 }, (_, index) => row(`n${index}`));
  expect(withNews(queue('a'), many).arrivals).toHaveLength(10_000);
});

test('a closed alert stays where it was, and the cursor goes to the next one that waits', () => {
  const before = { ...queue('a', 'b', 'c'), cursor: 'b' };
  const after = cursorAfter(withStates(before, new Map([['b', closed]]), 5), new Set(['b']));
  expect(keys(after)).toEqual(['a', 'b', 'c']);
  expect(after.cursor).toBe('c');
  const last = cursorAfter(withStates({ ...after, cursor: 'c' }, new Map([['c', closed]]), 6), new Set(['c']));
  expect(last.cursor).toBe('a');
});

test('keys walk over alerts and groups, and stop at both ends', () => {
  const state = { ...queue('a', 'b', 'c'), cursor: null };
  const walk = (from: QueueState, key: Parameters<typeof moveCursor>[2]): QueueState =>
    moveCursor(from, linesOf(from), key, 2);
  expect(walk(state, 'down').cursor).toBe('a');
  expect(walk(walk(state, 'last'), 'down').cursor).toBe('c');
  expect(walk(state, 'up').cursor).toBe('a');
  expect(moveCursor(EMPTY_QUEUE, [], 'down', 2)).toBe(EMPTY_QUEUE);
});

const group = (key: string): Group => ({
  key,
  label: key,
  alerts: 2,
  open: 2,
  level: 'high',
  hosts: 1,
  oldest: 0,
  newest: 0,
});
test('a group shows its rows when it is open, and acts for all of them', () => {
  let state: QueueState = { ...EMPTY_QUEUE, grouped: true, groups: [group('g1'), group('')] };
  expect(keys(state)).toEqual(['group:g1', 'group:']);
  state = withRows(toggleGroup(state, 'g1', true), 'g1', [row('a'), row('b')], true, 'replace');
  expect(keys(state)).toEqual(['group:g1', 'a', 'b', 'group:']);
  expect(targetsOf({ ...state, cursor: 'group:g1' }, null).map(({ alertId }) => alertId)).toEqual(['a', 'b']);
});

test('marks go before the open alert, and that before the cursor', () => {
  const state = { ...queue('a', 'b', 'c'), cursor: 'a' };
  const ids = (from: QueueState, opened: string | null): string[] =>
    targetsOf(from, opened).map(({ alertId }) => alertId);
  expect(ids(state, null)).toEqual(['a']);
  expect(ids(state, 'b')).toEqual(['b']);
  expect(ids(toggleMarks(state, ['c', 'a']), 'b')).toEqual(['a', 'c']);
  expect(ids(toggleMarks(toggleMarks(state, ['c']), ['c']), null)).toEqual(['a']);
});
