// How long an alert may still wait, and the sign that nobody looked at it for a day.
import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { dateTimeFormat } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { AlertRow } from '../model/alert';
import { isUnreviewed, shortDuration, slaState } from '../model/sla';
import type { SlaPolicy } from '../model/sla';

export interface ClockCellProps {
  readonly row: Pick<AlertRow, 'level' | 'status' | 'raisedAt'>;
  readonly policy: SlaPolicy;
  readonly now: number;
  readonly timeZone: string;
}

export function ClockCell({ row, policy, now, timeZone }: ClockCellProps): React.ReactElement | null {
  const styles = useStyles2(getStyles);
  if (isUnreviewed(row, now)) {
    const age = shortDuration(now - row.raisedAt);
    return (
      <span className={cx(styles.clock, styles.unreviewed)} title={`Nobody has looked at it for ${age}`}>
        <Icon name="exclamation-triangle" size="xs" /> {age} unseen
      </span>
    );
  }
  const state = slaState(row, policy, now);
  if (state.kind === 'none') return null;
  if (state.kind === 'late')
    return (
      <span className={cx(styles.clock, styles.late)} title="Should have been acknowledged by now">
        {shortDuration(state.byMs)} late
      </span>
    );
  const until = Number.isFinite(state.deadline)
    ? `Acknowledge by ${dateTimeFormat(state.deadline, { timeZone, format: 'ddd HH:mm' })}`
    : 'No working day comes';
  return (
    <span className={cx(styles.clock, state.soon ? styles.soon : styles.running)} title={until}>
      {shortDuration(state.leftMs)} left
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  clock: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: 3,
    padding: '0 5px',
    borderRadius: 3,
    lineHeight: '18px',
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
  }),
  unreviewed: css({
    background: theme.isDark ? '#ff5c72' : '#c4162a',
    color: theme.isDark ? '#111217' : '#ffffff',
    fontWeight: 600,
  }),
  late: css({ color: theme.colors.error.text, border: `1px solid ${theme.colors.error.border}` }),
  soon: css({ color: theme.colors.warning.text, border: `1px solid ${theme.colors.warning.border}` }),
  running: css({ color: theme.colors.text.secondary }),
});
