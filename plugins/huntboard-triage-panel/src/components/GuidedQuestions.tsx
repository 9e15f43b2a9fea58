// The questions of an alert: one click (or Enter) runs the query and shows the answer below it.
import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { dateTimeFormat } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { AlertDetail } from '@huntboard/actions';
import { ask, rowsOf } from '../data/ask';
import type { FrameRow } from '../data/ask';
import { questionsFor } from '../model/questions';
import type { Question } from '../model/questions';
import { Section } from './Section';

export interface GuidedQuestionsProps {
  readonly uid: string;
  readonly alert: AlertDetail['alert'];
  readonly timeZone: string;
}

type Answered =
  | { readonly kind: 'asking' }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'rows'; readonly rows: readonly FrameRow[] };

const MAX_ROWS = 10;
const DAY = 86_400_000;
const TIMES = new Set(['ts', 'first', 'last', 'first_seen', 'last_seen']);

export function GuidedQuestions({ uid, alert, timeZone }: GuidedQuestionsProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const [answers, setAnswers] = useState<ReadonlyMap<string, Answered>>(new Map());
  const put = (id: string, answer: Answered | undefined): void =>
    setAnswers((old) => {
      const next = new Map(old);
      if (answer === undefined) next.delete(id);
      else next.set(id, answer);
      return next;
    });
  const run = (question: Question): void => {
    if (answers.has(question.id)) return put(question.id, undefined);
    put(question.id, { kind: 'asking' });
    // Memory of long ago has no range of its own; it is asked for with a month.
    const before = question.before === 0 ? 30 * DAY : question.before;
    ask(uid, question.model, { from: alert.ts - before, to: alert.lastTs + question.after + 1000 })
      .then(([frame]) => put(question.id, { kind: 'rows', rows: rowsOf(frame) }))
      .catch((error: unknown) =>
        put(question.id, { kind: 'failed', text: error instanceof Error ? error.message : String(error) }),
      );
  };
  return (
    <Section title="Questions to answer">
      <ul className={styles.list}>
        {questionsFor(alert).map((question) => {
          const answer = answers.get(question.id);
          return (
            <li key={question.id}>
              <button
                type="button"
                className={styles.question}
                aria-expanded={answer !== undefined}
                onClick={() => run(question)}
              >
                <Icon name={answer === undefined ? 'angle-right' : 'angle-down'} /> {question.text}
                {answer?.kind === 'rows' && <span className={styles.count}>{answer.rows.length}</span>}
              </button>
              {answer !== undefined && (
                <div className={styles.answer}>
                  <AnswerView answer={answer} question={question} timeZone={timeZone} />
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function AnswerView(props: {
  readonly answer: Answered;
  readonly question: Question;
  readonly timeZone: string;
}): React.ReactElement {
  const { answer, question, timeZone } = props;
  const styles = useStyles2(getStyles);
  if (answer.kind === 'asking') return <span className={styles.quiet}>Asking…</span>;
  if (answer.kind === 'failed') return <span className={styles.failed}>{answer.text}</span>;
  if (answer.rows.length === 0) return <span className={styles.quiet}>{question.none}</span>;
  const [first] = answer.rows;
  const columns = question.columns.filter((name) => first !== undefined && name in first);
  const shown = columns.length > 0 ? columns : Object.keys(first ?? {}).slice(0, 5);
  const cell = (name: string, value: unknown): string =>
    value === null || value === undefined
      ? ''
      : TIMES.has(name) && typeof value === 'number'
        ? dateTimeFormat(value, { timeZone, format: 'MMM DD HH:mm:ss' })
        : String(value);
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              {shown.map((name) => (
                <th key={name} scope="col">
                  {name === 'ts' ? 'time' : name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.rows.slice(0, MAX_ROWS).map((row, index) => (
              <tr key={index}>
                {shown.map((name) => (
                  <td key={name} title={cell(name, row[name])}>
                    {cell(name, row[name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {answer.rows.length > MAX_ROWS && (
        <div className={styles.quiet}>{`and ${answer.rows.length - MAX_ROWS} more`}</div>
      )}
      <div className={styles.quiet}>{question.hint}</div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  question: css({
    display: 'flex',
    alignItems: 'center',
    gap: 4,
    width: '100%',
    padding: '3px 0',
    border: 0,
    background: 'none',
    color: theme.colors.text.primary,
    textAlign: 'left',
    '&:hover': { color: theme.colors.text.link },
  }),
  count: css({
    marginLeft: 'auto',
    padding: '0 6px',
    borderRadius: 8,
    background: theme.colors.background.secondary,
    color: theme.colors.text.secondary,
  }),
  answer: css({ margin: '0 0 8px 20px' }),
  scroll: css({ maxHeight: 240, overflow: 'auto' }),
  table: css({
    fontSize: 11.5,
    '& th': { padding: '1px 10px 1px 0', textAlign: 'left', color: theme.colors.text.secondary, whiteSpace: 'nowrap' },
    '& td': {
      maxWidth: 260,
      padding: '1px 10px 1px 0',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
  }),
  quiet: css({ color: theme.colors.text.secondary }),
  failed: css({ color: theme.colors.error.text }),
});
