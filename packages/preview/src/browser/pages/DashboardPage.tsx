// A dashboard: loads its JSON, maps it to a scene, keeps the scene and the URL in step.
import { getBackendSrv, isFetchError, locationService } from '@grafana/runtime';
import { UrlSyncContextProvider } from '@grafana/scenes';
import { Alert, LoadingPlaceholder } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import { useLocation, useParams } from 'react-router-dom';
import type { Crumb } from '../chrome/Page';
import { Page } from '../chrome/Page';
import { asDashboard } from '../dashboard/dashboard-json';
import { findPanel } from '../dashboard/DashboardRoot';
import { InspectDrawer } from '../dashboard/InspectDrawer';
import type { DashboardScene } from '../dashboard/to-scene';
import { toScene } from '../dashboard/to-scene';

type Loaded = { readonly title: string; readonly mapped: DashboardScene };
type State = { readonly uid: string; readonly loaded?: Loaded; readonly problem?: string };

async function load(uid: string): Promise<Loaded> {
  const answer = await getBackendSrv().get<{ dashboard: unknown }>(`/api/dashboards/uid/${encodeURIComponent(uid)}`);
  const dashboard = asDashboard(answer.dashboard);
  return { title: dashboard.title ?? uid, mapped: toScene(dashboard) };
}

function describe(error: unknown): string {
  if (isFetchError(error)) {
    return error.data?.message ?? error.statusText ?? 'Request failed';
  }
  return error instanceof Error ? error.message : String(error);
}

function useDashboard(uid: string): State {
  const [state, setState] = useState<State>({ uid });
  useEffect(() => {
    let gone = false;
    setState({ uid });
    load(uid).then(
      (loaded) => !gone && setState({ uid, loaded }),
      (error: unknown) => !gone && setState({ uid, problem: describe(error) }),
    );
    return () => {
      gone = true;
    };
  }, [uid]);
  return state;
}

function Refusals({ list }: { readonly list: readonly string[] }): React.JSX.Element | null {
  const [closed, setClosed] = useState(false);
  if (list.length === 0 || closed) {
    return null;
  }
  return (
    <div>
      <Alert severity="info" title="Parts of this dashboard that only Grafana shows" onRemove={() => setClosed(true)}>
        <ul>
          {list.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </Alert>
    </div>
  );
}

function Scene({ mapped }: { readonly mapped: DashboardScene }): React.JSX.Element {
  const { scene, refusals } = mapped;
  const search = new URLSearchParams(useLocation().search);
  const viewPanel = search.get('viewPanel') ?? undefined;
  const inspect = search.get('inspect');
  useEffect(() => scene.setState({ viewPanel }), [scene, viewPanel]);
  const inspected = inspect === null ? null : findPanel(scene, inspect);
  return (
    <>
      <Refusals list={refusals} />
      <UrlSyncContextProvider scene={scene} updateUrlOnInit={true} createBrowserHistorySteps={true}>
        <scene.Component model={scene} />
      </UrlSyncContextProvider>
      {inspected !== null && (
        <InspectDrawer panel={inspected} onClose={() => locationService.partial({ inspect: null })} />
      )}
    </>
  );
}

/** Route `/d/:uid/:slug?`. */
export function DashboardPage(): React.JSX.Element {
  const { uid = '' } = useParams();
  const { loaded, problem } = useDashboard(uid);
  const crumbs: Crumb[] = [
    { text: 'Dashboards', url: '/' },
    { text: loaded?.title ?? (problem === undefined ? '…' : 'Not found') },
  ];
  return (
    <Page crumbs={crumbs} title={loaded?.title ?? 'Dashboard'}>
      {problem !== undefined && (
        <div>
          <Alert severity="error" title="This dashboard cannot be shown">
            {problem}
          </Alert>
        </div>
      )}
      {problem === undefined && loaded === undefined && <LoadingPlaceholder text="Loading dashboard…" />}
      {loaded !== undefined && <Scene key={uid} mapped={loaded.mapped} />}
    </Page>
  );
}
