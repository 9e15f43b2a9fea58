// Names and values, as a list.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Fact } from '../process-facts';

export function FactList({ facts }: { readonly facts: readonly Fact[] }): React.ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.facts}>
      {facts.map((fact) => (
        <React.Fragment key={fact.name}>
          <dt>{fact.name}</dt>
          <dd className={fact.code ? styles.code : undefined}>
            {fact.value}
            {fact.note !== undefined && <span className={styles.tag}>{fact.note}</span>}
          </dd>
        </React.Fragment>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  facts: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(76px, max-content) minmax(0, 1fr)',
    columnGap: theme.spacing(1.5),
    rowGap: 3,
    margin: 0,
    '& dt': { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    '& dd': { margin: 0 },
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
