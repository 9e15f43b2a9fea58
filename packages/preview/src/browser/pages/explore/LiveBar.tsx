// The line above a live tail: what it does, how much came, what went wrong; pause, go on, stop.
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2, QueryResultMetaNotice } from '@grafana/data';
import { LoadingState } from '@grafana/data';
import { Alert, Button, useStyles2 } from '@grafana/ui';
import React from 'react';
import type { LiveTail } from './use-live-tail';

function stateOf({ isConnected, isPaused, view }: LiveTail): string {
  if (!isConnected) return 'The connection is lost; it is tried again.';
  if (view === undefined || view.data.state === LoadingState.Loading) return 'Connecting…';
  if (view.data.state === LoadingState.Error) return 'Live tail failed.';
  return isPaused ? 'Paused' : 'Following live';
}

function amountOf({ isPaused, waiting, view }: LiveTail): string {
  if (isPaused) return `${waiting} new while paused`;
  const arrived = view?.arrived ?? 0;
  if (arrived === 0) return 'Nothing new yet';
  const kept = view?.data.series.reduce((sum, { length }) => sum + length, 0) ?? 0;
  return arrived > kept ? `${arrived} events, the newest ${kept} below` : `${arrived} events`;
}

/** Shown while live mode is on. */
export function LiveBar({ live }: { readonly live: LiveTail }): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const { view, isPaused } = live;
  const isFollowing = live.isConnected && !isPaused && view?.data.state === LoadingState.Streaming;
  const error = view?.data.errors?.[0]?.message ?? view?.data.error?.message;
  const notices: readonly QueryResultMetaNotice[] = view?.data.series.flatMap(({ meta }) => meta?.notices ?? []) ?? [];
  return (
    <section aria-label="Live tail" data-testid="live-bar">
      <div className={styles.bar}>
        <span className={cx(styles.dot, isFollowing && styles.on)} />
        <strong role="status">{stateOf(live)}</strong>
        <span data-testid="live-amount">{amountOf(live)}</span>
        <div className={styles.buttons}>
          {isPaused ? (
            <Button size="sm" variant="secondary" icon="play" onClick={live.resume}>
              Go on
            </Button>
          ) : (
            <Button size="sm" variant="secondary" icon="pause" onClick={live.pause}>
              Pause
            </Button>
          )}
          <Button size="sm" variant="secondary" icon="square-shape" onClick={live.stop}>
            Stop
          </Button>
        </div>
      </div>
      {error !== undefined && <Alert severity="error" title={error} className={styles.alert} />}
      {notices.map(({ severity, text }) => (
        <Alert key={text} severity={severity} title={text} className={styles.alert} />
      ))}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  buttons: css({ display: 'flex', gap: theme.spacing(1), marginLeft: 'auto' }),
  dot: css({ width: 10, height: 10, borderRadius: '50%', background: theme.colors.text.disabled }),
  on: css({ background: theme.colors.success.main }),
  alert: css({ margin: theme.spacing(1, 0, 0) }),
});
