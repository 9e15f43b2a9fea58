// The answer to a question: its rows, and what they mean.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { dateTimeFormat } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Reading } from '../model/read-answer';

const MAX_ROWS = 10;
/** Columns of an answer whose question names none. */
const MAX_COLUMNS = 5;
const TIMES = new Set(['ts', 'time', 'first', 'last', 'first_seen', 'last_seen', 'start']);

export interface QuestionAnswerProps {
  readonly reading: Reading;
  readonly columns: readonly string[];
  readonly timeZone: string;
}

export function QuestionAnswer({ reading, columns, timeZone }: QuestionAnswerProps): React.ReactElement | null {
  const styles = useStyles2(getStyles);
  const { rows } = reading;
  const [first] = rows;
  if (first === undefined) return null;
  const named = columns.filter((name) => name in first);
  const shown = named.length > 0 ? named : Object.keys(first).slice(0, MAX_COLUMNS);
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
            {rows.slice(0, MAX_ROWS).map((row, index) => (
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
      {rows.length > MAX_ROWS && <div className={styles.quiet}>{`and ${rows.length - MAX_ROWS} more`}</div>}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
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
});
