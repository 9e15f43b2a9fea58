// Logs: one line per event with time and level, expandable to the row's fields.
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2, PanelData, PanelProps } from '@grafana/data';
import { dateTimeFormat } from '@grafana/data';
import { Icon, ScrollContainer, useStyles2, useTheme2 } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { NoDataView } from '../NoDataView';
import { LogContext } from './LogContext';
import type { LogRow } from './to-log-rows';
import { detailsOf, toLogRows } from './to-log-rows';

export interface LogsOptions {
  readonly showTime?: boolean;
  readonly wrapLogMessage?: boolean;
  readonly enableLogDetails?: boolean;
  readonly sortOrder?: 'Ascending' | 'Descending';
}

/** More lines than this are cut off, with a note. */
const MAX_LINES = 1000;

function levelColor(theme: GrafanaTheme2, level: string): string {
  const { getColorByName } = theme.visualization;
  if (/^(crit|emerg|fatal|alert)/.test(level)) {
    return getColorByName('purple');
  }
  if (/^(err|high)/.test(level)) {
    return getColorByName('red');
  }
  if (/^(warn|medium)/.test(level)) {
    return getColorByName('yellow');
  }
  if (/^(info|low)/.test(level)) {
    return getColorByName('green');
  }
  return /^debug|trace/.test(level) ? getColorByName('blue') : theme.colors.border.medium;
}

interface LineProps {
  readonly row: LogRow;
  readonly data: PanelData;
  readonly options: LogsOptions;
  readonly timeZone: string;
}

function LogLine({ row, data, options, timeZone }: LineProps): React.JSX.Element {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const [open, setOpen] = useState(false);
  const expandable = options.enableLogDetails !== false;
  const time = row.time === null ? '' : dateTimeFormat(row.time, { timeZone, defaultWithMS: true });
  return (
    <div className={styles.line} style={{ borderLeftColor: levelColor(theme, row.level) }}>
      <button
        type="button"
        className={styles.head}
        disabled={!expandable}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {expandable && <Icon name={open ? 'angle-down' : 'angle-right'} />}
        {options.showTime !== false && time !== '' && <span className={styles.time}>{time}</span>}
        <span className={cx(styles.message, options.wrapLogMessage === true && styles.wrap)}>{row.message}</span>
      </button>
      {open && (
        <dl className={styles.details}>
          {detailsOf(row).map(({ name, value }) => (
            <React.Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </React.Fragment>
          ))}
          <dt>context</dt>
          <dd>
            <LogContext row={row} data={data} />
          </dd>
        </dl>
      )}
    </div>
  );
}

/** Draws the frames' rows as log lines. */
export function LogsPanel(props: PanelProps<LogsOptions>): React.JSX.Element {
  const { data, options, id, fieldConfig, timeZone } = props;
  const styles = useStyles2(getStyles);
  const rows = useMemo(
    () => toLogRows(data.series, options.sortOrder ?? 'Descending'),
    [data.series, options.sortOrder],
  );
  if (rows.length === 0) {
    return <NoDataView panelId={id} data={data} fieldConfig={fieldConfig} needsStringField={true} />;
  }
  return (
    <ScrollContainer>
      {rows.slice(0, MAX_LINES).map((row) => (
        <LogLine key={row.key} row={row} data={data} options={options} timeZone={timeZone} />
      ))}
      {rows.length > MAX_LINES && <div className={styles.more}>{`${MAX_LINES} of ${rows.length} lines shown`}</div>}
    </ScrollContainer>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    borderLeft: '3px solid',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    '&:hover': { background: theme.colors.action.hover },
  }),
  head: css({
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    width: '100%',
    padding: theme.spacing(0.25, 1),
    border: 0,
    background: 'none',
    color: 'inherit',
    textAlign: 'left',
  }),
  time: css({ color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
  message: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  wrap: css({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
  details: css({
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    gap: theme.spacing(0.25, 2),
    margin: 0,
    padding: theme.spacing(0.5, 1, 1, 4),
    '& dt': { color: theme.colors.text.secondary },
    '& dd': { margin: 0, overflowWrap: 'anywhere' },
  }),
  more: css({ padding: theme.spacing(1), textAlign: 'center', color: theme.colors.text.secondary }),
});
