// Time series: lines, bars or points over time, with legend, tooltip, zoom, data links and annotations.
import type { DataFrame, PanelProps } from '@grafana/data';
import { DashboardCursorSync } from '@grafana/data';
import type { VizLegendOptions, VizTooltipOptions } from '@grafana/schema';
import { LegendDisplayMode, SortOrder, TooltipDisplayMode } from '@grafana/schema';
import { KeyboardPlugin, TimeSeries, TooltipPlugin2, usePanelContext } from '@grafana/ui';
import React, { useMemo } from 'react';
import { NoDataView } from '../NoDataView';
import { AnnotationMarks } from './AnnotationMarks';
import { TimeSeriesTooltip } from './TimeSeriesTooltip';
import { graphableFrames } from './graphable-frames';

export interface TimeSeriesOptions {
  readonly legend?: VizLegendOptions;
  readonly tooltip?: VizTooltipOptions;
  readonly timezone?: string[];
}

const DEFAULT_LEGEND: VizLegendOptions = {
  showLegend: true,
  displayMode: LegendDisplayMode.List,
  placement: 'bottom',
  calcs: [],
};
const DEFAULT_TOOLTIP: VizTooltipOptions = { mode: TooltipDisplayMode.Single, sort: SortOrder.None };

/** Hover modes of TooltipPlugin2, whose enum @grafana/ui does not export: nearest series, all series at x. */
const HOVER = { single: 0, all: 1 } as const;

/** Draws the frames that have a time and a number field. */
export function TimeSeriesPanel(props: PanelProps<TimeSeriesOptions>): React.JSX.Element {
  const { data, options, width, height, timeRange, timeZone, id, fieldConfig, onChangeTimeRange } = props;
  const { sync } = usePanelContext();
  const frames = useMemo(() => graphableFrames(data.series), [data.series]);
  if (frames.length === 0) {
    return (
      <NoDataView panelId={id} data={data} fieldConfig={fieldConfig} needsTimeField={true} needsNumberField={true} />
    );
  }
  const tooltip = { ...DEFAULT_TOOLTIP, ...options.tooltip };
  const syncMode = sync?.() ?? DashboardCursorSync.Off;
  const linksAt = (frame: DataFrame) => (seriesIdx: number, dataIdx: number) => {
    const field = frame.fields[seriesIdx];
    return field?.getLinks?.({ valueRowIndex: dataIdx }) ?? [];
  };
  return (
    <TimeSeries
      frames={frames}
      structureRev={data.structureRev}
      timeRange={timeRange}
      timeZone={options.timezone ?? timeZone}
      width={width}
      height={height}
      legend={{ ...DEFAULT_LEGEND, ...options.legend }}
      options={options}
    >
      {(builder, aligned) => (
        <>
          <KeyboardPlugin config={builder} />
          {tooltip.mode !== TooltipDisplayMode.None && (
            <TooltipPlugin2
              config={builder}
              hoverMode={tooltip.mode === TooltipDisplayMode.Single ? HOVER.single : HOVER.all}
              queryZoom={onChangeTimeRange}
              clientZoom={true}
              syncMode={syncMode}
              syncScope="huntboard"
              maxWidth={tooltip.maxWidth}
              getDataLinks={linksAt(aligned)}
              render={(_u, dataIdxs, seriesIdx, isPinned, _dismiss, _range, viaSync, dataLinks) => (
                <TimeSeriesTooltip
                  frame={aligned}
                  dataIdxs={dataIdxs}
                  seriesIdx={seriesIdx}
                  mode={viaSync ? TooltipDisplayMode.Multi : tooltip.mode}
                  sort={tooltip.sort}
                  hideZeros={tooltip.hideZeros ?? false}
                  isPinned={isPinned}
                  links={dataLinks}
                />
              )}
            />
          )}
          <AnnotationMarks config={builder} frames={data.annotations ?? []} />
        </>
      )}
    </TimeSeries>
  );
}
