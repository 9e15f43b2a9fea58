// A click acts once, tells what came of it, can be taken back, and loses to whoever was first.
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ActionAnswer, ActionRequestInput, AlertState, Me } from '@huntboard/actions';
import { useState } from 'react';
import { EMPTY_QUEUE, withRows } from '../model/queue-state';
import type { QueueState } from '../model/queue-state';
import { alertRow } from '../testing/rows';
import type { TriageClient } from './triage-client';
import { useActions } from './use-actions';

const me = { login: 'ana', bulk: 2 } as Me;
const closed: AlertState = { status: 'closed', disposition: 'false_positive', assignee: 'ana', lastAction: 'x2' };
const fresh: AlertState = { status: 'new', disposition: '', assignee: '', lastAction: '' };

type Answer = (request: ActionRequestInput) => Omit<ActionAnswer, 'key' | 'repeated'>;
const idsOf = (request: ActionRequestInput): string[] =>
  'alerts' in request ? request.alerts.map(({ id }) => id) : [];
const all =
  (state: AlertState): Answer =>
  (request) => ({ done: idsOf(request).map((id) => ({ id, state })), refused: [] });

function start(answers: Answer[]) {
  const requests: ActionRequestInput[] = [];
  const client = {
    act: async (request: ActionRequestInput): Promise<ActionAnswer> => {
      requests.push(request);
      const answer = answers.shift();
      if (answer === undefined) throw new Error('the service does not answer');
      return { key: request.key, repeated: false, ...answer(request) };
    },
  } as unknown as TriageClient;
  const onDone = jest.fn();
  const rows = ['a', 'b', 'c'].map((id) => alertRow(id, { lastAction: `seen-${id}` }));
  const { result } = renderHook(() => {
    const [state, setState] = useState<QueueState>(() => ({
      ...withRows(EMPTY_QUEUE, '', rows, true, 'replace'),
      cursor: 'a',
    }));
    return { state, ...useActions({ client, me, setState, onDone }) };
  });
  return { result, requests, rows, onDone };
}
const close = { action: 'close', disposition: 'false_positive', comment: 'known' } as const;

test('goes in portions that the service takes, each with what the person saw', async () => {
  const { result, requests, rows, onDone } = start([all(closed), all(closed)]);
  await act(async () => void (await result.current.act(close, rows)));
  expect(requests.map(idsOf)).toEqual([['a', 'b'], ['c']]);
  expect(requests[0]).toMatchObject({ action: 'close', alerts: [{ id: 'a', expect: 'seen-a' }, {}] });
  expect(new Set(requests.map(({ key }) => key)).size).toBe(2);
  expect(result.current.notice).toMatchObject({ text: '3 alerts closed as false positive.', tone: 'done' });
  expect(onDone).toHaveBeenCalled();
});

test('is taken back as a whole', async () => {
  const { result, requests, rows } = start([all(closed), all(closed), all(fresh), all(fresh)]);
  await act(async () => void (await result.current.act(close, rows)));
  const keys = requests.map(({ key }) => key);
  await act(async () => result.current.undo());
  await waitFor(() => expect(result.current.notice?.text).toBe('Undone.'));
  expect(requests.slice(2)).toMatchObject(keys.map((undoes) => ({ action: 'undo', undoes })));
});

test('says who was first, and shows the state of the other', async () => {
  const last = { actor: 'ben', status: 'closed' } as never;
  const conflict: Answer = () => ({
    done: [],
    refused: [{ id: 'a', code: 'conflict', message: 'somebody acted', state: { ...closed, assignee: 'ben' }, last }],
  });
  const { result, rows } = start([conflict]);
  await act(async () => void (await result.current.act({ action: 'acknowledge' }, rows.slice(0, 1))));
  expect(result.current.notice).toMatchObject({ text: '1 alert not: ben acted meanwhile (closed).', tone: 'refused', undoes: [] }); // prettier-ignore
  expect(result.current.state.lists.get('')?.rows[0]).toMatchObject({ status: 'closed', assignee: 'ben' });
});

test('a lost answer is asked for again under the same key, so that it acts once', async () => {
  const { result, requests, rows } = start([]);
  await act(async () => void (await result.current.act({ action: 'acknowledge' }, rows.slice(0, 1))));
  expect(result.current.notice).toMatchObject({ tone: 'failed', text: 'the service does not answer' });
  await act(async () => result.current.notice?.again?.());
  expect(requests).toHaveLength(2);
  expect(requests[1]?.key).toBe(requests[0]?.key);
});
