// The preview as Grafana gets it: loaded when its place in the pane of the options is first opened. Dashboards need none of it.
import React, { Suspense, lazy } from 'react';
import type { ComponentType } from 'react';
import { Alert, LoadingPlaceholder } from '@grafana/ui';
import type { OptionsPreviewProps } from './OptionsPreview';

/** Shown when it does not come, as after an update of the plugin under an open page. */
function NotLoaded(): React.ReactElement {
  return <Alert severity="warning" title="The preview could not be loaded. Reload the page." />;
}

const Preview = lazy<ComponentType<OptionsPreviewProps>>(async () => ({
  // The browser tells in its console what it could not load.
  default: await import(/* webpackChunkName: "options-preview" */ './OptionsPreview').then(
    (loaded) => loaded.OptionsPreview,
    () => NotLoaded,
  ),
}));

export function LazyOptionsPreview(props: OptionsPreviewProps): React.ReactElement {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading the preview…" />}>
      <Preview {...props} />
    </Suspense>
  );
}
