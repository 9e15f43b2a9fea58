// Colours of alert levels in both themes. Every mark also carries a letter: colour alone tells nothing to everybody.
import type { GrafanaTheme2 } from '@grafana/data';
import type { LevelRank } from '@huntboard/lineage';

const darkShades = ['transparent', '#6e9fff', '#f2cc0c', '#ff9830', '#ff5c72'] as const;
const lightShades = ['transparent', '#1f60c4', '#8f6a00', '#a53f06', '#b51125'] as const;

/** Letter and name of each level; the text for screen readers and tooltips. */
export const levelNames = ['', 'low', 'medium', 'high', 'critical'] as const;
export const levelLetters = ['', 'L', 'M', 'H', 'C'] as const;

/** A level's colour: readable as text on the panel's ground, and under `levelInk` as a fill (contrast at least 4.5). */
export function levelColor(theme: GrafanaTheme2, rank: LevelRank): string {
  return (theme.isDark ? darkShades : lightShades)[rank];
}

/** Text colour on a fill of the level's colour. */
export function levelInk(theme: GrafanaTheme2): string {
  return theme.isDark ? '#111217' : '#ffffff';
}

export const rankOf = (value: number | undefined): LevelRank => (value ?? 0) as LevelRank;
