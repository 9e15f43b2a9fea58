// The frame of every page: header with brand, breadcrumbs and tools, then the content.
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, ToolbarButton, useStyles2, useTheme2 } from '@grafana/ui';
import React, { useEffect } from 'react';
import { Link, useLocation } from 'react-router-dom';
import { RolePicker } from './RolePicker';
import { switchTheme } from './switch-theme';

export interface Crumb {
  readonly text: string;
  readonly url?: string;
}

interface Props {
  readonly crumbs: readonly Crumb[];
  /** Title of the browser tab. */
  readonly title: string;
  readonly children: React.ReactNode;
}

const THEME_ICONS = {
  sun: 'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0-5v2m0 16v2M2 12h2m16 0h2M4.9 4.9l1.400 1.400m11.400 11.400 1.400 1.400M4.900 19.100l1.400-1.400m11.400-11.400 1.400-1.400',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z',
} as const;

function ThemeIcon({ shows }: { readonly shows: keyof typeof THEME_ICONS }): React.JSX.Element {
  return (
    <svg
      width={18}
      height={18}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={THEME_ICONS[shows]} />
    </svg>
  );
}

function Header({ crumbs }: { readonly crumbs: readonly Crumb[] }): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  return (
    <header className={styles.header}>
      <Link to="/" className={styles.brand} aria-label="Huntboard, list of dashboards">
        <img src="/public/logo.svg" alt="" width={24} height={24} />
        <span>Huntboard</span>
      </Link>
      <nav className={styles.crumbs} aria-label="Breadcrumbs">
        {crumbs.map((crumb) => (
          <React.Fragment key={crumb.text}>
            <Icon name="angle-right" />
            {crumb.url === undefined ? (
              <h1 aria-current="page">{crumb.text}</h1>
            ) : (
              <Link to={crumb.url}>{crumb.text}</Link>
            )}
          </React.Fragment>
        ))}
      </nav>
      <div className={styles.tools}>
        <RolePicker />
        <Link to="/explore" className={styles.tool}>
          <Icon name="compass" />
          <span>Explore</span>
        </Link>
        <Link to="/datasource" className={styles.tool}>
          <Icon name="database" />
          <span>Datasource</span>
        </Link>
        <ToolbarButton
          aria-label={theme.isDark ? 'Switch to the light theme' : 'Switch to the dark theme'}
          tooltip={theme.isDark ? 'Light theme' : 'Dark theme'}
          onClick={() => switchTheme(theme.isDark ? 'light' : 'dark')}
        >
          <ThemeIcon shows={theme.isDark ? 'sun' : 'moon'} />
        </ToolbarButton>
      </div>
    </header>
  );
}

/** Wraps a page's content. `?kiosk` leaves the header out. */
export function Page({ crumbs, title, children }: Props): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const kiosk = new URLSearchParams(useLocation().search).has('kiosk');
  useEffect(() => {
    document.title = `${title} · Huntboard`;
  }, [title]);
  return (
    <div className={styles.page}>
      {!kiosk && <Header crumbs={crumbs} />}
      <main className={styles.main}>{children}</main>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    minHeight: '100vh',
    display: 'flex',
    flexDirection: 'column',
    background: theme.colors.background.canvas,
  }),
  header: css({
    position: 'sticky',
    top: 0,
    zIndex: theme.zIndex.navbarFixed,
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    height: 48,
    padding: theme.spacing(0, 2),
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  brand: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    fontWeight: theme.typography.fontWeightMedium,
    fontSize: theme.typography.h5.fontSize,
    color: theme.colors.text.primary,
  }),
  crumbs: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    minWidth: 0,
    overflow: 'hidden',
    whiteSpace: 'nowrap',
    color: theme.colors.text.primary,
    '& a': { color: theme.colors.text.secondary, '&:hover': { textDecoration: 'underline' } },
    '& svg': { color: theme.colors.text.secondary },
    '& h1': { margin: 0, font: 'inherit', letterSpacing: 'inherit' },
  }),
  tools: css({ marginLeft: 'auto', display: 'flex', alignItems: 'center', gap: theme.spacing(0.5) }),
  tool: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    height: theme.spacing(theme.components.height.md),
    padding: theme.spacing(0, 1),
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    '&:hover': { color: theme.colors.text.primary, background: theme.colors.action.hover },
    [theme.breakpoints.down('sm')]: { '& span': { display: 'none' } },
  }),
  main: css({ flexGrow: 1, display: 'flex', flexDirection: 'column', padding: theme.spacing(2), minWidth: 0 }),
});
