// The integrity level of a process: quiet where it is its parent's, marked where it rose.
import React from 'react';
import { cx } from '@emotion/css';
import type { Forest } from '@huntboard/lineage';
import type { TreeRowStyles } from './tree-row-styles';

const order = ['untrusted', 'low', 'appcontainer', 'medium', 'high', 'system'];

export function integrityMark(forest: Forest, node: number, styles: TreeRowStyles): React.ReactElement | null {
  const integrity = forest.text(node, 'integrity');
  if (integrity === '') return null;
  const parent = forest.parent[node] ?? -1;
  const before = parent < 0 ? '' : forest.text(parent, 'integrity');
  const rose = before !== '' && order.indexOf(integrity.toLowerCase()) > order.indexOf(before.toLowerCase());
  return (
    <span
      className={cx(styles.integrity, rose && styles.rose)}
      title={rose ? `Integrity ${integrity}, parent ${before}: elevated` : `Integrity ${integrity}`}
    >
      {rose && '↑'}
      {integrity.charAt(0).toUpperCase()}
    </span>
  );
}
