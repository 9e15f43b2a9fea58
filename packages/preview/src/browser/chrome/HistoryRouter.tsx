// One history for all: react-router runs on the history of Grafana's location service, which plugins and scenes use.
import { locationService, LocationServiceProvider } from '@grafana/runtime';
import React, { useMemo, useSyncExternalStore } from 'react';
import type { Navigator } from 'react-router-dom';
import { Router } from 'react-router-dom';

const history = locationService.getHistory();

function toNavigator(): Navigator {
  return {
    createHref: (to) => (typeof to === 'string' ? to : history.createHref(to)),
    go: (delta) => history.go(delta),
    push: (to, state) => (typeof to === 'string' ? history.push(to, state) : history.push({ ...to, state })),
    replace: (to, state) => (typeof to === 'string' ? history.replace(to, state) : history.replace({ ...to, state })),
  };
}

/** Provides routing and the location service to `children`. */
export function HistoryRouter({ children }: { readonly children: React.ReactNode }): React.JSX.Element {
  const location = useSyncExternalStore(
    (onChange) => history.listen(onChange),
    () => history.location,
  );
  const navigator = useMemo(toNavigator, []);
  return (
    <LocationServiceProvider service={locationService}>
      <Router location={location} navigator={navigator} navigationType={history.action as never}>
        {children}
      </Router>
    </LocationServiceProvider>
  );
}
