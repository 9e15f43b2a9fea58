// The alerts of one process: a chip a level, worst first; what is folded away below it shows as an outline.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { LevelRank } from '@huntboard/lineage';
import { levelColor, levelInk, levelLetters, levelNames } from '../level-colors';

export interface LevelBadgesProps {
  /** Alerts by rank. */
  readonly counts: (rank: LevelRank) => number;
  /** Worst level hidden below; 0 for none or when nothing is hidden. */
  readonly hidden: LevelRank;
  /** Room for one chip only: the worst. */
  readonly single: boolean;
}

const ranks: readonly LevelRank[] = [4, 3, 2, 1];

export function LevelBadges({ counts, hidden, single }: LevelBadgesProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const present = ranks.filter((rank) => counts(rank) > 0);
  const shown = present.slice(0, single ? 1 : 2);
  const more = present.slice(shown.length);
  const own = present[0] ?? 0;
  return (
    <span className={styles.badges}>
      {shown.map((rank) => (
        <span
          key={rank}
          className={styles.badge}
          style={{ background: levelColor(theme, rank), color: levelInk(theme) }}
          title={`${counts(rank)} ${levelNames[rank]} ${counts(rank) === 1 ? 'alert' : 'alerts'}`}
        >
          {levelLetters[rank]}
          {counts(rank) > 1 && <span className={styles.count}>{counts(rank)}</span>}
        </span>
      ))}
      {more.length > 0 && (
        <span className={styles.more} title={more.map((rank) => `${counts(rank)} ${levelNames[rank]}`).join(', ')}>
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
          <span className={styles.count}>inside</span>
        </span>
      )}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  badges: css({ display: 'inline-flex', gap: 4, alignItems: 'center', minWidth: 0 }),
  badge: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: 3,
    height: 16,
    padding: '0 5px',
    borderRadius: 3,
    border: '1px solid transparent',
    fontSize: 11,
    lineHeight: '14px',
    fontWeight: theme.typography.fontWeightBold,
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  }),
  more: css({ color: theme.colors.text.secondary, fontSize: 11, fontVariantNumeric: 'tabular-nums' }),
  count: css({ fontWeight: theme.typography.fontWeightMedium }),
});
