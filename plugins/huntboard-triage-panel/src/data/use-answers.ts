// The answers to the questions of an open alert: those of its rule come by themselves, one after the other; the others when asked for.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AlertDetail } from '@huntboard/actions';
import type { Question } from '../model/questions';
import { readAnswer } from '../model/read-answer';
import type { Reading } from '../model/read-answer';
import { ask } from './ask';

export type Answered =
  | { readonly kind: 'asking' }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'read'; readonly reading: Reading };

export interface Answers {
  readonly answers: ReadonlyMap<string, Answered>;
  readonly run: (question: Question) => void;
}

/** Whoever walks through the queue asks nothing: only an alert that stays open is asked about. */
const STAYS_MS = 300;

/** For one alert: use it in a component that is made anew for another. */
export function useAnswers(uid: string, alert: AlertDetail['alert'], questions: readonly Question[]): Answers {
  const [answers, setAnswers] = useState<ReadonlyMap<string, Answered>>(new Map());
  const { ts, lastTs } = alert;
  const run = useCallback(
    async (question: Question, signal?: AbortSignal): Promise<void> => {
      const put = (answer: Answered): void => setAnswers((old) => new Map(old).set(question.id, answer));
      put({ kind: 'asking' });
      const range = { from: ts - question.before, to: lastTs + question.after + 1000 };
      try {
        put({ kind: 'read', reading: readAnswer(question, await ask(uid, question.model, range, signal)) });
      } catch (error) {
        if (signal?.aborted !== true)
          put({ kind: 'failed', text: error instanceof Error ? error.message : String(error) });
      }
    },
    [uid, ts, lastTs],
  );
  const first = useRef(questions);
  useEffect(() => {
    const abort = new AbortController();
    const ofRule = first.current.filter(({ origin, missing }) => origin === 'rule' && missing.length === 0);
    const runAll = async (): Promise<void> => {
      for (const question of ofRule) if (!abort.signal.aborted) await run(question, abort.signal);
    };
    const timer = setTimeout(() => void runAll(), STAYS_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [run]);
  return { answers, run: useCallback((question) => void run(question), [run]) };
}
