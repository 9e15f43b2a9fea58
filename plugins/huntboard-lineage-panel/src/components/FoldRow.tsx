// A row that stands for equal siblings: “and 213 more svchost.exe”.
import React, { memo } from 'react';
import { cx } from '@emotion/css';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { RollUp } from '@huntboard/lineage';
import type { Layout } from '../columns';
import { groupLabel } from '../drawing/node-look';
import { levelColor, levelNames } from '../level-colors';
import { lineText } from '../shown-text';
import type { FormatTime } from '../time-format';
import { levelBadges } from './LevelBadges';
import { rowHead } from './RowHead';
import { treeRowStyles } from './tree-row-styles';

export interface FoldRowProps {
  readonly id: string;
  readonly row: number;
  readonly top: number;
  readonly group: RollUp;
  readonly depth: number;
  readonly position: number;
  readonly siblings: number;
  readonly expanded: boolean;
  readonly selected: boolean;
  readonly layout: Layout;
  readonly formatTime: FormatTime;
  readonly onSelect: (row: number) => void;
  readonly onToggle: (row: number) => void;
}

export const FoldRow = memo(function FoldRow(props: FoldRowProps): React.ReactElement {
  const { id, row, group, depth, expanded, selected, layout } = props;
  const styles = useStyles2(treeRowStyles);
  const theme = useTheme2();
  const level = levelNames[group.worst];
  const below = group.processes - group.members.length;
  const label = [
    groupLabel(group),
    below > 0 ? `${below} processes below them` : '',
    level === '' ? '' : `worst alert ${level}`,
    group.rule === '' ? '' : `same rule: ${lineText(group.rule)}`,
  ];
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={props.position}
      aria-setsize={props.siblings}
      aria-selected={selected}
      aria-expanded={expanded}
      aria-label={label.filter((part) => part !== '').join(', ')}
      className={cx(styles.row, selected && styles.selected)}
      style={{ top: props.top, ...(group.worst === 0 ? {} : { borderLeftColor: levelColor(theme, group.worst) }) }}
      onClick={() => props.onSelect(row)}
      onDoubleClick={() => props.onToggle(row)}
    >
      <span className={styles.process}>
        {rowHead({ depth, layout, styles, toggle: { expanded, onToggle: () => props.onToggle(row) } })}
        <span className={styles.fold}>{groupLabel(group)}</span>
        {group.rule !== '' && (
          <span className={styles.chip} title={lineText(group.rule)}>
            same rule
          </span>
        )}
        {below > 0 && <span className={styles.quiet}>{`${below.toLocaleString('en')} below`}</span>}
      </span>
      {layout.columns.map((column) => {
        if (column === 'alerts')
          return (
            <span key={column} className={styles.cell}>
              {levelBadges({
                counts: () => 0,
                hidden: expanded ? 0 : group.worst,
                single: layout.singleBadge,
                styles,
                theme,
              })}
            </span>
          );
        return (
          <span key={column} className={styles.time}>
            {column === 'start' ? props.formatTime(group.from) : ''}
          </span>
        );
      })}
    </div>
  );
});
