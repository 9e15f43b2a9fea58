// The alerts of one process: a chip a level, worst first; what is folded away below it shows as an outline.
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import type { LevelRank } from '@huntboard/lineage';
import { levelColor, levelInk, levelLetters, levelNames } from '../level-colors';
import type { TreeRowStyles } from './tree-row-styles';

export interface LevelBadgesProps {
  /** Alerts by rank. */
  readonly counts: (rank: LevelRank) => number;
  /** Worst level hidden below; 0 for none or when nothing is hidden. */
  readonly hidden: LevelRank;
  /** Room for one chip only: the worst. */
  readonly single: boolean;
  readonly styles: TreeRowStyles;
  readonly theme: GrafanaTheme2;
}

const ranks: readonly LevelRank[] = [4, 3, 2, 1];

/** A plain function, as all parts of a row: components of their own would cost more than what they draw. */
export function levelBadges({ counts, hidden, single, styles, theme }: LevelBadgesProps): React.ReactElement {
  const present = ranks.filter((rank) => counts(rank) > 0);
  const shown = present.slice(0, single ? 1 : 2);
  const more = present.slice(shown.length);
  const own = present[0] ?? 0;
  return (
    <span className={styles.badges}>
      {shown.map((rank, place) => (
        // By place: the row is used again for other processes.
        <span
          key={place}
          className={styles.badge}
          style={{ background: levelColor(theme, rank), color: levelInk(theme) }}
          title={`${counts(rank)} ${levelNames[rank]} ${counts(rank) === 1 ? 'alert' : 'alerts'}`}
        >
          {levelLetters[rank]}
          {counts(rank) > 1 && <span className={styles.badgeCount}>{counts(rank)}</span>}
        </span>
      ))}
      {more.length > 0 && (
        <span className={styles.badgeMore} title={more.map((rank) => `${counts(rank)} ${levelNames[rank]}`).join(', ')}>
          {`+${more.reduce<number>((sum, rank) => sum + counts(rank), 0)}`}
        </span>
      )}
      {hidden > own && (
        <span
          className={styles.badge}
          style={{ borderColor: levelColor(theme, hidden), color: levelColor(theme, hidden) }}
          title={`Worst alert among the folded processes: ${levelNames[hidden]}`}
        >
          {levelLetters[hidden]}
          <span className={styles.badgeCount}>inside</span>
        </span>
      )}
    </span>
  );
}
