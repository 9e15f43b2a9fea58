// Clocks must count office hours only, whatever the zone and the season, and never run backwards.
import fc from 'fast-check';
import { businessDeadline, businessTime } from './business-hours';
import type { BusinessHours } from './business-hours';
import { isUnreviewed, lateBefore, shortDuration, slaState } from './sla';
import type { SlaPolicy } from './sla';

const berlin: BusinessHours = {
  timeZone: 'Europe/Berlin',
  days: [1, 2, 3, 4, 5],
  from: 480,
  to: 1080,
  holidays: ['2026-12-25'],
};
const at = (text: string): number => Date.parse(text);
const HOUR = 3_600_000;

test('within a day the hours are those of the clock', () => {
  expect(businessTime(berlin, at('2026-11-24T08:00:00Z'), at('2026-11-24T10:30:00Z'))).toBe(2.5 * HOUR);
});

test('nights, weekends and holidays do not count', () => {
  // Friday 16:00 to Monday 09:00 local: two hours and one.
  expect(businessTime(berlin, at('2026-11-20T15:00:00Z'), at('2026-11-23T08:00:00Z'))).toBe(3 * HOUR);
  // Christmas is a Friday.
  expect(businessTime(berlin, at('2026-12-25T07:00:00Z'), at('2026-12-25T17:00:00Z'))).toBe(0);
});

test('a change of the clock moves the window with it', () => {
  // 29 March 2026: summer time begins. Monday after it opens at 06:00Z.
  expect(businessTime(berlin, at('2026-03-30T05:00:00Z'), at('2026-03-30T07:00:00Z'))).toBe(HOUR);
  expect(businessTime(berlin, at('2026-03-27T06:00:00Z'), at('2026-03-27T08:00:00Z'))).toBe(HOUR);
});

test('a zone that the browser does not know counts as UTC', () => {
  const odd = { ...berlin, timeZone: 'Mars/Olympus' };
  expect(businessTime(odd, at('2026-11-24T08:00:00Z'), at('2026-11-24T09:00:00Z'))).toBe(HOUR);
});

test('time is additive, and a deadline is where its budget is used up', () => {
  const moment = fc.integer({ min: at('2026-01-01'), max: at('2026-12-31') });
  const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC', 'Pacific/Auckland');
  fc.assert(
    fc.property(moment, moment, moment, zone, fc.integer({ min: 1, max: 60 * HOUR }), (a, b, c, timeZone, budget) => {
      const hours = { ...berlin, timeZone };
      const [x, y, z] = [a, b, c].sort((left, right) => left - right) as [number, number, number];
      const whole = businessTime(hours, x, z);
      expect(businessTime(hours, x, y) + businessTime(hours, y, z)).toBe(whole);
      expect(whole).toBeGreaterThanOrEqual(0);
      expect(whole).toBeLessThanOrEqual(z - x);
      const deadline = businessDeadline(hours, x, budget);
      expect(businessTime(hours, x, deadline)).toBe(budget);
    }),
    { numRuns: 60 },
  );
});

test('no working day at all: no deadline, and the clock stands', () => {
  const never = { ...berlin, days: [] };
  expect(businessDeadline(never, at('2026-11-24T08:00:00Z'), HOUR)).toBe(Infinity);
  expect(businessTime(never, at('2026-11-01'), at('2026-11-24'))).toBe(0);
});

const policy: SlaPolicy = {
  minutes: { critical: 30, high: 120, medium: 480, low: 1440, informational: 0 },
  always: ['critical'],
  hours: berlin,
};
const raised = (
  level: 'critical' | 'high' | 'informational',
  text: string,
  status: 'new' | 'acknowledged' = 'new',
) => ({
  level,
  status,
  raisedAt: at(text),
});

test('a critical alert runs at night, a high one waits for the morning', () => {
  const night = at('2026-11-24T02:00:00Z');
  expect(slaState(raised('critical', '2026-11-24T01:00:00Z'), policy, night)).toEqual({
    kind: 'late',
    byMs: 30 * 60_000,
  });
  expect(slaState(raised('high', '2026-11-24T01:00:00Z'), policy, night)).toEqual({
    kind: 'running',
    leftMs: 2 * HOUR,
    soon: false,
    deadline: at('2026-11-24T09:00:00Z'),
  });
});

test('whoever acted stops the clock; informational alerts have none', () => {
  expect(slaState(raised('critical', '2026-11-24T01:00:00Z', 'acknowledged'), policy, at('2026-11-25'))).toEqual({
    kind: 'none',
  });
  expect(slaState(raised('informational', '2026-11-24T01:00:00Z'), policy, at('2026-11-25'))).toEqual({ kind: 'none' });
});

test('a clock that jumps back gives no more than the whole budget', () => {
  expect(slaState(raised('critical', '2026-11-24T01:00:00Z'), policy, at('2026-11-23T00:00:00Z'))).toMatchObject({
    kind: 'running',
    leftMs: 30 * 60_000,
  });
});

test('what the store is asked for as late is what the clocks show as late', () => {
  const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC');
  const moment = fc.integer({ min: at('2026-02-01'), max: at('2026-12-31') });
  const age = fc.integer({ min: 0, max: 9 * 24 * HOUR });
  const level = fc.constantFrom('critical' as const, 'high' as const, 'medium' as const, 'low' as const);
  fc.assert(
    fc.property(zone, moment, age, level, (timeZone, now, ago, of) => {
      const clocks = { ...policy, hours: { ...berlin, timeZone } };
      const before = lateBefore(clocks, now)[of];
      const late = slaState({ level: of, status: 'new', raisedAt: now - ago }, clocks, now).kind === 'late';
      expect(before !== undefined && now - ago < before).toBe(late);
    }),
    { numRuns: 300 },
  );
  expect(lateBefore(policy, at('2026-11-24'))).not.toHaveProperty('informational');
  expect(Object.keys(lateBefore({ ...policy, hours: { ...berlin, days: [] } }, at('2026-11-24')))).toEqual([
    'critical',
  ]);
});

test('unseen for a day is by the clock on the wall, weekends included', () => {
  const alert = raised('high', '2026-11-21T08:00:00Z');
  expect(isUnreviewed(alert, at('2026-11-22T07:59:00Z'))).toBe(false);
  expect(isUnreviewed(alert, at('2026-11-22T08:01:00Z'))).toBe(true);
  expect(isUnreviewed({ ...alert, status: 'acknowledged' }, at('2026-11-22T08:01:00Z'))).toBe(false);
});

test('durations are short', () => {
  expect([45_000, 12 * 60_000, 3 * HOUR + 5 * 60_000, 52 * HOUR].map(shortDuration)).toEqual([
    '45 s',
    '12 min',
    '3 h 05',
    '2 d 4 h',
  ]);
});
