// The note for the next shift must say what the store counted, however little of it is loaded.
import { alertRow } from '../testing/rows';
import { handoverDraft } from './handover';
import { queueSummary } from './queue-summary';
import { EMPTY_QUEUE, withRows } from './queue-state';

test('counts what is open, new and urgent, late, unseen and in work, and names who works on what', () => {
  const draft = handoverDraft({
    open: [
      { status: 'new', level: 'critical', alerts: 2 },
      { status: 'new', level: 'low', alerts: 12_000 },
      { status: 'in_progress', level: 'high', alerts: 3 },
    ],
    late: 7,
    unseen: 1,
    working: [
      { assignee: 'ana', rule: 'LSASS read', host: 'ws-01', status: 'in_progress' },
      { assignee: '', rule: 'nobody has it', host: '', status: 'acknowledged' },
      { assignee: 'ben', rule: 'No host', host: '', status: 'acknowledged' },
    ],
  });
  expect(draft.split('\n')).toEqual([
    'Open: 12,005, of these new: 12,002 (critical or high: 2), late: 7, unseen for 24 h: 1.',
    'In work: 3.',
    '- ana: LSASS read on ws-01',
    '- ben: No host',
    'Look first at: ',
  ]);
});

test('names ten at most, and says that there are more', () => {
  const working = Array.from({ length: 12 }, (_, n) => ({ assignee: 'ana', rule: `R${n}`, host: 'h', status: 'new' as const })); // prettier-ignore
  const lines = handoverDraft({ open: [], late: 0, unseen: 0, working }).split('\n');
  expect(lines.filter((line) => line.startsWith('- ana'))).toHaveLength(10);
  expect(lines).toContain('- … and more: see «In work»');
});

test('the line above the queue claims no more than is loaded', () => {
  const rows = [alertRow('a', { raisedAt: 1 }), alertRow('b', { raisedAt: 1, status: 'closed' })];
  const now = 2 * 86_400_000;
  const me = { login: 'ana', role: 'Editor' as const };
  expect(queueSummary(withRows(EMPTY_QUEUE, '', rows, true, 'replace'), me, now)).toBe('2 alerts · 1 unseen for 24 h · ana (Editor)'); // prettier-ignore
  const part = { ...withRows(EMPTY_QUEUE, '', rows, false, 'replace'), marked: new Set(['a']) };
  expect(queueSummary(part, null, now)).toBe('2+ alerts · 1+ unseen for 24 h · 1 marked');
});
