// A part of the detail with its heading.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export interface DetailSectionProps {
  readonly title: string;
  /** Beside the heading. */
  readonly action?: React.ReactNode;
  readonly children: React.ReactNode;
}

export function DetailSection({ title, action, children }: DetailSectionProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.head}>
        <h3 className={styles.title}>{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ marginTop: theme.spacing(1.25) }),
  head: css({ display: 'flex', alignItems: 'center', gap: 4, minHeight: 22 }),
  title: css({
    margin: 0,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
});
