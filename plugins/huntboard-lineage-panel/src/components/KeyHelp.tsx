// The keys, in a list.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { keyHelp } from '../key-command';
import { Popover } from './Popover';

export interface KeyHelpProps {
  readonly maxHeight: number;
  readonly onClose: () => void;
}

export function KeyHelp({ maxHeight, onClose }: KeyHelpProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <Popover title="Keys" width={430} maxHeight={maxHeight} onClose={onClose}>
      <dl className={styles.keys}>
        {keyHelp.map(([keys, what]) => (
          <React.Fragment key={keys}>
            <dt>{keys}</dt>
            <dd>{what}</dd>
          </React.Fragment>
        ))}
      </dl>
    </Popover>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  keys: css({
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    columnGap: theme.spacing(2),
    rowGap: 3,
    margin: '6px 0 0',
    '& dt': { fontFamily: theme.typography.fontFamilyMonospace, fontWeight: theme.typography.fontWeightRegular },
    '& dd': { margin: 0, color: theme.colors.text.secondary },
  }),
});
