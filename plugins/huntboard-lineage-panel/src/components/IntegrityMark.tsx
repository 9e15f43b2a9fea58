// The integrity level of a process: quiet where it is its parent's, marked where it rose.
import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Forest } from '@huntboard/lineage';

const order = ['untrusted', 'low', 'appcontainer', 'medium', 'high', 'system'];

export function IntegrityMark({
  forest,
  node,
}: {
  readonly forest: Forest;
  readonly node: number;
}): React.ReactElement | null {
  const styles = useStyles2(getStyles);
  const integrity = forest.text(node, 'integrity');
  if (integrity === '') return null;
  const parent = forest.parent[node] ?? -1;
  const before = parent < 0 ? '' : forest.text(parent, 'integrity');
  const rose = before !== '' && order.indexOf(integrity.toLowerCase()) > order.indexOf(before.toLowerCase());
  return (
    <span
      className={cx(styles.mark, rose && styles.rose)}
      title={rose ? `Integrity ${integrity}, parent ${before}: elevated` : `Integrity ${integrity}`}
    >
      {rose && '↑'}
      {integrity.charAt(0).toUpperCase()}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  mark: css({
    flex: 'none',
    minWidth: 16,
    padding: '0 3px',
    textAlign: 'center',
    fontSize: 10,
    lineHeight: '14px',
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: 3,
    color: theme.colors.text.secondary,
  }),
  rose: css({
    borderColor: theme.colors.warning.border,
    color: theme.colors.warning.text,
    fontWeight: theme.typography.fontWeightBold,
  }),
});
