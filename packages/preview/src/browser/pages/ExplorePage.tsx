// Asks the datasource freely: its own query editor, a time range, the answer as graph and table.
import type { DataQuery, DataSourceApi, QueryEditorProps } from '@grafana/data';
import { getDataSourceSrv, locationService } from '@grafana/runtime';
import { EmbeddedScene, sceneGraph, SceneFlexItem, SceneFlexLayout, SceneQueryRunner, SceneRefreshPicker, SceneTimePicker, SceneTimeRange, UrlSyncContextProvider, VizPanel } from '@grafana/scenes';
import type { SceneDataQuery } from '@grafana/scenes';
import { Alert, Button, LoadingPlaceholder } from '@grafana/ui';
import React, { useEffect, useMemo, useState } from 'react';
import { useLocation } from 'react-router-dom';
import { Page } from '../chrome/Page';

type Editor = React.ComponentType<QueryEditorProps<DataSourceApi, DataQuery>>;

function queryFromUrl(search: string): DataQuery {
  try {
    const value: unknown = JSON.parse(new URLSearchParams(search).get('query') ?? '{}');
    return value !== null && typeof value === 'object' ? { ...value, refId: 'A' } : { refId: 'A' };
  } catch {
    return { refId: 'A' };
  }
}

function toScene(datasource: DataSourceApi, query: DataQuery): EmbeddedScene {
  const runner = new SceneQueryRunner({ datasource: datasource.getRef(), queries: [query as SceneDataQuery] });
  const table = new VizPanel({ key: 'panel-1', pluginId: 'table', title: 'Result', fieldConfig: { defaults: { custom: { inspect: true } }, overrides: [] } });
  return new EmbeddedScene({
    key: 'explore',
    $timeRange: new SceneTimeRange({ from: 'now-24h', to: 'now' }),
    $data: runner,
    controls: [new SceneTimePicker({ isOnCanvas: true }), new SceneRefreshPicker({ isOnCanvas: true, withText: true })],
    body: new SceneFlexLayout({ children: [new SceneFlexItem({ minHeight: 520, body: table })] }),
  });
}

function Explore({ datasource }: { readonly datasource: DataSourceApi }): React.JSX.Element {
  const { search } = useLocation();
  const [query, setQuery] = useState(() => ({ ...datasource.getDefaultQuery?.('explore' as never), ...queryFromUrl(search) }));
  const scene = useMemo(() => toScene(datasource, query), [datasource]); // eslint-disable-line -- replaced below
  const run = () => {
    locationService.partial({ query: JSON.stringify(query) }, true);
    const runner = scene.state.$data;
    if (runner instanceof SceneQueryRunner) {
      runner.setState({ queries: [query as SceneDataQuery] });
      runner.runQueries();
    }
  };
  const QueryEditor = datasource.components?.QueryEditor as Editor | undefined;
  const { data } = sceneGraph.getData(scene).useState();
  return (
    <>
      {QueryEditor === undefined ? (
        <Alert severity="warning" title="The datasource has no query editor" />
      ) : (
        <QueryEditor datasource={datasource} query={query} onChange={setQuery} onRunQuery={run} range={sceneGraph.getTimeRange(scene).state.value} data={data} />
      )}
      <div style={{ margin: '16px 0' }}>
        <Button icon="play" onClick={run}>
          Run query
        </Button>
      </div>
      <UrlSyncContextProvider scene={scene}>
        <scene.Component model={scene} />
      </UrlSyncContextProvider>
    </>
  );
}

/** Route `/explore`; the query is kept in the URL (`query`, JSON). */
export default function ExplorePage(): React.JSX.Element {
  const [datasource, setDatasource] = useState<DataSourceApi | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    getDataSourceSrv()
      .get()
      .then(setDatasource, (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  }, []);
  return (
    <Page crumbs={[{ text: 'Explore' }]} title="Explore">
      {problem !== '' && <Alert severity="error" title={problem} />}
      {problem === '' && datasource === null && <LoadingPlaceholder text="Loading the datasource…" />}
      {datasource !== null && <Explore datasource={datasource} />}
    </Page>
  );
}
