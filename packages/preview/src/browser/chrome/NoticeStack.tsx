// Alerts in the corner of the page; success and info go by themselves.
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import React, { useEffect, useSyncExternalStore } from 'react';
import type { Notice } from '../boot/notices';
import { dismissNotice, notices } from '../boot/notices';

/** How long a notice that needs no action stays, in ms. */
const STAY = 5000;

function subscribe(onChange: () => void): () => void {
  const subscription = notices.subscribe(onChange);
  return () => subscription.unsubscribe();
}

function NoticeItem({ notice }: { readonly notice: Notice }): React.JSX.Element {
  const passing = notice.severity === 'success' || notice.severity === 'info';
  useEffect(() => {
    if (!passing) {
      return undefined;
    }
    const timer = setTimeout(() => dismissNotice(notice.id), STAY);
    return () => clearTimeout(timer);
  }, [notice.id, passing]);
  return (
    <Alert severity={notice.severity} title={notice.title} elevated={true} onRemove={() => dismissNotice(notice.id)}>
      {notice.text}
    </Alert>
  );
}

/** Draws the notices on screen. */
export function NoticeStack(): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const list = useSyncExternalStore(subscribe, () => notices.value);
  return (
    <div className={styles.stack} role="status">
      {list.map((notice) => (
        <NoticeItem key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  stack: css({
    position: 'fixed',
    top: 60,
    right: theme.spacing(2),
    width: 400,
    maxWidth: 'calc(100vw - 32px)',
    zIndex: theme.zIndex.portal,
  }),
});
