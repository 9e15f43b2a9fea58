// Why the process stands out, the weightiest first.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Forest } from '@huntboard/lineage';
import { lineText } from '../shown-text';
import { DetailSection } from './DetailSection';

export interface ReasonListProps {
  readonly forest: Forest;
  readonly node: number;
}

export function ReasonList({ forest, node }: ReasonListProps): React.ReactElement | null {
  const styles = useStyles2(getStyles);
  // Alerts stand below with their rules.
  const reasons = forest.reasons(node).filter((reason) => !reason.code.startsWith('alert-'));
  if (reasons.length === 0) return null;
  return (
    <DetailSection title="Why it stands out">
      <ul className={styles.list}>
        {reasons.map((reason) => (
          <li key={reason.code}>{lineText(reason.text)}</li>
        ))}
      </ul>
    </DetailSection>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    margin: 0,
    paddingLeft: theme.spacing(2),
    '& li': { padding: '1px 0' },
    '& li::marker': { color: theme.colors.warning.text },
  }),
});
