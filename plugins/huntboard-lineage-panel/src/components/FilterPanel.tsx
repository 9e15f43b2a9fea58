// Filters: level, what stands out, user, image, host, integrity. The time is brushed in the strip above the views.
import React, { useMemo, useState } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { alertLevels, facetsOf } from '@huntboard/lineage';
import type { Facet, Forest, LevelRank } from '@huntboard/lineage';
import { lineText } from '../shown-text';
import { noFilter, toggleValue } from '../view-filter';
import type { ViewFilter } from '../view-filter';
import { Popover } from './Popover';

export interface FilterPanelProps {
  readonly forest: Forest;
  readonly filter: ViewFilter;
  readonly width: number;
  readonly maxHeight: number;
  readonly onFilter: (filter: ViewFilter) => void;
  readonly onClose: () => void;
}

const facets: readonly (readonly [Facet, string])[] = [
  ['image', 'Image'],
  ['user', 'User'],
  ['integrity', 'Integrity'],
  ['host', 'Host'],
];
const valuesShown = 40;

export function FilterPanel(props: FilterPanelProps): React.ReactElement {
  const { forest, filter, width, maxHeight, onFilter, onClose } = props;
  const styles = useStyles2(getStyles);
  return (
    <Popover title="Filters" width={Math.min(width - 16, 560)} maxHeight={maxHeight} onClose={onClose}>
      <div className={styles.levels} role="radiogroup" aria-label="Alerts at least">
        {alertLevels.map((name, rank) => (
          <button
            key={name}
            type="button"
            role="radio"
            aria-checked={filter.minLevel === rank}
            className={cx(styles.level, filter.minLevel === rank && styles.chosen)}
            onClick={() => onFilter({ ...filter, minLevel: rank as LevelRank })}
          >
            {rank === 0 ? 'any' : rank === 4 ? name : `${name} +`}
          </button>
        ))}
      </div>
      <label className={styles.value}>
        <input
          type="checkbox"
          checked={filter.telling}
          onChange={(event) => onFilter({ ...filter, telling: event.currentTarget.checked })}
        />
        Only what stands out
      </label>
      <div className={styles.facets}>
        {facets.map(([facet, label]) => (
          <FacetList
            key={facet}
            facet={facet}
            label={label}
            forest={forest}
            chosen={filter.chosen[facet]}
            onToggle={(value) => onFilter(toggleValue(filter, facet, value))}
          />
        ))}
      </div>
      <button type="button" className={styles.clear} onClick={() => onFilter(noFilter)}>
        Clear all
      </button>
    </Popover>
  );
}

interface FacetListProps {
  readonly facet: Facet;
  readonly label: string;
  readonly forest: Forest;
  readonly chosen: readonly string[];
  readonly onToggle: (value: string) => void;
}

function FacetList({ facet, label, forest, chosen, onToggle }: FacetListProps): React.ReactElement | null {
  const styles = useStyles2(getStyles);
  const [text, setText] = useState('');
  const values = useMemo(() => facetsOf(forest, facet), [forest, facet]);
  if (values.length < 2) return null;
  const wanted = text.toLowerCase();
  const fitting = values.filter(({ value }) => value.toLowerCase().includes(wanted) || chosen.includes(value));
  // What is chosen comes first: it must not be lost among others.
  const ordered = [...fitting].sort((a, b) => Number(chosen.includes(b.value)) - Number(chosen.includes(a.value)));
  return (
    <fieldset className={styles.facet}>
      <legend className={styles.legend}>{label}</legend>
      {values.length > 8 && (
        <input
          className={styles.find}
          type="text"
          value={text}
          placeholder={`Find among ${values.length.toLocaleString('en')}`}
          aria-label={`Find ${label.toLowerCase()}`}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <div className={styles.values}>
        {ordered.slice(0, valuesShown).map(({ value, count }) => (
          <label key={value} className={styles.value}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => onToggle(value)} />
            <bdi className={styles.name} title={lineText(value)}>
              {lineText(value)}
            </bdi>
            <span className={styles.count}>{count.toLocaleString('en')}</span>
          </label>
        ))}
      </div>
      {ordered.length > valuesShown && (
        <span
          className={styles.count}
        >{`${(ordered.length - valuesShown).toLocaleString('en')} more: find them by name`}</span>
      )}
    </fieldset>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  levels: css({ display: 'flex', flexWrap: 'wrap', gap: 4, margin: '6px 0' }),
  level: css({
    padding: '2px 9px',
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.pill,
    background: 'none',
    color: theme.colors.text.primary,
    font: 'inherit',
    cursor: 'pointer',
  }),
  chosen: css({ background: theme.colors.action.selected, borderColor: theme.colors.primary.border }),
  facets: css({
    display: 'grid',
    gap: theme.spacing(1.5),
    gridTemplateColumns: 'repeat(auto-fit, minmax(210px, 1fr))',
  }),
  facet: css({ minWidth: 0, margin: '8px 0 0', padding: 0, border: 0 }),
  legend: css({
    margin: 0,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  find: css({
    width: '100%',
    height: 24,
    margin: '2px 0',
    padding: '0 6px',
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    background: theme.components.input.background,
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  values: css({ maxHeight: 132, overflow: 'auto' }),
  value: css({
    display: 'flex',
    alignItems: 'center',
    gap: 6,
    minHeight: 20,
    margin: 0,
    fontWeight: theme.typography.fontWeightRegular,
    cursor: 'pointer',
    '& input': { margin: 0, accentColor: theme.colors.primary.main },
  }),
  name: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  count: css({ color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
  clear: css({
    marginTop: theme.spacing(1),
    padding: 0,
    border: 0,
    background: 'none',
    color: theme.colors.text.link,
    font: 'inherit',
    cursor: 'pointer',
  }),
});
