// Bar chart: categories against values, vertical or horizontal, grouped or stacked.
import type { PanelProps } from '@grafana/data';
import { VizOrientation } from '@grafana/data';
import type { VizLegendOptions } from '@grafana/schema';
import { LegendDisplayMode } from '@grafana/schema';
import { VizLayout, VizLegend } from '@grafana/ui';
import React, { useMemo } from 'react';
import { NoDataView } from '../NoDataView';
import { BarPlot } from './BarPlot';
import type { BarLayout } from './to-bars';
import { toBars } from './to-bars';

export interface BarChartOptions extends BarLayout {
  readonly orientation?: VizOrientation;
  readonly showValue?: 'auto' | 'always' | 'never';
  readonly barWidth?: number;
  readonly groupWidth?: number;
  readonly legend?: VizLegendOptions;
}

/** Draws the first frame that has a category and a number. */
export function BarChartPanel(props: PanelProps<BarChartOptions>): React.JSX.Element {
  const { data, options, width, height, id, fieldConfig } = props;
  const bars = useMemo(() => {
    const frame = data.series.find((candidate) => candidate.length > 0);
    return frame === undefined ? null : toBars(frame, options);
  }, [data.series, options]);
  if (bars === null || bars.bars.length === 0) {
    return <NoDataView panelId={id} data={data} fieldConfig={fieldConfig} needsNumberField={true} />;
  }
  const horizontal =
    options.orientation === VizOrientation.Horizontal ||
    (options.orientation !== VizOrientation.Vertical && height > width);
  const legend = options.legend;
  const hidden = legend?.showLegend === false || legend?.displayMode === LegendDisplayMode.Hidden;
  const placement = legend?.placement ?? 'bottom';
  return (
    <VizLayout
      width={width}
      height={height}
      legend={
        hidden ? null : (
          <VizLayout.Legend placement={placement} width={legend?.width} maxHeight="35%" maxWidth="60%">
            <VizLegend
              placement={placement}
              displayMode={legend?.displayMode ?? LegendDisplayMode.List}
              items={bars.series.map(({ name, color }) => ({ label: name, color, yAxis: 1 }))}
            />
          </VizLayout.Legend>
        )
      }
    >
      {(plotWidth, plotHeight) => (
        <BarPlot
          bars={bars}
          width={plotWidth}
          height={plotHeight}
          horizontal={horizontal}
          stacked={options.stacking === 'normal' || options.stacking === 'percent'}
          showValue={options.showValue ?? 'auto'}
          groupWidth={options.groupWidth ?? 0.7}
          barWidth={options.barWidth ?? 0.97}
          opacity={fieldConfig.defaults.custom?.fillOpacity ?? 80}
        />
      )}
    </VizLayout>
  );
}
