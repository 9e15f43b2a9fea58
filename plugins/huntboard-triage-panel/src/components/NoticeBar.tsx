// Lines above and below the queue: what arrived, what was done (with undo), what failed.
import React, { useEffect, useState } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, IconButton, useStyles2 } from '@grafana/ui';
import type { Notice } from '../data/use-actions';
import type { AlertRow } from '../model/alert';
import { LEVELS } from '../model/alert';

/** What arrived while somebody was reading: it waits until it is asked for. */
export function ArrivalsBar({
  arrivals,
  onShow,
}: {
  readonly arrivals: readonly AlertRow[];
  readonly onShow: () => void;
}): React.ReactElement {
  const styles = useStyles2(getStyles);
  const levels = LEVELS.flatMap((level) => {
    const count = arrivals.filter((row) => row.level === level).length;
    return count === 0 ? [] : [`${count} ${level}`];
  });
  return (
    <button type="button" className={styles.arrivals} onClick={onShow}>
      {`${arrivals.length} new ${arrivals.length === 1 ? 'alert' : 'alerts'} (${levels.join(', ')}): show (.)`}
    </button>
  );
}

interface NoticeBarProps {
  readonly notice: Notice;
  readonly onUndo: () => void;
  readonly onDismiss: () => void;
}

export function NoticeBar({ notice, onUndo, onDismiss }: NoticeBarProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const [now, setNow] = useState(Date.now());
  const undoable = notice.undoes.length > 0;
  useEffect(() => {
    if (!undoable) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [undoable]);
  const seconds = Math.max(0, Math.ceil((notice.until - now) / 1000));
  return (
    <div
      className={cx(styles.notice, notice.tone !== 'done' && styles.refused)}
      role={notice.tone === 'done' ? 'status' : 'alert'}
      data-testid="triage-notice"
    >
      <span>{notice.text}</span>
      {undoable && (
        <Button size="sm" variant="secondary" onClick={onUndo}>
          {`Undo (u) ${seconds}`}
        </Button>
      )}
      {notice.again !== undefined && (
        <Button size="sm" variant="secondary" onClick={notice.again}>
          Try again
        </Button>
      )}
      <IconButton name="times" aria-label="Dismiss" onClick={onDismiss} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  arrivals: css({
    display: 'block',
    width: '100%',
    height: 26,
    border: `1px solid ${theme.colors.info.border}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.info.transparent,
    color: theme.colors.info.text,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  notice: css({
    position: 'absolute',
    left: '50%',
    bottom: theme.spacing(1),
    transform: 'translateX(-50%)',
    maxWidth: '90%',
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0.75, 1.5),
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.medium}`,
    background: theme.colors.background.elevated ?? theme.colors.background.secondary,
    boxShadow: theme.shadows.z3,
    zIndex: 3,
  }),
  refused: css({ borderColor: theme.colors.warning.border, color: theme.colors.warning.text }),
});
