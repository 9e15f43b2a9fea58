// The scene behind Explore: one query, one panel whose kind follows the answer or the reader's choice.
import type { DataFrame, DataQuery, DataSourceApi, PanelData } from '@grafana/data';
import { FieldType } from '@grafana/data';
import type { SceneComponentProps, SceneObject, SceneObjectState } from '@grafana/scenes';
import {
  SceneDataNode,
  SceneObjectBase,
  SceneQueryRunner,
  SceneTimePicker,
  SceneTimeRange,
  VizPanel,
} from '@grafana/scenes';
import React from 'react';

export const VIEWS = [
  { id: 'table', label: 'Table', plugin: 'table' },
  { id: 'graph', label: 'Time series', plugin: 'timeseries' },
  { id: 'logs', label: 'Logs', plugin: 'logs' },
  { id: 'lineage', label: 'Lineage', plugin: 'huntboard-lineage-panel' },
] as const;

export type ExploreView = (typeof VIEWS)[number]['id'];

interface State extends SceneObjectState {
  readonly controls: SceneObject[];
  readonly panel: VizPanel;
  /** What a live tail brings; shown instead of the answer while it is there. */
  readonly live?: SceneDataNode | undefined;
}

/** Scene root of the Explore page. */
export class ExploreRoot extends SceneObjectBase<State> {
  static Component = ExploreRootView;

  /** Draws the answer as `view`. */
  show(view: ExploreView): void {
    const plugin = VIEWS.find(({ id }) => id === view)?.plugin ?? 'table';
    if (this.state.panel.state.pluginId !== plugin) {
      this.setState({ panel: toPanel(plugin, this.state.live) });
    }
  }

  /** Shows what a live tail brings, or the answer again. */
  follow(data: PanelData | undefined): void {
    const { live, panel } = this.state;
    if (data !== undefined && live !== undefined) {
      live.setState({ data });
    } else if (data !== undefined || live !== undefined) {
      const next = data === undefined ? undefined : new SceneDataNode({ data });
      this.setState({ live: next, panel: toPanel(panel.state.pluginId, next) });
    }
  }
}

function toPanel(pluginId: string, live?: SceneDataNode): VizPanel {
  return new VizPanel({
    key: 'panel-1',
    pluginId,
    title: live === undefined ? 'Result' : 'Live',
    ...(live === undefined ? {} : { $data: live }),
    fieldConfig: {
      defaults: pluginId === 'table' ? { custom: { filterable: true, inspect: true } } : {},
      overrides: [],
    },
  });
}

/** What suits the frames: the kind they prefer, a graph for time and numbers alone, else a table. */
export function bestView(frames: readonly DataFrame[], query: DataQuery): ExploreView {
  if ('kind' in query && query.kind === 'lineage') {
    return 'lineage';
  }
  const preferred = frames[0]?.meta?.preferredVisualisationType;
  if (preferred === 'logs' || preferred === 'table' || preferred === 'graph') {
    return preferred;
  }
  const fields = frames[0]?.fields ?? [];
  const series =
    fields.length > 1 &&
    fields[0]?.type === FieldType.time &&
    fields.slice(1).every((field) => field.type === FieldType.number);
  return series ? 'graph' : 'table';
}

/** A scene that has asked `query` once it is shown. */
export function toExploreScene(datasource: DataSourceApi, query: DataQuery): ExploreRoot {
  return new ExploreRoot({
    key: 'explore',
    $timeRange: new SceneTimeRange({ from: 'now-24h', to: 'now' }),
    $data: new SceneQueryRunner({ datasource: datasource.getRef(), queries: [{ ...query }], maxDataPoints: 500 }),
    controls: [new SceneTimePicker({ isOnCanvas: true })],
    panel: toPanel('table'),
  });
}

function ExploreRootView({ model }: SceneComponentProps<ExploreRoot>): React.JSX.Element {
  const { panel, live } = model.useState();
  return <panel.Component key={`${panel.state.pluginId}${live === undefined ? '' : ' live'}`} model={panel} />;
}
