// The rule of the house for incidents: what goes together, what stays alone, what a person decided.
import { describe as title, groupAlerts, HOUR, MAX_GROUPED, treeOf, type Groupable } from './group-alerts.ts';

let number = 0;
const alert = (more: Partial<Groupable>): Groupable => ({
  id: String(number++).padStart(4, '0'),
  window: 0,
  ts: 0,
  level: 'high',
  rule: 'Rule',
  host: 'ws-01',
  user: 'CORP\\eve',
  tree: [],
  incident: '',
  ...more,
});
const groups = (alerts: readonly Groupable[], sizes = new Map<string, number>()): unknown[] =>
  groupAlerts(alerts, sizes).map(({ incident, alerts: members }) => [
    incident,
    members.map(({ alert: { id }, grouping }) => [alerts.findIndex((one) => one.id === id), grouping]),
  ]);

describe('groupAlerts', () => {
  it('joins what is in one process tree, however quiet and however late', () => {
    const alerts = [alert({ tree: ['b', 'a'], level: 'low' }), alert({ tree: ['c', 'a'], level: 'low', ts: 5 * HOUR })];
    expect(groups(alerts)).toEqual([
      [
        '',
        [
          [0, 'lineage'],
          [1, 'lineage'],
        ],
      ],
    ]);
    expect(groups([alerts[0]!, { ...alerts[1]!, host: 'ws-02', user: '' }])).toEqual([]);
  });

  it('joins what happens on one host within the hour, but not what is quiet', () => {
    expect(groups([alert({}), alert({ ts: HOUR, user: 'x' })])).toEqual([
      [
        '',
        [
          [0, 'host'],
          [1, 'host'],
        ],
      ],
    ]);
    expect(groups([alert({}), alert({ ts: HOUR + 1, user: 'x' })])).toEqual([]);
    expect(groups([alert({}), alert({ ts: 1, user: 'x', level: 'low' })])).toEqual([]);
  });

  it('joins what one user does on several hosts, but no account that all share', () => {
    expect(groups([alert({}), alert({ host: 'srv-01', ts: 9, user: 'corp\\EVE' })])).toEqual([
      [
        '',
        [
          [0, 'user'],
          [1, 'user'],
        ],
      ],
    ]);
    for (const user of ['NT AUTHORITY\\SYSTEM', 'WS-01$', '', 'root', '-'])
      expect(groups([alert({ user }), alert({ host: 'srv-01', ts: 9, user })])).toEqual([]);
  });

  it('adds to the incident that is there, and makes one of two that are alone', () => {
    const alerts = [
      alert({ incident: 'i' }),
      alert({ ts: 1 }),
      alert({ host: 'h', user: 'u' }),
      alert({ host: 'h', user: 'v', ts: 1 }),
    ];
    expect(groups(alerts)).toEqual([
      ['i', [[1, 'host']]],
      [
        '',
        [
          [2, 'host'],
          [3, 'host'],
        ],
      ],
    ]);
  });

  it('leaves alone what a person took out', () => {
    expect(groups([alert({}), alert({ ts: 1, incident: undefined })])).toEqual([]);
  });

  it('does not let one incident swallow everything', () => {
    const flood = Array.from({ length: 10_000 }, (_, n) => alert({ ts: n }));
    expect(groupAlerts(flood, new Map()).map(({ alerts }) => alerts.length)).toEqual([MAX_GROUPED]);
    expect(groups([alert({ incident: 'i' }), alert({ ts: 1 })], new Map([['i', MAX_GROUPED]]))).toEqual([]);
  });
});

describe('an incident', () => {
  it('is named after the worst of its alerts', () => {
    const alerts = [
      alert({ rule: 'A', level: 'medium' }),
      alert({ rule: 'B', level: 'critical', host: 'srv-01', ts: 5 }),
      alert({ rule: 'C', level: 'odd' }),
    ];
    expect(title(alerts)).toEqual({ title: 'B on 2 hosts', severity: 'critical' });
    expect(title([alert({ level: 'odd' })])).toEqual({ title: 'Rule on ws-01', severity: 'medium' });
  });
});

describe('treeOf', () => {
  it('ends below the programs that everything starts from', () => {
    const lineage = JSON.stringify([
      { guid: 'p', image: 'C:\\Office\\winword.exe' },
      { guid: 'e', image: 'C:\\Windows\\explorer.exe' },
      { guid: 'u', image: 'x' },
    ]);
    expect(treeOf('c', 'C:\\x\\cmd.exe', lineage)).toEqual(['c', 'p']);
    expect(treeOf('c', '/usr/lib/systemd/systemd', '')).toEqual([]);
    for (const broken of ['{', 'null', '7', '[1]', '[{}]']) expect(treeOf('c', 'x', broken)).toEqual(['c']);
  });
});
