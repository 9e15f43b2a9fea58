// Pie or donut: one slice per value, legend with values or percentages, tooltip, links.
import { css } from '@emotion/css';
import type { GrafanaTheme2, PanelProps } from '@grafana/data';
import type { LegendPlacement } from '@grafana/schema';
import { LegendDisplayMode } from '@grafana/schema';
import type { VizLegendItem } from '@grafana/ui';
import { measureText, Tooltip, useStyles2, useTheme2, VizLayout, VizLegend } from '@grafana/ui';
import React from 'react';
import { LinkedMark } from '../LinkedMark';
import { NoDataView } from '../NoDataView';
import type { ReducingOptions } from '../reduced-values';
import { reducedValues } from '../reduced-values';
import { ringPath } from '../svg-arc';
import type { Slice } from './to-slices';
import { toSlices } from './to-slices';

export interface PieChartOptions extends ReducingOptions {
  readonly pieType?: 'pie' | 'donut';
  readonly sort?: 'asc' | 'desc' | 'none';
  readonly displayLabels?: ReadonlyArray<'name' | 'value' | 'percent'>;
  readonly legend?: {
    readonly showLegend?: boolean;
    readonly displayMode?: LegendDisplayMode;
    readonly placement?: LegendPlacement;
    readonly values?: ReadonlyArray<'value' | 'percent'>;
    readonly width?: number;
  };
}

const LABEL_FONT = 12;

function labelOf(slice: Slice, parts: NonNullable<PieChartOptions['displayLabels']>): string {
  return parts.map((part) => slice[part]).join(' ');
}

/** True when a label has room across its slice. */
function fitsChord(text: string, slice: Slice, radius: number): boolean {
  const half = Math.min((slice.to - slice.from) / 2, Math.PI / 2);
  return measureText(text, LABEL_FONT).width < Math.min(2 * radius * Math.sin(half) * 1.1, radius * 1.1);
}

interface PieProps {
  readonly slices: readonly Slice[];
  readonly width: number;
  readonly height: number;
  readonly options: PieChartOptions;
}

function Pie({ slices, width, height, options }: PieProps): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const outer = Math.max(4, Math.min(width, height) / 2 - 4);
  const ring = { cx: width / 2, cy: height / 2, outer, inner: options.pieType === 'donut' ? outer * 0.62 : 0 };
  const labels = options.displayLabels ?? [];
  const labelRadius = ring.inner > 0 ? (ring.inner + outer) / 2 : outer * 0.68;
  return (
    <svg width={width} height={height} role="img" aria-label="Pie chart">
      {slices.map((slice) => (
        <Tooltip key={slice.name} content={`${slice.name}: ${slice.value} (${slice.percent})`} placement="top">
          <g>
            <LinkedMark links={slice.display.hasLinks ? slice.display.getLinks : undefined}>
              {(onClick) => (
                <path
                  className={styles.slice}
                  d={ringPath(ring, slice.from, slice.to)}
                  fill={slice.color}
                  onClick={onClick}
                />
              )}
            </LinkedMark>
          </g>
        </Tooltip>
      ))}
      {labels.length > 0 &&
        slices
          .filter((slice) => fitsChord(labelOf(slice, labels), slice, labelRadius))
          .map((slice) => {
            const middle = (slice.from + slice.to) / 2;
            return (
              <text
                key={slice.name}
                className={styles.label}
                x={ring.cx + labelRadius * Math.sin(middle)}
                y={ring.cy - labelRadius * Math.cos(middle)}
              >
                {labelOf(slice, labels)}
              </text>
            );
          })}
    </svg>
  );
}

function legendItems(slices: readonly Slice[], shown: ReadonlyArray<'value' | 'percent'>): VizLegendItem[] {
  return slices.map((slice) => ({
    label: slice.name,
    color: slice.color,
    yAxis: 1,
    getDisplayValues: () =>
      shown.map((kind) => ({
        numeric: slice.display.display.numeric,
        text: slice[kind],
        title: kind === 'value' ? 'Value' : 'Percent',
      })),
  }));
}

/** Draws the reduced values as slices. */
export function PieChartPanel(props: PanelProps<PieChartOptions>): React.JSX.Element {
  const theme = useTheme2();
  const { options, width, height, data, id, fieldConfig } = props;
  const slices = toSlices(reducedValues(props, theme), options.sort);
  if (slices.length === 0) {
    return <NoDataView panelId={id} data={data} fieldConfig={fieldConfig} />;
  }
  const legend = options.legend ?? {};
  const hidden = legend.showLegend === false || legend.displayMode === LegendDisplayMode.Hidden;
  const placement = legend.placement ?? 'right';
  return (
    <VizLayout
      width={width}
      height={height}
      legend={
        hidden ? null : (
          <VizLayout.Legend placement={placement} width={legend.width} maxHeight="45%" maxWidth="60%">
            <VizLegend
              items={legendItems(slices, legend.values ?? [])}
              placement={placement}
              displayMode={legend.displayMode ?? LegendDisplayMode.List}
            />
          </VizLayout.Legend>
        )
      }
    >
      {(vizWidth, vizHeight) => <Pie slices={slices} width={vizWidth} height={vizHeight} options={options} />}
    </VizLayout>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  slice: css({
    stroke: theme.colors.background.primary,
    strokeWidth: 1.5,
    '&[onclick]': { cursor: 'pointer' },
    '&:hover': { filter: 'brightness(1.12)' },
  }),
  label: css({
    fontSize: LABEL_FONT,
    textAnchor: 'middle',
    dominantBaseline: 'middle',
    pointerEvents: 'none',
    fill: '#fff',
    paintOrder: 'stroke',
    stroke: 'rgba(0,0,0,0.45)',
    strokeWidth: 2,
  }),
});
