// The cells of a row beside its name: one for each column that fits.
import React from 'react';
import { cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { childCount } from '@huntboard/lineage';
import type { Forest } from '@huntboard/lineage';
import type { ColumnName, Layout } from '../columns';
import { rankOf } from '../level-colors';
import { lineText } from '../shown-text';
import { duration } from '../time-format';
import type { FormatTime } from '../time-format';
import { integrityMark } from './IntegrityMark';
import { levelBadges } from './LevelBadges';
import type { TreeRowStyles } from './tree-row-styles';

export interface RowCellsProps {
  readonly forest: Forest;
  readonly node: number;
  readonly expanded: boolean;
  readonly layout: Layout;
  readonly formatTime: FormatTime;
  readonly styles: TreeRowStyles;
  readonly theme: GrafanaTheme2;
}

const activityMarks = [
  ['network', 'net'],
  ['dns', 'dns'],
  ['file', 'file'],
  ['registry', 'reg'],
] as const;

export function rowCells(props: RowCellsProps): React.ReactElement[] {
  return props.layout.columns.map((column) => <React.Fragment key={column}>{cell(column, props)}</React.Fragment>);
}

function cell(column: ColumnName, props: RowCellsProps): React.ReactElement {
  const { forest, node, expanded, layout, formatTime, styles, theme } = props;
  const start = forest.start[node] ?? NaN;
  switch (column) {
    case 'alerts':
      return (
        <span className={styles.cell}>
          {levelBadges({
            counts: (rank) => forest.alertCount(node, rank),
            hidden: expanded || childCount(forest, node) === 0 ? 0 : rankOf(forest.worst[node]),
            single: layout.singleBadge,
            styles,
            theme,
          })}
        </span>
      );
    case 'why':
      return why(forest, node, styles);
    case 'user': {
      const user = forest.text(node, 'user');
      return (
        <span className={styles.cell}>
          <span className={styles.clip} title={lineText(user)}>
            {lineText(user.slice(user.lastIndexOf('\\') + 1))}
          </span>
          {!layout.columns.includes('integrity') && integrityMark(forest, node, styles)}
        </span>
      );
    }
    case 'integrity':
      return <span className={styles.cell}>{integrityMark(forest, node, styles)}</span>;
    case 'pid': {
      const pid = forest.pid(node);
      return <span className={styles.number}>{Number.isNaN(pid) ? '' : pid}</span>;
    }
    case 'start':
      return <span className={styles.time}>{formatTime(start)}</span>;
    case 'duration':
      return <span className={styles.number}>{duration(start, forest.end[node] ?? NaN)}</span>;
    case 'host':
      return <span className={styles.clip}>{lineText(forest.host(node))}</span>;
    case 'activity': {
      const { byKind, total } = forest.activity(node);
      const parts = activityMarks.filter(([kind]) => byKind[kind] > 0);
      return (
        <span className={cx(styles.time, styles.clip)} title={total > 0 ? `${total} events` : undefined}>
          {parts.map(([kind, word]) => `${byKind[kind]} ${word}`).join(' · ')}
        </span>
      );
    }
    case 'commandLine': {
      const commandLine = lineText(forest.text(node, 'commandLine'));
      return (
        <span className={styles.command} title={commandLine}>
          <bdi>{commandLine}</bdi>
        </span>
      );
    }
    case 'lifetime':
      return <span />;
  }
}

/** The two weightiest reasons as words, and how many more there are. */
function why(forest: Forest, node: number, styles: TreeRowStyles): React.ReactElement {
  if (forest.reasonBits[node] === 0) return <span />;
  const reasons = forest.reasons(node).filter(({ code }) => !code.startsWith('alert-'));
  return (
    <span className={styles.whys} title={reasons.map(({ text }) => lineText(text)).join('\n')}>
      {reasons.slice(0, 2).map(({ label, weight }, place) => (
        // By place: the row is used again for other processes.
        <span key={place} className={cx(styles.why, weight >= 20 && styles.whyStrong)}>
          {label}
        </span>
      ))}
      {reasons.length > 2 && <span className={styles.quietMore}>{`+${reasons.length - 2}`}</span>}
    </span>
  );
}
