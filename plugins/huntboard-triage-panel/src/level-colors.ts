// Colours of alert levels in both themes. Every mark also carries a word: colour alone tells nothing to everybody.
import type { GrafanaTheme2 } from '@grafana/data';
import type { AlertLevel } from './model/alert';

const dark: Readonly<Record<AlertLevel, string>> = {
  critical: '#ff5c72',
  high: '#ff9830',
  medium: '#f2cc0c',
  low: '#6e9fff',
  informational: '#9fa7b3',
};
const light: Readonly<Record<AlertLevel, string>> = {
  critical: '#c4162a',
  high: '#b5460b',
  medium: '#856400',
  low: '#1f60c4',
  informational: '#5c6470',
};

/** A level's colour: readable as text on the panel's ground, and under `levelInk` as a fill (contrast at least 4.5). */
export const levelColor = (theme: GrafanaTheme2, level: AlertLevel): string => (theme.isDark ? dark : light)[level];

/** Text colour on a fill of the level's colour. */
export const levelInk = (theme: GrafanaTheme2): string => (theme.isDark ? '#111217' : '#ffffff');
