// Names and values, each to be copied.
import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Fact } from '../process-facts';
import { blockText } from '../shown-text';
import { CopyButton } from './CopyButton';

export function FactList({ facts }: { readonly facts: readonly Fact[] }): React.ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.facts}>
      {facts.map((fact) => (
        <div key={fact.name} className={styles.fact}>
          <dt>{fact.name}</dt>
          <dd className={cx(fact.code && styles.code)}>
            <bdi>{blockText(fact.value)}</bdi>
            {fact.note !== undefined && <span className={styles.tag}>{fact.note}</span>}
            <CopyButton what={fact.name} text={() => fact.value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  facts: css({ margin: 0 }),
  fact: css({
    display: 'grid',
    gridTemplateColumns: '84px minmax(0, 1fr)',
    columnGap: theme.spacing(1),
    padding: '1px 0',
    '& dt': { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    '& dd': { margin: 0, minWidth: 0, overflowWrap: 'anywhere' },
    '& [data-copy]': { opacity: 0 },
    '&:hover [data-copy], & [data-copy]:focus-visible': { opacity: 1 },
  }),
  code: css({ fontFamily: theme.typography.fontFamilyMonospace, fontSize: 11.5 }),
  tag: css({
    marginLeft: 6,
    padding: '0 4px',
    border: `1px solid ${theme.colors.warning.border}`,
    borderRadius: 3,
    color: theme.colors.warning.text,
    fontFamily: theme.typography.fontFamily,
    fontSize: 10,
    whiteSpace: 'nowrap',
  }),
});
