// Levels of alerts, as Sigma names them, and their order.

/** Ranks: 0 means no alert. Informational counts as low. */
export const alertLevels = ['none', 'low', 'medium', 'high', 'critical'] as const;
export type AlertLevel = (typeof alertLevels)[number];

/** Rank of a level: 4 critical … 1 low, 0 none. */
export type LevelRank = 0 | 1 | 2 | 3 | 4;

/** Rank of a level's name in any case; names unknown to Sigma count as low: an alert is never lost. */
export function rankLevel(level: string): LevelRank {
  switch (level.toLowerCase()) {
    case 'critical':
      return 4;
    case 'high':
      return 3;
    case 'medium':
      return 2;
    case 'none':
    case '':
      return 0;
    default:
      return 1;
  }
}
