// One alert of the queue, or the head of a group.
import React, { memo } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { dateTimeFormat, dateTimeFormatTimeAgo } from '@grafana/data';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';
import { DISPOSITION_NAMES, STATUS_NAMES, baseName, shortUser, tellingSummary } from '../model/alert';
import type { AlertRow } from '../model/alert';
import type { Column, ColumnId } from '../model/columns';
import type { Group } from '../model/queue-state';
import type { SlaPolicy } from '../model/sla';
import { isUnreviewed } from '../model/sla';
import { levelColor } from '../level-colors';
import { techniques } from '../model/attack';
import { ClockCell } from './ClockCell';
import { LevelMark } from './LevelMark';

export interface RowLook {
  readonly columns: readonly Column[];
  readonly template: string;
  readonly height: number;
  readonly policy: SlaPolicy;
  /** Epoch ms, moves once a minute. */
  readonly now: number;
  readonly timeZone: string;
}

interface QueueRowProps {
  readonly id: string;
  readonly row: AlertRow;
  readonly index: number;
  readonly look: RowLook;
  readonly current: boolean;
  readonly marked: boolean;
  readonly opened: boolean;
  readonly indented: boolean;
  readonly onOpen: (id: string) => void;
  readonly onMark: (id: string, range: boolean) => void;
}

const shortTime = (time: number, timeZone: string, now: number): string => {
  const today = dateTimeFormat(now, { timeZone, format: 'YYYY-MM-DD' });
  const day = dateTimeFormat(time, { timeZone, format: 'YYYY-MM-DD' });
  return dateTimeFormat(time, { timeZone, format: day === today ? 'HH:mm:ss' : 'MMM DD HH:mm' });
};

function Cell({
  id,
  row,
  look,
}: {
  readonly id: ColumnId;
  readonly row: AlertRow;
  readonly look: RowLook;
}): React.ReactNode {
  const { policy, now, timeZone } = look;
  switch (id) {
    case 'level':
      return <LevelMark level={row.level} />;
    case 'clock':
      return <ClockCell row={row} policy={policy} now={now} timeZone={timeZone} />;
    case 'raised':
      return <span title={dateTimeFormat(row.raisedAt, { timeZone })}>{shortTime(row.raisedAt, timeZone, now)}</span>;
    case 'time':
      return <span title={dateTimeFormat(row.ts, { timeZone })}>{shortTime(row.ts, timeZone, now)}</span>;
    case 'rule':
      return row.rule;
    case 'summary':
      return tellingSummary(row);
    case 'host':
      return row.host;
    case 'user':
      return <span title={row.user}>{shortUser(row.user)}</span>;
    case 'process':
      return <span title={row.image}>{baseName(row.image)}</span>;
    case 'status':
      return row.status === 'closed' && row.disposition !== '' ? (
        <span title={`Closed: ${DISPOSITION_NAMES[row.disposition]}`}>{DISPOSITION_NAMES[row.disposition]}</span>
      ) : (
        STATUS_NAMES[row.status]
      );
    case 'assignee':
      return row.assignee;
    case 'incident':
      return row.incident;
    case 'count':
      return row.count > 1 ? row.count.toLocaleString() : '';
    case 'category':
      return row.category;
    case 'tags':
      return techniques(row.tags).join(' ');
  }
}

const TITLED: readonly ColumnId[] = ['rule', 'summary', 'incident'];

export const QueueRow = memo(function QueueRow(props: QueueRowProps): React.ReactElement {
  const { id, row, index, look, current, marked, opened, indented } = props;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const done = row.status === 'closed';
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={marked}
      className={cx(
        styles.row,
        current && styles.current,
        marked && styles.marked,
        opened && styles.opened,
        done && styles.done,
        isUnreviewed(row, look.now) && styles.unreviewed,
      )}
      style={{
        height: look.height,
        gridTemplateColumns: `30px ${look.template}`,
        borderLeftColor: levelColor(theme, row.level),
        paddingLeft: indented ? 14 : 0,
      }}
      onClick={() => props.onOpen(row.alertId)}
    >
      <span
        role="gridcell"
        className={styles.check}
        onClick={(event) => {
          event.stopPropagation();
          props.onMark(row.alertId, event.shiftKey);
        }}
      >
        <span className={cx(styles.box, marked && styles.boxOn)} title="Mark (x)">
          {marked && <Icon name="check" size="xs" />}
        </span>
      </span>
      {look.columns.map((column) => (
        <span
          key={column.id}
          role="gridcell"
          className={cx(styles.cell, column.id === 'rule' && styles.rule, column.id === 'count' && styles.number)}
          title={TITLED.includes(column.id) ? String(row[column.id as 'rule' | 'summary' | 'incident']) : undefined}
        >
          <Cell id={column.id} row={row} look={look} />
        </span>
      ))}
    </div>
  );
});

interface GroupRowProps {
  readonly id: string;
  readonly group: Group;
  readonly index: number;
  readonly open: boolean;
  readonly current: boolean;
  readonly height: number;
  readonly now: number;
  readonly onToggle: (key: string) => void;
}

export const GroupRow = memo(function GroupRow(props: GroupRowProps): React.ReactElement {
  const { group, open, current, height } = props;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  return (
    <div
      id={props.id}
      role="row"
      aria-rowindex={props.index + 2}
      aria-expanded={open}
      className={cx(styles.group, current && styles.current)}
      style={{ height, borderLeftColor: levelColor(theme, group.level) }}
      onClick={() => props.onToggle(group.key)}
    >
      <span role="gridcell" className={styles.groupCell}>
        <Icon name={open ? 'angle-down' : 'angle-right'} />
        <LevelMark level={group.level} />
        <span className={styles.rule}>{group.label === '' ? '(none)' : group.label}</span>
        <span className={styles.quiet}>
          {`${group.alerts.toLocaleString()} ${group.alerts === 1 ? 'alert' : 'alerts'}, ${group.open.toLocaleString()} open`}
          {group.hosts > 1 ? `, ${group.hosts} hosts` : ''}
          {group.newest > 0 ? ` · newest ${dateTimeFormatTimeAgo(group.newest)}` : ''}
        </span>
      </span>
    </div>
  );
});

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'grid',
    alignItems: 'center',
    borderLeft: '3px solid transparent',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    cursor: 'pointer',
    '&:hover': { background: theme.colors.action.hover },
  }),
  current: css({ boxShadow: `inset 0 0 0 2px ${theme.colors.primary.border}` }),
  marked: css({ background: theme.colors.action.selected }),
  opened: css({ background: theme.colors.background.secondary }),
  done: css({ color: theme.colors.text.secondary }),
  unreviewed: css({ background: theme.colors.error.transparent }),
  check: css({ display: 'flex', alignItems: 'center', justifyContent: 'center', height: '100%' }),
  box: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: 15,
    height: 15,
    border: `1px solid ${theme.colors.border.strong}`,
    borderRadius: 2,
  }),
  boxOn: css({
    background: theme.colors.primary.main,
    borderColor: theme.colors.primary.main,
    color: theme.colors.primary.contrastText,
  }),
  cell: css({ padding: '0 6px', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  rule: css({ fontWeight: theme.typography.fontWeightMedium }),
  number: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
  group: css({
    display: 'flex',
    alignItems: 'center',
    borderLeft: '3px solid transparent',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.secondary,
    cursor: 'pointer',
    '&:hover': { background: theme.colors.action.hover },
  }),
  groupCell: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: '0 6px',
    overflow: 'hidden',
    whiteSpace: 'nowrap',
  }),
  quiet: css({ color: theme.colors.text.secondary }),
});
