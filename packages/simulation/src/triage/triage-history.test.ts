// The past of the demo's SOC: the same for a seed, in order, before the events of the demonstration, with all that boards show.
import { triageHistory } from './triage-history.ts';

const NOW = Date.UTC(2026, 5, 12, 16, 30);
const DAY = 86_400_000;

describe('triageHistory', () => {
  const history = triageHistory('nordwind', NOW);

  it('is the same for the same seed, another for another', () => {
    expect(triageHistory('nordwind', NOW)).toEqual(history);
    expect(triageHistory('other', NOW)).not.toEqual(history);
  });

  it('spans two weeks and ends before the events begin', () => {
    const times = history.alerts.map(({ ts }) => ts);
    expect(Math.min(...times)).toBeLessThan(NOW - 12 * DAY);
    expect(Math.max(...times)).toBeLessThanOrEqual(NOW - 3 * DAY);
    expect(history.alerts.length).toBeGreaterThan(25);
  });

  it('acts on an alert after it was raised, in order, with a reason when it closes', () => {
    for (const { alert, ts, action, disposition, comment } of history.actions) {
      expect(ts).toBeGreaterThan(alert.raisedAt);
      expect(action === 'close').toBe(disposition !== '' && comment !== '');
    }
    expect(history.actions.map(({ ts }) => ts)).toEqual(history.actions.map(({ ts }) => ts).toSorted((a, b) => a - b));
  });

  it('has every disposition, every analyst, hunts and handovers', () => {
    const closed = new Set(history.actions.map(({ disposition }) => disposition).filter(Boolean));
    expect([...closed].toSorted()).toEqual(
      expect.arrayContaining(['benign_true_positive', 'false_positive', 'true_positive']),
    );
    expect(new Set(history.actions.map(({ actor }) => actor)).size).toBe(3);
    expect(new Set(history.notes.map(({ kind }) => kind)).size).toBe(2);
  });

  it.each([0, 1, 2, 3, 4, 5, 6])('leaves quieter alerts lying, on whatever day it ends (%i)', (days) => {
    const { alerts, actions } = triageHistory('nordwind', NOW + days * DAY);
    const taken = new Set(actions.map(({ alert }) => alert.id));
    const left = alerts.filter(({ id }) => !taken.has(id));
    expect(left.length).toBeGreaterThan(0);
    expect(left.every(({ level }) => level !== 'high')).toBe(true);
  });

  it('has the events behind every alert, the one that raised it among them', () => {
    for (const { cause, lines, host } of history.alerts) {
      expect(cause).toBeGreaterThanOrEqual(0);
      expect(lines[cause]!.toLowerCase()).toContain(host);
    }
  });

  it('makes a case of what was real, with its alerts, and closes it', () => {
    const of = (action: string): string[] => history.incidents.filter((step) => step.action === action).map(({ incident }) => incident); // prettier-ignore
    expect(of('open').length).toBeGreaterThan(0);
    expect(of('close')).toEqual(expect.arrayContaining(of('open')));
    expect(new Set(of('add_alert'))).toEqual(new Set(of('open')));
    const members = history.incidents.flatMap(({ alert }) => alert?.id ?? []);
    expect(new Set(members).size).toBe(members.length);
  });

  it('gives every alert and action an id of its own', () => {
    for (const ids of [history.alerts, history.actions, history.notes].map((list) => list.map(({ id }) => id)))
      expect(new Set(ids).size).toBe(ids.length);
  });
});
