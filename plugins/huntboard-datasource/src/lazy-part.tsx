// Parts of the plugin that are loaded when they are first shown: dashboards need none of them.
import React, { Suspense, lazy } from 'react';
import type { ComponentType } from 'react';
import { Alert, LoadingPlaceholder } from '@grafana/ui';

/** Shown when a part does not come, as after an update of the plugin under an open page. English: the words may be what is missing. */
function NotLoaded(): React.ReactElement {
  return <Alert severity="error" title="This part of the plugin could not be loaded. Reload the page." />;
}

/** The component that `load` brings, with a sign of life until it is there. */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const Part = lazy(async () => ({
    // The browser tells in its console what it could not load.
    default: await load().catch((): ComponentType<P> => NotLoaded),
  })) as unknown as ComponentType<P>;
  return function LazyPart(props: P): React.ReactElement {
    return (
      <Suspense fallback={<LoadingPlaceholder text="" />}>
        <Part {...props} />
      </Suspense>
    );
  };
}
