// The questions of an alert. Those of its rule are answered by themselves, and a click shows the rows; the others are asked by a click.
import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { AlertDetail } from '@huntboard/actions';
import { useAnswers } from '../data/use-answers';
import type { Answered } from '../data/use-answers';
import { questionsFor } from '../model/questions';
import type { Question } from '../model/questions';
import { QuestionAnswer } from './QuestionAnswer';
import { Section } from './Section';

export interface GuidedQuestionsProps {
  readonly uid: string;
  readonly detail: Pick<AlertDetail, 'alert' | 'questions'>;
  readonly timeZone: string;
}

const HEADS = { rule: 'Of this rule', category: 'Of any alert of its kind' } as const;

export function GuidedQuestions({ uid, detail, timeZone }: GuidedQuestionsProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const questions = questionsFor(detail);
  const { answers, run } = useAnswers(uid, detail.alert, questions);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (question: Question): void => {
    const next = new Set(open);
    if (!next.delete(question.id)) next.add(question.id);
    setOpen(next);
    const known = answers.get(question.id);
    if (known === undefined || known.kind === 'failed') run(question);
  };
  const groups = (['rule', 'category'] as const)
    .map((origin) => ({ origin, asked: questions.filter((question) => question.origin === origin) }))
    .filter(({ asked }) => asked.length > 0);
  return (
    <Section title="Questions to answer">
      {groups.map(({ origin, asked }) => (
        <React.Fragment key={origin}>
          {groups.length > 1 && <div className={styles.head}>{HEADS[origin]}</div>}
          <ul className={styles.list} aria-label={HEADS[origin]}>
            {asked.map((question) => (
              <li key={question.id}>
                {question.missing.length > 0 ? (
                  <div className={styles.unasked}>
                    {`${question.text} The event does not say: ${question.missing.join(', ')}.`}
                  </div>
                ) : (
                  <Asked
                    question={question}
                    answer={answers.get(question.id)}
                    isOpen={open.has(question.id)}
                    timeZone={timeZone}
                    onToggle={() => toggle(question)}
                  />
                )}
              </li>
            ))}
          </ul>
        </React.Fragment>
      ))}
    </Section>
  );
}

interface AskedProps {
  readonly question: Question;
  readonly answer: Answered | undefined;
  readonly isOpen: boolean;
  readonly timeZone: string;
  readonly onToggle: () => void;
}

function Asked({ question, answer, isOpen, timeZone, onToggle }: AskedProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const reading = answer?.kind === 'read' ? answer.reading : undefined;
  const isTold = answer !== undefined && (isOpen || question.origin === 'rule');
  return (
    <>
      <button type="button" className={styles.question} aria-expanded={isOpen} onClick={onToggle}>
        <Icon name={isOpen ? 'angle-down' : 'angle-right'} /> {question.text}
        {reading !== undefined && <span className={styles.count}>{reading.number}</span>}
      </button>
      {isTold && (
        <div className={styles.answer}>
          {answer.kind === 'asking' && <span className={styles.quiet}>Asking…</span>}
          {answer.kind === 'failed' && <span className={styles.failed}>{answer.text}</span>}
          {reading !== undefined && isOpen && (
            <QuestionAnswer reading={reading} columns={question.columns} timeZone={timeZone} />
          )}
          {reading !== undefined && reading.means !== '' && <div className={styles.quiet}>{reading.means}</div>}
        </div>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({ marginTop: theme.spacing(0.5), color: theme.colors.text.secondary, fontWeight: 500 }),
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
    overflowWrap: 'anywhere',
    '&:hover': { color: theme.colors.text.link },
  }),
  count: css({
    marginLeft: 'auto',
    padding: '0 6px',
    borderRadius: 8,
    background: theme.colors.background.secondary,
    color: theme.colors.text.primary,
    whiteSpace: 'nowrap',
  }),
  answer: css({ margin: '0 0 6px 20px' }),
  unasked: css({ padding: '3px 0 3px 20px', color: theme.colors.text.secondary }),
  quiet: css({ color: theme.colors.text.secondary }),
  failed: css({ color: theme.colors.error.text }),
});
