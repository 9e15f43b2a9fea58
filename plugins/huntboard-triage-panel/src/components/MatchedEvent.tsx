// What fired and why: the fields that the rule named, and the event with their values marked.
import React, { useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { AlertDetail } from '@huntboard/actions';
import { markText, readable } from '../model/mark-text';
import { Section } from './Section';

export interface MatchedEventProps extends Pick<AlertDetail, 'alert'> {
  /** Pins the event to the incident of the alert; absent where there is none, or where the person may not. */
  readonly onPin?: ((event: string) => void) | undefined;
}

export function MatchedEvent({ alert, onPin }: MatchedEventProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const [shown, setShown] = useState(false);
  const matched = Object.entries(alert.matched);
  const [event] = alert.events;
  const pieces = useMemo(() => (shown ? markText(readable(alert.raw), alert.matched) : []), [shown, alert]);
  return (
    <Section
      title="What fired, and why"
      aside={
        <>
          {onPin !== undefined && event !== undefined && (
            <Button
              size="sm"
              variant="secondary"
              fill="text"
              icon="bookmark"
              tooltip="Into the timeline of its incident, where it outlives the retention of events"
              onClick={() => onPin(event)}
            >
              Pin
            </Button>
          )}
          {alert.raw !== '' && (
            <Button size="sm" variant="secondary" fill="text" aria-expanded={shown} onClick={() => setShown(!shown)}>
              {shown ? 'Hide the event' : 'Show the event'}
            </Button>
          )}
        </>
      }
    >
      {matched.length === 0 ? (
        <p className={styles.quiet}>The finding comes from the sensor itself, or names no field.</p>
      ) : (
        <table className={styles.table}>
          <tbody>
            {matched.map(([field, value]) => (
              <tr key={field}>
                <th scope="row">{field}</th>
                <td>
                  {value.split('\n').map((line, index) => (
                    <div key={index}>
                      <mark className={styles.mark}>{line}</mark>
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown && (
        <pre className={styles.event} tabIndex={0} aria-label="The event as it was sent">
          {pieces.map((piece, index) =>
            piece.field === undefined ? (
              <React.Fragment key={index}>{piece.text}</React.Fragment>
            ) : (
              <mark key={index} className={styles.mark} title={piece.field}>
                {piece.text}
              </mark>
            ),
          )}
        </pre>
      )}
    </Section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  quiet: css({ color: theme.colors.text.secondary, margin: 0 }),
  table: css({
    width: '100%',
    tableLayout: 'fixed',
    '& th': {
      width: 132,
      padding: '2px 8px 2px 0',
      verticalAlign: 'top',
      textAlign: 'left',
      fontWeight: theme.typography.fontWeightRegular,
      color: theme.colors.text.secondary,
      overflowWrap: 'anywhere',
    },
    '& td': {
      padding: '2px 0',
      fontFamily: theme.typography.fontFamilyMonospace,
      fontSize: 11.5,
      overflowWrap: 'anywhere',
    },
  }),
  mark: css({
    padding: '0 2px',
    borderRadius: 2,
    background: theme.isDark ? '#5a4300' : '#ffe9a8',
    color: theme.isDark ? '#ffe7a3' : '#3d2f00',
  }),
  event: css({
    maxHeight: 320,
    margin: theme.spacing(1, 0, 0, 0),
    padding: theme.spacing(1),
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    border: 0,
    background: theme.colors.background.canvas,
    color: theme.colors.text.primary,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: 11.5,
  }),
});
