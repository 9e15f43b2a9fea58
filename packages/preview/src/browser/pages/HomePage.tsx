// The list of provisioned dashboards, with search and tags.
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { getBackendSrv, locationService } from '@grafana/runtime';
import { Alert, EmptyState, FilterInput, Icon, LoadingPlaceholder, TagList, useStyles2 } from '@grafana/ui';
import React, { useEffect, useMemo, useState } from 'react';
import { Link, useLocation } from 'react-router-dom';
import { Page } from '../chrome/Page';
import { filterHits } from './filter-hits';
import type { SearchHit } from './search-hit';

type Answer = { readonly hits?: readonly SearchHit[]; readonly problem?: string };

function useDashboards(): Answer {
  const [answer, setAnswer] = useState<Answer>({});
  useEffect(() => {
    getBackendSrv()
      .get<SearchHit[]>('/api/search')
      .then(
        (hits) => setAnswer({ hits }),
        () => setAnswer({ problem: 'The preview server does not answer.' }),
      );
  }, []);
  return answer;
}

function HitCard({
  hit,
  onTag,
}: {
  readonly hit: SearchHit;
  readonly onTag: (tag: string) => void;
}): React.JSX.Element {
  const styles = useStyles2(getStyles);
  return (
    <li className={styles.card} data-testid="dashboard-card">
      <Link to={hit.url} className={styles.link}>
        <span className={styles.icon}>
          <Icon name="apps" size="xl" />
        </span>
        <span>
          <span className={styles.title}>{hit.title}</span>
          <span className={styles.description}>
            {hit.description === '' ? `${hit.panels} panels` : hit.description}
          </span>
        </span>
      </Link>
      <TagList tags={[...hit.tags]} onClick={onTag} className={styles.tags} />
    </li>
  );
}

/** Route `/`. Search text and tags live in the URL (`query`, `tag`). */
export function HomePage(): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const { hits, problem } = useDashboards();
  const params = new URLSearchParams(useLocation().search);
  const text = params.get('query') ?? '';
  const tags = params.getAll('tag');
  const tagKey = tags.join('\n');
  const shown = useMemo(
    () => filterHits(hits ?? [], text, tagKey === '' ? [] : tagKey.split('\n')),
    [hits, text, tagKey],
  );
  const toggle = (tag: string) =>
    locationService.partial({ tag: tags.includes(tag) ? tags.filter((other) => other !== tag) : [...tags, tag] }, true);
  const all = [...new Set((hits ?? []).flatMap((hit) => hit.tags))].sort();
  return (
    <Page crumbs={[{ text: 'Dashboards' }]} title="Dashboards">
      <div className={styles.page}>
        <header>
          <h2 className={styles.heading}>Dashboards</h2>
          <p className={styles.lead}>
            Provisioned with this Huntboard, drawn here by its own plugins. The same files load into any Grafana.
          </p>
        </header>
        <div className={styles.filters}>
          <FilterInput
            placeholder="Search dashboards"
            value={text}
            escapeRegex={false}
            onChange={(value) => locationService.partial({ query: value === '' ? null : value }, true)}
          />
          {all.length > 0 && <TagList tags={all} onClick={toggle} className={styles.allTags} />}
        </div>
        {tags.length > 0 && (
          <p className={styles.lead}>
            {`Tagged ${tags.join(', ')} · `}
            <button type="button" className={styles.clear} onClick={() => locationService.partial({ tag: null }, true)}>
              clear
            </button>
          </p>
        )}
        <div>{problem !== undefined && <Alert severity="error" title={problem} />}</div>
        {hits === undefined && problem === undefined && <LoadingPlaceholder text="Loading dashboards…" />}
        {hits !== undefined && shown.length === 0 && (
          <EmptyState
            variant="not-found"
            message={hits.length === 0 ? 'No dashboards are provisioned' : 'No dashboard matches'}
          />
        )}
        <ul className={styles.list}>
          {shown.map((hit) => (
            <HitCard key={hit.uid} hit={hit} onTag={toggle} />
          ))}
        </ul>
      </div>
    </Page>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    width: '100%',
    maxWidth: 1100,
    margin: '0 auto',
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
  }),
  heading: css({ margin: theme.spacing(2, 0, 0.5) }),
  lead: css({ color: theme.colors.text.secondary, margin: 0 }),
  filters: css({
    display: 'flex',
    gap: theme.spacing(2),
    alignItems: 'center',
    flexWrap: 'wrap',
    '& > *:first-child': { maxWidth: 420 },
  }),
  allTags: css({ justifyContent: 'flex-start' }),
  clear: css({
    border: 0,
    padding: 0,
    background: 'none',
    color: theme.colors.text.link,
    '&:hover': { textDecoration: 'underline' },
  }),
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  card: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    padding: theme.spacing(0, 2, 0, 0),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
    '&:hover': { background: theme.colors.emphasize(theme.colors.background.secondary, 0.03) },
  }),
  link: css({
    flexGrow: 1,
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(2),
    padding: theme.spacing(2),
    color: 'inherit',
  }),
  icon: css({ color: theme.colors.text.secondary }),
  title: css({
    display: 'block',
    fontWeight: theme.typography.fontWeightMedium,
    fontSize: theme.typography.h5.fontSize,
  }),
  description: css({
    display: 'block',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  tags: css({ flexShrink: 0, maxWidth: '45%', justifyContent: 'flex-end' }),
});
