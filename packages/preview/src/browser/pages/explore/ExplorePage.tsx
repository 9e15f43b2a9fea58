// Asks the datasource freely: the plugin's own query editor, a time range, the answer as table, graph, logs or lineage.
import { css } from '@emotion/css';
import type { DataQuery, DataSourceApi, GrafanaTheme2, PanelData, QueryEditorProps } from '@grafana/data';
import { CoreApp, DataSourcePluginContextProvider, getDefaultTimeRange, LoadingState } from '@grafana/data';
import { getDataSourceSrv, locationService } from '@grafana/runtime';
import { SceneQueryRunner, UrlSyncContextProvider } from '@grafana/scenes';
import { Alert, Button, LoadingPlaceholder, RadioButtonGroup, Stack, useStyles2 } from '@grafana/ui';
import React, { useCallback, useEffect, useRef, useState } from 'react';
import { Page } from '../../chrome/Page';
import type { ExploreRoot, ExploreView } from './explore-scene';
import { bestView, toExploreScene, VIEWS } from './explore-scene';
import { LiveBar } from './LiveBar';
import { useLogVolume } from './log-volume';
import { useLiveTail } from './use-live-tail';

/** A live tail before its first message. */
const NOTHING_YET: PanelData = { state: LoadingState.Streaming, series: [], timeRange: getDefaultTimeRange() };

type Editor = React.ComponentType<QueryEditorProps<DataSourceApi, DataQuery>>;

function queryFromUrl(): DataQuery {
  try {
    const value: unknown = JSON.parse(locationService.getSearch().get('query') ?? '{}');
    return value !== null && typeof value === 'object' ? { ...value, refId: 'A' } : { refId: 'A' };
  } catch {
    return { refId: 'A' };
  }
}

function useResult(scene: ExploreRoot): PanelData | undefined {
  const runner = scene.state.$data;
  const [data, setData] = useState<PanelData | undefined>(undefined);
  useEffect(() => {
    const subscription = runner?.subscribeToState((state) => setData(state.data));
    return () => subscription?.unsubscribe();
  }, [runner]);
  return data;
}

function Explore({ datasource }: { readonly datasource: DataSourceApi }): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const [query, setQuery] = useState<DataQuery>(() => ({
    ...datasource.getDefaultQuery?.(CoreApp.Explore),
    ...queryFromUrl(),
  }));
  // An editor that changes the query runs it in the same breath, before the page is drawn again.
  const latest = useRef(query);
  const change = useCallback((next: DataQuery) => {
    latest.current = next;
    setQuery(next);
  }, []);
  const [scene] = useState(() => toExploreScene(datasource, query));
  const [chosen, setChosen] = useState<ExploreView | null>(null);
  const data = useResult(scene);
  const live = useLiveTail(datasource);
  const followed = live.isOn ? (live.view?.data ?? NOTHING_YET) : undefined;
  const series = followed?.series.length ? followed.series : (data?.series ?? []);
  const view = chosen ?? bestView(series, query);
  const volume = useLogVolume(datasource, data);
  useEffect(() => scene.follow(followed), [scene, followed]);
  useEffect(() => scene.show(view), [scene, view]);

  const { isOn, start, stop } = live;
  const run = useCallback(() => {
    locationService.partial({ query: JSON.stringify(latest.current) }, true);
    if (isOn) {
      start(latest.current);
      return;
    }
    const runner = scene.state.$data;
    if (runner instanceof SceneQueryRunner) {
      runner.setState({ queries: [{ ...latest.current }] });
      runner.runQueries();
    }
  }, [scene, isOn, start]);

  const settings = getDataSourceSrv().getInstanceSettings(datasource.getRef());
  const QueryEditor = datasource.components?.QueryEditor as Editor | undefined;
  return (
    <UrlSyncContextProvider scene={scene}>
      <Stack direction="column" gap={2}>
        <div className={styles.bar}>
          <RadioButtonGroup
            options={VIEWS.map(({ id, label }) => ({ value: id, label }))}
            value={view}
            onChange={setChosen}
          />
          <div className={styles.controls}>
            {!isOn &&
              scene.state.controls.map((control) => <control.Component key={control.state.key} model={control} />)}
            {datasource.meta.streaming === true && (
              <Button
                variant="secondary"
                icon={isOn ? 'square-shape' : 'play'}
                aria-pressed={isOn}
                tooltip={isOn ? 'Back to the answer of the query' : 'Show events as they come in'}
                onClick={() => (isOn ? stop() : start(latest.current))}
              >
                Live
              </Button>
            )}
            <Button icon="play" onClick={run}>
              Run query
            </Button>
          </div>
        </div>
        <div className={styles.editor} data-testid="query-editor">
          {QueryEditor === undefined || settings === undefined ? (
            <p>The datasource has no query editor.</p>
          ) : (
            <DataSourcePluginContextProvider instanceSettings={settings}>
              <QueryEditor
                datasource={datasource}
                query={query}
                onChange={change}
                onRunQuery={run}
                app={CoreApp.Explore}
                data={data}
                range={data?.timeRange}
              />
            </DataSourcePluginContextProvider>
          )}
        </div>
        {isOn && <LiveBar live={live} />}
        {!isOn && view === 'logs' && volume !== undefined && (
          <div className={styles.volume} data-testid="logs-volume">
            <volume.Component key={volume.state.$data?.state.key} model={volume} />
          </div>
        )}
        <div className={styles.result}>
          <scene.Component model={scene} />
        </div>
      </Stack>
    </UrlSyncContextProvider>
  );
}

/** Route `/explore`; the query is kept in the URL (`query`, JSON). */
export function ExplorePage(): React.JSX.Element {
  const [datasource, setDatasource] = useState<DataSourceApi | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    getDataSourceSrv()
      .get()
      .then(setDatasource, (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  }, []);
  return (
    <Page crumbs={[{ text: 'Explore' }]} title="Explore">
      {problem !== '' && (
        <div>
          <Alert severity="error" title={problem} />
        </div>
      )}
      {problem === '' && datasource === null && <LoadingPlaceholder text="Loading the datasource…" />}
      {datasource !== null && <Explore datasource={datasource} />}
    </Page>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), justifyContent: 'space-between' }),
  controls: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  editor: css({
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  volume: css({ position: 'relative', display: 'flex', height: 180 }),
  result: css({ position: 'relative', display: 'flex', height: 'max(420px, calc(100vh - 430px))' }),
});
