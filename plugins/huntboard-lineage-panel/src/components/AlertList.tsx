// The alerts of a process: a line for each rule with what it matched, or their number where the rules are not known.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { rankLevel } from '@huntboard/lineage';
import type { AlertFact, Forest } from '@huntboard/lineage';
import { levelColor, levelInk, levelLetters, levelNames } from '../level-colors';
import type { AlertLink } from '../exception-links';
import type { LineageData } from '../read-frames';
import type { FormatTime } from '../time-format';
import { blockText, lineText } from '../shown-text';
import { DetailSection } from './DetailSection';

export interface AlertListProps {
  readonly data: LineageData;
  readonly forest: Forest;
  readonly node: number;
  /** Where they are worked on, a link a rule. */
  readonly links: readonly AlertLink[];
  readonly formatTime: FormatTime;
}

interface RuleLine {
  readonly first: AlertFact;
  readonly count: number;
}

/** Alerts of one rule and level as one line, the worst first. */
function byRule(alerts: readonly AlertFact[]): readonly RuleLine[] {
  const lines = new Map<string, RuleLine>();
  for (const alert of alerts) {
    const key = `${alert.level}|${alert.title}`;
    const known = lines.get(key);
    lines.set(key, { first: known?.first ?? alert, count: (known?.count ?? 0) + alert.count });
  }
  return [...lines.values()].sort((a, b) => rankLevel(b.first.level) - rankLevel(a.first.level));
}

export function AlertList({ data, forest, node, links, formatTime }: AlertListProps): React.ReactElement | null {
  const styles = useStyles2(getStyles);
  const counts = ([4, 3, 2, 1] as const).filter((rank) => forest.alertCount(node, rank) > 0);
  if (counts.length === 0) return null;
  const lines = byRule(forest.alertFactsOf(node));
  return (
    <DetailSection title="Alerts">
      <ul className={styles.alerts}>
        {lines.map(({ first, count }) => (
          <li key={first.row}>
            <LevelMark level={first.level} />
            <div className={styles.text}>
              {lineText(first.title || first.ruleId || 'Alert')}
              {count > 1 && <span className={styles.quiet}>{` ×${count.toLocaleString('en')}`}</span>}
              <div className={styles.quiet}>{formatTime(first.time)}</div>
              <Matched fields={data.matchedFields(first.row)} />
              <WorkOn link={links.find(({ rule }) => rule === (first.title || first.ruleId))} />
            </div>
          </li>
        ))}
        {lines.length === 0 &&
          counts.map((rank) => (
            <li key={rank}>
              <LevelMark level={levelNames[rank]} />
              <span>{`${forest.alertCount(node, rank)} ${levelNames[rank]}`}</span>
            </li>
          ))}
      </ul>
    </DetailSection>
  );
}

function LevelMark({ level }: { readonly level: string }): React.ReactElement {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const rank = Math.max(1, rankLevel(level)) as 1 | 2 | 3 | 4;
  return (
    <span
      className={styles.level}
      style={{ background: levelColor(theme, rank), color: levelInk(theme) }}
      title={level || levelNames[rank]}
    >
      {levelLetters[rank]}
    </span>
  );
}

/** Leads to the alert, and to an exception from it. */
function WorkOn({ link }: { readonly link: AlertLink | undefined }): React.ReactElement | null {
  const styles = useStyles2(getStyles);
  if (link === undefined) return null;
  return (
    <div className={styles.work}>
      <a href={link.href}>Open in triage</a>
      <a href={link.exceptionHref}>Create exception…</a>
    </div>
  );
}

function Matched({ fields }: { readonly fields: readonly (readonly [string, string])[] }): React.ReactElement | null {
  const styles = useStyles2(getStyles);
  if (fields.length === 0) return null;
  return (
    <details className={styles.matched}>
      <summary>{`matched ${fields.map(([name]) => name).join(', ')}`}</summary>
      <dl>
        {fields.map(([name, value]) => (
          <React.Fragment key={name}>
            <dt>{name}</dt>
            <dd>{blockText(value)}</dd>
          </React.Fragment>
        ))}
      </dl>
    </details>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  alerts: css({
    listStyle: 'none',
    margin: 0,
    padding: 0,
    '& li': { display: 'flex', gap: theme.spacing(1), alignItems: 'flex-start', padding: '2px 0' },
  }),
  text: css({ minWidth: 0, flex: 1 }),
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
  quiet: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular, fontSize: 11 }),
  work: css({
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: theme.spacing(1.5),
    fontSize: 11,
    '& a': { color: theme.colors.text.link, '&:hover': { textDecoration: 'underline' } },
  }),
  matched: css({
    color: theme.colors.text.secondary,
    fontSize: 11,
    '& summary': { cursor: 'pointer' },
    '& dl': { margin: '2px 0 4px' },
    '& dt': { fontWeight: theme.typography.fontWeightMedium },
    '& dd': {
      margin: '0 0 3px',
      color: theme.colors.text.primary,
      fontFamily: theme.typography.fontFamilyMonospace,
      overflowWrap: 'anywhere',
      whiteSpace: 'pre-wrap',
    },
  }),
});
