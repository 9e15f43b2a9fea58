// The level of an alert: a filled word.
import React from 'react';
import { css } from '@emotion/css';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { AlertLevel } from '../model/alert';
import { levelColor, levelInk } from '../level-colors';

const SHORT: Readonly<Record<AlertLevel, string>> = {
  critical: 'critical',
  high: 'high',
  medium: 'medium',
  low: 'low',
  informational: 'info',
};

export function LevelMark({ level }: { readonly level: AlertLevel }): React.ReactElement {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.mark} style={{ background: levelColor(theme, level), color: levelInk(theme) }}>
      {SHORT[level]}
    </span>
  );
}

const getStyles = () => ({
  mark: css({
    display: 'inline-block',
    minWidth: 52,
    padding: '0 6px',
    borderRadius: 3,
    fontSize: 11,
    lineHeight: '16px',
    fontWeight: 600,
    textAlign: 'center',
  }),
});
