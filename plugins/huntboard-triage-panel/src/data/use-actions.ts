// Carries out what people do to alerts: once for each click, with what they saw, undoable for ten seconds.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Dispatch, SetStateAction } from 'react';
import type { ActionAnswer, ActionRequestInput, AlertState, Disposition, Me } from '@huntboard/actions';
import type { AlertRow } from '../model/alert';
import { inWords } from '../model/alert';
import { cursorAfter, withStates } from '../model/queue-state';
import type { QueueState } from '../model/queue-state';
import { newKey } from './triage-client';
import type { TriageClient } from './triage-client';

/** What the panel offers; the service allows a little longer. */
export const UNDO_OFFER_MS = 10_000;

/** An action without its key and alerts. */
export type Deed =
  | { readonly action: 'acknowledge' | 'start'; readonly comment?: string }
  | { readonly action: 'close'; readonly disposition: Disposition; readonly comment: string }
  | { readonly action: 'reopen' | 'comment'; readonly comment: string }
  | { readonly action: 'assign'; readonly assignee: string; readonly comment?: string };

export interface Notice {
  readonly text: string;
  readonly tone: 'done' | 'refused' | 'failed';
  /** Keys of the requests that can be taken back. */
  readonly undoes: readonly string[];
  /** Epoch ms. */
  readonly until: number;
  /** The deed that failed for want of an answer: it can be sent again. */
  readonly again?: () => void;
}

const DONE: Readonly<Record<Deed['action'], string>> = {
  acknowledge: 'acknowledged',
  start: 'in progress',
  close: 'closed',
  reopen: 'reopened',
  comment: 'commented',
  assign: 'assigned',
};

const many = (count: number): string => `${count.toLocaleString()} ${count === 1 ? 'alert' : 'alerts'}`;

/** The answer in a sentence: what was done, and the first reason why something was not. */
function inASentence(deed: Deed, answers: readonly ActionAnswer[]): { text: string; tone: Notice['tone'] } {
  const done = answers.reduce((sum, answer) => sum + answer.done.length, 0);
  const refused = answers.flatMap((answer) => answer.refused);
  const how = deed.action === 'close' ? ` as ${inWords(deed.disposition).toLowerCase()}` : '';
  const what =
    deed.action === 'assign'
      ? deed.assignee === ''
        ? 'given back'
        : `assigned to ${deed.assignee}`
      : DONE[deed.action];
  const first = done === 0 ? '' : `${many(done)} ${what}${how}`;
  const [reason] = refused;
  if (reason === undefined) return { text: `${first}.`, tone: 'done' };
  const by =
    reason.code === 'conflict' && reason.last !== undefined
      ? `: ${reason.last.actor} acted meanwhile (${inWords(reason.last.status).toLowerCase()})`
      : `: ${reason.message}`;
  const rest = `${many(refused.length)} not${by}`;
  return { text: first === '' ? `${rest}.` : `${first}; ${rest}.`, tone: done === 0 ? 'refused' : 'done' };
}

export interface Actions {
  readonly busy: boolean;
  readonly notice: Notice | null;
  readonly act: (deed: Deed, rows: readonly AlertRow[]) => Promise<boolean>;
  readonly undo: () => void;
  readonly dismiss: () => void;
  readonly say: (text: string, tone: Notice['tone']) => void;
}

export interface UseActionsOptions {
  readonly client: TriageClient;
  readonly me: Me | null;
  readonly setState: Dispatch<SetStateAction<QueueState>>;
  /** After something was done: the open alert has a new history. */
  readonly onDone: () => void;
}

export function useActions({ client, me, setState, onDone }: UseActionsOptions): Actions {
  const [busy, setBusy] = useState(false);
  const [notice, setNotice] = useState<Notice | null>(null);
  const current = useRef<Notice | null>(null);
  useEffect(() => {
    current.current = notice;
    if (notice === null || notice.until === Infinity) return;
    const timer = setTimeout(
      () => setNotice((old) => (old === notice ? null : old)),
      Math.max(0, notice.until - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [notice]);

  const take = useCallback(
    (answers: readonly ActionAnswer[], moveOn: boolean): void => {
      const states = new Map<string, AlertState>();
      const done = new Set<string>();
      for (const answer of answers) {
        for (const { id, state } of answer.done) {
          states.set(id, state);
          done.add(id);
        }
        for (const { id, state } of answer.refused) if (state !== undefined) states.set(id, state);
      }
      setState((old) => {
        const next = withStates(old, states, Date.now());
        return moveOn ? cursorAfter(next, done) : { ...next, marked: new Set() };
      });
      if (done.size > 0) onDone();
    },
    [setState, onDone],
  );

  const send = useCallback(
    async (deed: Deed, requests: readonly ActionRequestInput[]): Promise<boolean> => {
      setBusy(true);
      const answers: ActionAnswer[] = [];
      try {
        for (const request of requests) answers.push(await client.act(request));
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        const left = requests.slice(answers.length);
        // The same keys again: what was carried out before the answer got lost is not done twice.
        setNotice({ text, tone: 'failed', undoes: [], until: Infinity, again: () => void send(deed, left) });
        if (answers.length > 0) take(answers, false);
        setBusy(false);
        return false;
      }
      take(answers, deed.action === 'close');
      const undoes = answers.filter((answer) => answer.done.length > 0).map(({ key }) => key);
      setNotice({ ...inASentence(deed, answers), undoes, until: Date.now() + UNDO_OFFER_MS });
      setBusy(false);
      return undoes.length > 0;
    },
    [client, take],
  );

  const bulk = me?.bulk ?? 0;
  const act = useCallback(
    (deed: Deed, rows: readonly AlertRow[]): Promise<boolean> => {
      if (rows.length === 0) return Promise.resolve(false);
      const size = Math.max(1, bulk || 500);
      const requests: ActionRequestInput[] = [];
      for (let at = 0; at < rows.length; at += size) {
        const alerts = rows
          .slice(at, at + size)
          .map(({ alertId, lastAction }) => ({ id: alertId, expect: lastAction }));
        requests.push({ ...deed, key: newKey(), alerts } as ActionRequestInput);
      }
      return send(deed, requests);
    },
    [bulk, send],
  );

  const undo = useCallback((): void => {
    const undoes = current.current?.undoes ?? [];
    if (undoes.length === 0) return;
    setBusy(true);
    Promise.all(undoes.map((undone) => client.act({ key: newKey(), action: 'undo', undoes: undone })))
      .then((answers) => {
        take(answers, false);
        const refused = answers.flatMap((answer) => answer.refused);
        const text = refused[0] === undefined ? 'Undone.' : `Not undone: ${refused[0].message}.`;
        setNotice({ text, tone: refused.length > 0 ? 'refused' : 'done', undoes: [], until: Date.now() + 4000 });
      })
      .catch((error: unknown) =>
        setNotice({
          text: error instanceof Error ? error.message : String(error),
          tone: 'failed',
          undoes: [],
          until: Infinity,
        }),
      )
      .finally(() => setBusy(false));
  }, [client, take]);

  const dismiss = useCallback(() => setNotice(null), []);
  const say = useCallback(
    (text: string, tone: Notice['tone']) =>
      setNotice({ text, tone, undoes: [], until: tone === 'done' ? Date.now() + 5000 : Infinity }),
    [],
  );
  return { busy, notice, act, undo, dismiss, say };
}
