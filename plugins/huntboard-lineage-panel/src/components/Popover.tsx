// A box over the views, below the toolbar: filters, keys. Escape closes it and gives the focus back.
import React, { useEffect, useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { IconButton, useStyles2 } from '@grafana/ui';

export interface PopoverProps {
  readonly title: string;
  readonly width: number;
  readonly maxHeight: number;
  readonly onClose: () => void;
  readonly children: React.ReactNode;
}

export function Popover({ title, width, maxHeight, onClose, children }: PopoverProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  return (
    <div
      ref={box}
      className={styles.box}
      style={{ width, maxHeight }}
      role="dialog"
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className={styles.head}>
        <h3 className={styles.title}>{title}</h3>
        <IconButton name="times" tooltip="Close (Esc)" onClick={onClose} />
      </div>
      {children}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    position: 'absolute',
    top: 36,
    left: 8,
    zIndex: 3,
    maxWidth: 'calc(100% - 16px)',
    overflow: 'auto',
    padding: theme.spacing(1, 1.5, 1.5),
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.elevated ?? theme.colors.background.primary,
    boxShadow: theme.shadows.z3,
    fontSize: theme.typography.bodySmall.fontSize,
    outline: 'none',
  }),
  head: css({ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }),
  title: css({ margin: 0, fontSize: theme.typography.body.fontSize, fontWeight: theme.typography.fontWeightMedium }),
});
