// The application: theme, global styles, routes.
import { ThemeContext } from '@grafana/data';
import { config } from '@grafana/runtime';
import { EmptyState, ErrorBoundaryAlert, GlobalStyles, ModalRoot, ModalsProvider, PortalContainer } from '@grafana/ui';
import React, { Suspense } from 'react';
import { Route, Routes, useLocation } from 'react-router-dom';
import { HistoryRouter } from './chrome/HistoryRouter';
import { NoticeStack } from './chrome/NoticeStack';
import { Page } from './chrome/Page';
import { DashboardPage } from './pages/DashboardPage';
import { HomePage } from './pages/HomePage';

const ExplorePage = React.lazy(async () => ({ default: (await import('./pages/explore/ExplorePage')).ExplorePage }));
const DatasourcePage = React.lazy(async () => ({ default: (await import('./pages/DatasourcePage')).DatasourcePage }));

function NotFoundPage(): React.JSX.Element {
  return (
    <Page crumbs={[{ text: 'Not found' }]} title="Not found">
      <EmptyState variant="not-found" message="There is no such page" />
    </Page>
  );
}

function Pages(): React.JSX.Element {
  const { pathname } = useLocation();
  return (
    <ErrorBoundaryAlert style="page" dependencies={[pathname]}>
      <Suspense fallback={null}>
        <Routes>
          <Route path="/" element={<HomePage />} />
          <Route path="/dashboards" element={<HomePage />} />
          <Route path="/d/:uid" element={<DashboardPage />} />
          <Route path="/d/:uid/:slug" element={<DashboardPage />} />
          <Route path="/explore" element={<ExplorePage />} />
          <Route path="/datasource" element={<DatasourcePage />} />
          <Route path="/datasource/:uid" element={<DatasourcePage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Routes>
      </Suspense>
    </ErrorBoundaryAlert>
  );
}

/** Everything on the page; services must be installed before it renders. */
export function App(): React.JSX.Element {
  return (
    <ThemeContext.Provider value={config.theme2}>
      <GlobalStyles />
      <ModalsProvider>
        <HistoryRouter>
          <Pages />
          <NoticeStack />
          <ModalRoot />
        </HistoryRouter>
        <PortalContainer />
      </ModalsProvider>
    </ThemeContext.Provider>
  );
}
