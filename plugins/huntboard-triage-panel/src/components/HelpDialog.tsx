// The keys.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Modal, useStyles2 } from '@grafana/ui';
import { KEYS } from '../model/key-command';

const SHOWN: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  Escape: 'Esc',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
};

export function HelpDialog({ onClose }: { readonly onClose: () => void }): React.ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <Modal title="Keys" isOpen onDismiss={onClose}>
      <dl className={styles.keys}>
        {KEYS.map(({ command, keys, text }) => (
          <React.Fragment key={command}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{SHOWN[key] ?? key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </React.Fragment>
        ))}
      </dl>
      <p>In dialogs: Ctrl+Enter does it, Esc leaves it.</p>
    </Modal>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  keys: css({
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr max-content 1fr',
    gap: theme.spacing(0.75, 2),
    '& dt': { display: 'flex', gap: 4 },
    '& dd': { margin: 0 },
    '& kbd': { minWidth: 22, textAlign: 'center' },
  }),
});
