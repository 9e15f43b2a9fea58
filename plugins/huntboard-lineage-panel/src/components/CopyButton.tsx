// A small button that copies a value and says for a moment that it did.
import React, { useEffect, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { copyText } from '../copy-text';

export interface CopyButtonProps {
  /** What is copied, in words: “command line”. */
  readonly what: string;
  readonly text: () => string;
}

const shownFor = 1500;

export function CopyButton({ what, text }: CopyButtonProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownFor);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className={styles.button}
      data-copy
      aria-label={copied ? `Copied ${what}` : `Copy ${what}`}
      title={copied ? 'Copied' : `Copy ${what}`}
      onClick={() => void copyText(text()).then(setCopied)}
    >
      <Icon name={copied ? 'check' : 'copy'} size="xs" />
    </button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  button: css({
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: 20,
    height: 18,
    padding: 0,
    border: 0,
    borderRadius: 3,
    background: 'none',
    color: theme.colors.text.secondary,
    cursor: 'pointer',
    verticalAlign: 'middle',
    '&:hover, &:focus-visible': { color: theme.colors.text.primary, background: theme.colors.action.hover },
  }),
});
