// What the panel says when it has nothing to draw: why, and what to do.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { IconName } from '@grafana/ui';

export interface PanelMessageProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children: React.ReactNode;
}

export function PanelMessage({ icon, title, children }: PanelMessageProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.message} role="status">
      <Icon name={icon} size="xxl" className={styles.icon} />
      <div className={styles.title}>{title}</div>
      <div className={styles.body}>{children}</div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  message: css({
    height: '100%',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    textAlign: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(2),
    overflow: 'auto',
  }),
  icon: css({ color: theme.colors.text.secondary }),
  title: css({ fontSize: theme.typography.h5.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  body: css({ maxWidth: 560, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
