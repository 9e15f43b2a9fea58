// Keys must do what the help says, and nothing that the person may not do.
import type { Me } from '@huntboard/actions';
import { EMPTY_QUEUE, linesOf, withRows } from '../model/queue-state';
import type { QueueState } from '../model/queue-state';
import { KEYS } from '../model/key-command';
import { alertRow } from '../testing/rows';
import { triageCommands } from './triage-commands';
import type { CommandOptions } from './triage-commands';

const rows = [alertRow('a'), alertRow('b')];
const base: QueueState = { ...withRows(EMPTY_QUEUE, '', rows, true, 'replace'), cursor: 'a' };

function commands(more: Partial<CommandOptions> = {}, state: QueueState = base) {
  const calls: string[] = [];
  let current = state;
  const note =
    (name: string) =>
    (...args: unknown[]): void =>
      void calls.push(
        [name, ...args.map((arg) => (typeof arg === 'object' ? JSON.stringify(arg) : String(arg)))].join(' '),
      );
  const run = triageCommands({
    state,
    lines: linesOf(state),
    me: { login: 'ana', reason: '' } as Me,
    mayTriage: true,
    targets: rows.slice(0, 1),
    opened: null,
    hasDetail: false,
    incident: null,
    setState: (next) => {
      current = typeof next === 'function' ? next(current) : next;
    },
    setDialog: ({ kind }) => note('dialog')(kind),
    act: note('act'),
    say: (text) => note('say')(text),
    undo: note('undo'),
    reload: note('reload'),
    openAlert: (id) => note('open')(id),
    closeAlert: note('close'),
    closeIncident: note('closeIncident'),
    mark: (id) => note('mark')(id),
    toggle: note('toggle'),
    toggleFilters: note('filters'),
    nextGrouping: note('group'),
    focusSearch: note('search'),
    page: () => 10,
    ...more,
  });
  return { run, calls, state: () => current };
}

test('every key of the help does something', () => {
  for (const { command } of KEYS) {
    const { run, calls, state } = commands({ hasDetail: true, opened: command === 'back' ? 'a' : null });
    run(command);
    const changed = state() !== base;
    const still = ['up', 'first', 'fold', 'pageUp'].includes(command);
    expect([command, calls.length > 0 || changed || still]).toEqual([command, true]);
  }
});

/** What reaches the service or begins to ask for words that will. */
const touches = (calls: readonly string[]): boolean =>
  calls.some((call) => call.startsWith('act ') || (call.startsWith('dialog ') && call !== 'dialog help'));

test('who may only read is told why each time a key would change something, and every other key works as for anybody', () => {
  for (const { command } of KEYS) {
    const open = { hasDetail: true, opened: command === 'back' ? 'a' : null };
    const [reader, worker] = [commands({ ...open, mayTriage: false }), commands(open)];
    reader.run(command);
    worker.run(command);
    const isRefused = touches(worker.calls);
    expect([command, reader.calls, reader.state()]).toEqual(
      isRefused
        ? [command, ['say Your role may read, but not work on alerts.'], base]
        : [command, worker.calls, worker.state()],
    );
  }
});

test('who may only read is told the reason that the service gives, where it gives one', () => {
  const { run, calls } = commands({ mayTriage: false, me: { login: 'vera', reason: 'The service is away.' } as Me });
  run('close');
  expect(calls).toEqual(['say The service is away.']);
});

test('with an alert open, walking reads through the queue', () => {
  const { run, calls, state } = commands({ opened: 'a' });
  run('down');
  expect(state().cursor).toBe('b');
  expect(calls).toEqual(['open b']);
});

test('escape closes what lies on top first', () => {
  const withIncident = commands({ opened: 'a', incident: 'i' });
  withIncident.run('back');
  expect(withIncident.calls).toEqual(['closeIncident']);
  const withAlert = commands({ opened: 'a' });
  withAlert.run('back');
  expect(withAlert.calls).toEqual(['close']);
  const marked = commands({}, { ...base, marked: new Set(['a']) });
  marked.run('back');
  expect(marked.state().marked.size).toBe(0);
});

test('a dialog needs an alert, an exception an open one', () => {
  const none = commands({ targets: [] });
  none.run('close');
  none.run('exception');
  expect(none.calls).toEqual(['say No alert is chosen.', 'say Open an alert first: the exception is made from it.']);
});

test('on a group, marking takes all of it, and folding goes back to its head', () => {
  const group = { key: 'r', label: 'Rule', alerts: 2, open: 2, level: 'high', hosts: 1, oldest: 0, newest: 0 } as const;
  const grouped: QueueState = {
    ...withRows(
      { ...EMPTY_QUEUE, grouped: true, groups: [group], openGroups: new Set(['r']) },
      'r',
      rows,
      true,
      'replace',
    ),
    cursor: 'group:r',
  };
  const marking = commands({}, grouped);
  marking.run('mark');
  expect([...marking.state().marked]).toEqual(['a', 'b']);
  const folding = commands({}, { ...grouped, cursor: 'b' });
  folding.run('fold');
  expect(folding.state()).toMatchObject({ cursor: 'group:r', openGroups: new Set() });
});
