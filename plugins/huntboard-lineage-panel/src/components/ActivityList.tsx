// What the process did: events by kind with their numbers, and the last ones of the chosen kind.
import React, { useState } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { eventKinds } from '@huntboard/lineage';
import type { EventKind, Forest } from '@huntboard/lineage';
import type { FormatTime } from '../time-format';
import { lineText } from '../shown-text';
import { CopyButton } from './CopyButton';
import { DetailSection } from './DetailSection';

export interface ActivityListProps {
  readonly forest: Forest;
  readonly node: number;
  readonly formatTime: FormatTime;
}

const kindNames: Readonly<Record<EventKind, string>> = {
  network: 'Network',
  dns: 'DNS',
  file: 'File',
  registry: 'Registry',
  image: 'Image',
  pipe: 'Pipe',
  script: 'Script',
  other: 'Other',
};
const shownAtFirst = 6;
const shownAtMost = 100;

export function ActivityList({ forest, node, formatTime }: ActivityListProps): React.ReactElement | null {
  const styles = useStyles2(getStyles);
  const [chosen, setChosen] = useState<EventKind | null>(null);
  const [whole, setWhole] = useState(false);
  const { total, byKind } = forest.activity(node);
  if (total === 0) return null;
  const present = eventKinds.filter((kind) => byKind[kind] > 0);
  const kind = chosen !== null && byKind[chosen] > 0 ? chosen : null;
  const events = forest.eventsOf(node).filter((event) => kind === null || event.kind === kind);
  const last = events.slice(-(whole ? shownAtMost : shownAtFirst)).reverse();
  return (
    <DetailSection title="Activity">
      <div className={styles.kinds} role="group" aria-label="Kinds of events">
        {present.map((at) => (
          <button
            key={at}
            type="button"
            className={cx(styles.kind, at === kind && styles.chosen)}
            aria-pressed={at === kind}
            onClick={() => setChosen(at === kind ? null : at)}
          >
            {kindNames[at]} <b>{byKind[at].toLocaleString('en')}</b>
          </button>
        ))}
      </div>
      {last.length > 0 && (
        <ul className={styles.events}>
          {last.map((event) => (
            <li key={event.row}>
              <span className={styles.quiet}>
                {formatTime(event.time)} · {event.action || kindNames[event.kind]}
                {event.count > 1 && ` ×${event.count.toLocaleString('en')}`}
              </span>
              <div className={styles.what}>
                <bdi>{lineText(event.what)}</bdi>
                <CopyButton what="event" text={() => event.what} />
              </div>
            </li>
          ))}
        </ul>
      )}
      {last.length < events.length && !whole && (
        <button type="button" className={styles.more} onClick={() => setWhole(true)}>
          {`Show ${Math.min(events.length, shownAtMost) - last.length} more`}
        </button>
      )}
    </DetailSection>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  kinds: css({ display: 'flex', flexWrap: 'wrap', gap: 4 }),
  kind: css({
    padding: '1px 7px',
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.pill,
    background: 'none',
    color: theme.colors.text.primary,
    font: 'inherit',
    fontSize: 11,
    cursor: 'pointer',
    '& b': { fontWeight: theme.typography.fontWeightMedium, fontVariantNumeric: 'tabular-nums' },
    '&:hover': { background: theme.colors.action.hover },
  }),
  chosen: css({ background: theme.colors.action.selected, borderColor: theme.colors.primary.border }),
  events: css({ listStyle: 'none', margin: '4px 0 0', padding: 0, '& li': { padding: '2px 0' } }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 11, fontVariantNumeric: 'tabular-nums' }),
  what: css({ fontFamily: theme.typography.fontFamilyMonospace, fontSize: 11.5, overflowWrap: 'anywhere' }),
  more: css({
    padding: 0,
    border: 0,
    background: 'none',
    font: 'inherit',
    color: theme.colors.text.link,
    cursor: 'pointer',
  }),
});
