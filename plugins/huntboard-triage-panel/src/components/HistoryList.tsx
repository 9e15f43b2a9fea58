// What people did to an alert, and a line to add to it.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { dateTimeFormat } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ActionEntry } from '@huntboard/actions';
import { inWords } from '../model/alert';

/** One entry in words: `closed as false positive`. */
export function describeEntry(entry: ActionEntry): string {
  switch (entry.action) {
    case 'acknowledge':
      return 'acknowledged';
    case 'start':
      return 'began to work on it';
    case 'close':
      return `closed as ${inWords(entry.disposition).toLowerCase()}`;
    case 'reopen':
      return 'reopened';
    case 'assign':
      return entry.assignee === '' ? 'gave it back' : `assigned it to ${entry.assignee}`;
    case 'comment':
      return 'commented';
    case 'undo':
      return `undid: ${inWords(entry.status).toLowerCase()} again`;
    default:
      return entry.action;
  }
}

export function HistoryList({
  history,
  timeZone,
}: {
  readonly history: readonly ActionEntry[];
  readonly timeZone: string;
}): React.ReactElement {
  const styles = useStyles2(getStyles);
  if (history.length === 0) return <p className={styles.quiet}>Nobody has acted yet.</p>;
  return (
    <ol className={styles.list}>
      {history.map((entry) => (
        <li key={entry.id}>
          <span className={styles.quiet}>{dateTimeFormat(entry.ts, { timeZone, format: 'MMM DD HH:mm:ss' })}</span>{' '}
          <strong>{entry.actor}</strong> {describeEntry(entry)}
          {entry.comment !== '' && <div className={styles.comment}>{entry.comment}</div>}
        </li>
      ))}
    </ol>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0, '& li': { padding: '2px 0' } }),
  comment: css({
    margin: '2px 0 4px 0',
    padding: '2px 8px',
    borderLeft: `2px solid ${theme.colors.border.medium}`,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  }),
  quiet: css({ color: theme.colors.text.secondary, margin: 0 }),
});
