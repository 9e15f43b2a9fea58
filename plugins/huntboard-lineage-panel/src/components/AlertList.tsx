// The alerts of a process: a line for each rule, or their number where the rules are not known.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { rankLevel } from '@huntboard/lineage';
import type { Forest } from '@huntboard/lineage';
import { levelColor, levelInk, levelLetters, levelNames } from '../level-colors';
import type { Alert, LineageData } from '../read-frames';
import type { FormatTime } from '../time-format';

export interface AlertListProps {
  readonly data: LineageData;
  readonly forest: Forest;
  readonly node: number;
  readonly formatTime: FormatTime;
}

interface RuleLine {
  readonly title: string;
  readonly level: string;
  readonly count: number;
  readonly first: number | null;
}

/** Alerts of one rule and level as one line. */
function byRule(alerts: readonly Alert[]): readonly RuleLine[] {
  const lines = new Map<string, RuleLine>();
  for (const { title, level, time } of alerts) {
    const known = lines.get(`${level}|${title}`);
    lines.set(`${level}|${title}`, { title, level, count: (known?.count ?? 0) + 1, first: known?.first ?? time });
  }
  return [...lines.values()].sort((a, b) => rankLevel(b.level) - rankLevel(a.level));
}

export function AlertList({ data, forest, node, formatTime }: AlertListProps): React.ReactElement | null {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const alerts = forest.alertsOf(node).flatMap((row) => data.alert(row) ?? []);
  const counts = ([4, 3, 2, 1] as const).filter((rank) => forest.alertCount(node, rank) > 0);
  if (counts.length === 0) return null;
  const lines = byRule(alerts);
  return (
    <section>
      <div className={styles.section}>Alerts</div>
      <ul className={styles.alerts}>
        {lines.length > 0
          ? lines.map((line) => (
              <li key={`${line.level}|${line.title}`}>
                <span
                  className={styles.level}
                  style={{ background: levelColor(theme, rankLevel(line.level)), color: levelInk(theme) }}
                  title={line.level}
                >
                  {levelLetters[rankLevel(line.level)]}
                </span>
                <span>
                  {line.title}
                  {line.count > 1 && <span className={styles.quiet}>{` ×${line.count}`}</span>}
                  {line.first !== null && <div className={styles.quiet}>{formatTime(line.first)}</div>}
                </span>
              </li>
            ))
          : counts.map((rank) => (
              <li key={rank}>
                <span className={styles.level} style={{ background: levelColor(theme, rank), color: levelInk(theme) }}>
                  {levelLetters[rank]}
                </span>
                <span>{`${forest.alertCount(node, rank)} ${levelNames[rank]}`}</span>
              </li>
            ))}
      </ul>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    minHeight: 24,
    color: theme.colors.text.secondary,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  alerts: css({
    listStyle: 'none',
    margin: 0,
    padding: 0,
    '& li': { display: 'flex', gap: theme.spacing(1), alignItems: 'flex-start', padding: '2px 0' },
  }),
  level: css({
    flex: 'none',
    width: 16,
    height: 16,
    marginTop: 1,
    borderRadius: 3,
    textAlign: 'center',
    fontSize: 11,
    lineHeight: '16px',
    fontWeight: theme.typography.fontWeightBold,
  }),
  quiet: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
});
