// The same alert elsewhere and earlier, and how it ended there: most decisions are made by this.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { dateTimeFormat } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { AlertDetail, RelatedAlert } from '@huntboard/actions';
import { inWords } from '../model/alert';
import { Section } from './Section';

export interface RelatedAlertsProps {
  readonly detail: AlertDetail;
  readonly timeZone: string;
  readonly onOpen: (id: string, windowStart: number) => void;
}

export function RelatedAlerts({ detail, timeZone, onOpen }: RelatedAlertsProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const total = detail.ruleHistory.reduce((sum, { alerts }) => sum + alerts, 0);
  const list = (title: string, rows: readonly RelatedAlert[], none: string): React.ReactElement => (
    <>
      <div className={styles.quiet}>{rows.length === 0 ? none : title}</div>
      <ul className={styles.list}>
        {rows.map((row) => (
          <li key={row.id}>
            <button type="button" className={styles.open} onClick={() => onOpen(row.id, row.windowStart)}>
              {dateTimeFormat(row.ts, { timeZone, format: 'MMM DD HH:mm' })} · {row.host} ·{' '}
              {row.disposition === '' ? inWords(row.status) : inWords(row.disposition)}
              {row.assignee === '' ? '' : ` (${row.assignee})`}
            </button>
            {row.comment !== '' && <div className={styles.comment}>{row.comment}</div>}
          </li>
        ))}
      </ul>
    </>
  );
  return (
    <Section title="The same alert elsewhere and earlier">
      {total > 0 && (
        <div>
          {`The last alerts of this rule, in 90 days: ${detail.ruleHistory
            .map(
              ({ disposition, alerts }) =>
                `${alerts} ${disposition === '' ? 'open' : inWords(disposition).toLowerCase()}`,
            )
            .join(', ')}.`}
        </div>
      )}
      {list('On other hosts', detail.sameElsewhere, 'On no other host.')}
      {list('Here before', detail.sameEarlier, 'Never here before.')}
    </Section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: '0 0 4px 0', padding: 0 }),
  quiet: css({ color: theme.colors.text.secondary }),
  open: css({
    padding: 0,
    border: 0,
    background: 'none',
    color: theme.colors.text.link,
    textAlign: 'left',
    '&:hover': { textDecoration: 'underline' },
  }),
  comment: css({ color: theme.colors.text.secondary, paddingLeft: 8, overflowWrap: 'anywhere' }),
});
