// Whom the process touched and who touched it: injections, handles, logons from and to other hosts, with their evidence.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Forest } from '@huntboard/lineage';
import { edgeVerbs } from '../edge-words';
import type { FormatTime } from '../time-format';
import { lineText } from '../shown-text';
import { DetailSection } from './DetailSection';

export interface EdgeListProps {
  readonly forest: Forest;
  readonly node: number;
  readonly formatTime: FormatTime;
  readonly onSelect: (node: number) => void;
}

const shownAtMost = 30;

export function EdgeList({ forest, node, formatTime, onSelect }: EdgeListProps): React.ReactElement | null {
  const styles = useStyles2(getStyles);
  const edges = forest.edgesOf(node);
  if (edges.length === 0) return null;
  return (
    <DetailSection title="Reached across">
      <ul className={styles.edges}>
        {edges.slice(0, shownAtMost).map((edge) => {
          const out = edge.source === node;
          const other = out ? edge.target : edge.source;
          const pid = forest.pid(other);
          const away = edge.crossHost ? ` on ${forest.host(other)}` : '';
          return (
            <li key={edge.index}>
              <span>{out ? edgeVerbs[edge.kind].out : edgeVerbs[edge.kind].in} </span>
              <button type="button" className={styles.other} onClick={() => onSelect(other)}>
                {lineText(forest.name(other) || 'unknown')}
                {Number.isNaN(pid) ? '' : ` (${pid})`}
                {away}
              </button>
              <div className={styles.quiet}>
                {[
                  formatTime(edge.time),
                  lineText(edge.label),
                  edge.count > 1 ? `×${edge.count}` : '',
                  edge.confidence === 'certain' ? '' : edge.confidence,
                  lineText(edge.evidence),
                ]
                  .filter((part) => part !== '')
                  .join(' · ')}
              </div>
            </li>
          );
        })}
      </ul>
      {edges.length > shownAtMost && <div className={styles.quiet}>{`and ${edges.length - shownAtMost} more`}</div>}
    </DetailSection>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  edges: css({ listStyle: 'none', margin: 0, padding: 0, '& li': { padding: '2px 0' } }),
  other: css({
    padding: 0,
    border: 0,
    background: 'none',
    font: 'inherit',
    color: theme.colors.text.link,
    cursor: 'pointer',
    textAlign: 'left',
    '&:hover': { textDecoration: 'underline' },
  }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 11, overflowWrap: 'anywhere' }),
});
