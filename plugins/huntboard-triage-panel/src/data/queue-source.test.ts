// What the panel asks must say exactly what its filters mean.
import { EMPTY_FILTER, OPEN_FILTER } from '../model/queue-filter';
import type { SlaPolicy } from '../model/sla';
import { queueModel } from './queue-source';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 24, 12);
const policy: SlaPolicy = {
  minutes: { critical: 30, high: 120, medium: 480, low: 0, informational: 0 },
  always: ['critical'],
  hours: { timeZone: 'UTC', days: [1, 2, 3, 4, 5], from: 480, to: 1080, holidays: [] },
};
const model = (filter: object, me = 'ana') => queueModel({ filter: { ...EMPTY_FILTER, ...filter }, me, policy }, NOW);

test('every word of the search must occur somewhere', () => {
  const { filters } = model({ search: ' lsass  ws-01 ' });
  expect(filters).toHaveLength(2);
  expect(JSON.stringify(filters)).toContain('"value":"ws-01"');
});

test('what is mine, and what is nobody’s', () => {
  expect(model({ assignee: '@me' })['assignees']).toEqual(['ana']);
  expect(model({ assignee: '@none' })['assignees']).toEqual(['']);
  expect(model({ assignee: 'ben' })['assignees']).toEqual(['ben']);
  expect(model({})).not.toHaveProperty('assignees');
});

test('unseen means new and older than a day by the clock on the wall', () => {
  expect(model({ ...OPEN_FILTER, unreviewed: true })).toMatchObject({
    statuses: ['new'],
    raisedBefore: NOW - 24 * HOUR,
  });
});

test('late means new and past the clock of its level; a level without a clock is never late', () => {
  const late = model({ late: true });
  expect(late['statuses']).toEqual(['new']);
  // Tuesday noon: four office hours of today, four of yesterday.
  expect(late['raisedBeforeByLevel']).toEqual({
    critical: NOW - HOUR / 2 + 1,
    high: NOW - 2 * HOUR + 1,
    medium: Date.UTC(2026, 10, 23, 14) + 1,
  });
});

test('acted on since', () => {
  expect(model({ actedSince: '24h' })['actedSince']).toBe(NOW - 24 * HOUR);
  expect(model({})).not.toHaveProperty('actedSince');
});
