// The histogram above log lines: how many there are over time by level, asked with the datasource's supplementary query.
import type { DataFrame, DataQuery, DataQueryRequest, DataSourceApi, PanelData } from '@grafana/data';
import { hasSupplementaryQuerySupport, LoadingState, SupplementaryQueryType } from '@grafana/data';
import { SceneDataNode, VizPanel } from '@grafana/scenes';
import { GraphDrawStyle, StackingMode } from '@grafana/schema';
import { useEffect, useState } from 'react';
import { runRequest } from '../../boot/run-request';

/** Colours of levels, those of the log lines. */
const LEVEL_COLORS: Readonly<Record<string, string>> = {
  critical: 'purple',
  error: 'red',
  warning: 'yellow',
  info: 'green',
  debug: 'blue',
  unknown: 'gray',
};

function volumeRequest(datasource: DataSourceApi, request: DataQueryRequest): DataQueryRequest | undefined {
  const type = SupplementaryQueryType.LogsVolume;
  if (!hasSupplementaryQuerySupport<DataQuery>(datasource, type)) return undefined;
  const asked = datasource.getSupplementaryRequest?.(type, request, { type });
  return asked === undefined ? undefined : { ...asked, requestId: `${request.requestId}-volume` };
}

/** Series called by their level alone. */
const nameByLevel = (frame: DataFrame): DataFrame => ({
  ...frame,
  fields: frame.fields.map((field) => {
    const [level] = Object.values(field.labels ?? {});
    return level === undefined ? field : { ...field, config: { ...field.config, displayName: level } };
  }),
});

function toVolumePanel(data: PanelData): VizPanel {
  const overrides = Object.entries(LEVEL_COLORS).map(([level, fixedColor]) => ({
    matcher: { id: 'byName', options: level },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor } }],
  }));
  return new VizPanel({
    key: 'log-volume',
    pluginId: 'timeseries',
    title: 'Logs volume',
    $data: new SceneDataNode({ data: { ...data, series: data.series.map(nameByLevel) } }),
    options: { legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: ['sum'] } },
    fieldConfig: {
      defaults: {
        unit: 'short',
        custom: {
          drawStyle: GraphDrawStyle.Bars,
          stacking: { mode: StackingMode.Normal, group: 'A' },
          fillOpacity: 100,
          lineWidth: 0,
          barWidthFactor: 0.9,
        },
      },
      overrides,
    },
  });
}

/** The panel of the histogram that belongs to an answer; undefined where there is none. */
export function useLogVolume(datasource: DataSourceApi, data: PanelData | undefined): VizPanel | undefined {
  const [panel, setPanel] = useState<VizPanel | undefined>(undefined);
  const request = data?.state === LoadingState.Done ? data.request : undefined;
  const requestId = request?.requestId;
  useEffect(() => {
    if (request === undefined) return undefined;
    const asked = volumeRequest(datasource, request);
    if (asked === undefined) {
      setPanel(undefined);
      return undefined;
    }
    const subscription = runRequest(datasource, asked).subscribe((answer) => {
      // The lines below are told about by their own panel; a histogram that cannot be had is left out.
      if (answer.state === LoadingState.Done) setPanel(toVolumePanel(answer));
      if (answer.state === LoadingState.Error) setPanel(undefined);
    });
    return () => subscription.unsubscribe();
    // One answer comes in several packets of data: it is the request that counts.
  }, [datasource, requestId]);
  return panel;
}
