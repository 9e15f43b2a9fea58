// State timeline: a row per field, a coloured band per state.
import { css } from '@emotion/css';
import type { GrafanaTheme2, PanelProps } from '@grafana/data';
import { dateTimeForTimeZone, dateTimeFormat, systemDateFormats } from '@grafana/data';
import type { VizLegendOptions } from '@grafana/schema';
import { LegendDisplayMode } from '@grafana/schema';
import { getTextColorForBackground, measureText, Tooltip, useStyles2, VizLayout, VizLegend } from '@grafana/ui';
import React, { useMemo } from 'react';
import { timeTicks } from '../axis-ticks';
import { LinkedMark } from '../LinkedMark';
import { NoDataView } from '../NoDataView';
import type { BandRow } from './to-bands';
import { toBandRows } from './to-bands';

export interface StateTimelineOptions {
  readonly showValue?: 'auto' | 'always' | 'never';
  readonly rowHeight?: number;
  readonly mergeValues?: boolean;
  readonly legend?: VizLegendOptions;
}

const FONT = 12;
const AXIS_HEIGHT = 22;

interface PlotProps {
  readonly rows: readonly BandRow[];
  readonly width: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
  readonly options: StateTimelineOptions;
}

function timeZoneOffset(time: number, timeZone: string): number {
  return dateTimeForTimeZone(timeZone, time).utcOffset() * 60e3;
}

function Plot({ rows, width, height, from, to, timeZone, options }: PlotProps): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const left = Math.min(width * 0.35, Math.max(...rows.map((row) => measureText(row.name, FONT).width)) + 12);
  const room = Math.max(1, width - left - 8);
  const band = (height - AXIS_HEIGHT) / rows.length;
  const thickness = band * (options.rowHeight ?? 0.9);
  const x = (time: number) => left + ((Math.min(Math.max(time, from), to) - from) / (to - from)) * room;
  const short = to - from < 24 * 3600e3 ? systemDateFormats.interval.minute : systemDateFormats.interval.hour;
  return (
    <svg width={width} height={height} className={styles.plot} role="img" aria-label="State timeline">
      {rows.map((row, index) => (
        <g key={row.name}>
          <text x={left - 8} y={(index + 0.5) * band + 4} textAnchor="end">
            {row.name}
          </text>
          {row.bands.map((item) => {
            const start = x(item.from);
            const size = Math.max(1, x(item.to) - start);
            const labelled = options.showValue !== 'never' && measureText(item.text, FONT).width + 8 < size;
            const time = dateTimeFormat(item.from, { timeZone, format: systemDateFormats.fullDate });
            return (
              <g key={`${item.from}`}>
                <Tooltip content={`${row.name}: ${item.text} since ${time}`} placement="top">
                  <g>
                    <LinkedMark links={item.links}>
                      {(onClick) => (
                        <rect
                          x={start}
                          y={index * band + (band - thickness) / 2}
                          width={size}
                          height={thickness}
                          fill={item.color}
                          fillOpacity={0.8}
                          onClick={onClick}
                        />
                      )}
                    </LinkedMark>
                  </g>
                </Tooltip>
                {labelled && (
                  <text
                    className={styles.value}
                    x={start + 6}
                    y={(index + 0.5) * band + 4}
                    style={{ fill: getTextColorForBackground(item.color) }}
                  >
                    {item.text}
                  </text>
                )}
              </g>
            );
          })}
        </g>
      ))}
      {timeTicks(from, to, Math.max(2, Math.floor(room / 90)), timeZoneOffset(from, timeZone)).map((tick) => (
        <text key={tick} x={x(tick)} y={height - 6} textAnchor="middle">
          {dateTimeFormat(tick, { timeZone, format: short })}
        </text>
      ))}
    </svg>
  );
}

/** Draws each field's states over the panel's time range. */
export function StateTimelinePanel(props: PanelProps<StateTimelineOptions>): React.JSX.Element {
  const { data, options, width, height, id, fieldConfig, timeRange, timeZone } = props;
  const to = timeRange.to.valueOf();
  const rows = useMemo(
    () => toBandRows(data.series, to, options.mergeValues !== false),
    [data.series, to, options.mergeValues],
  );
  if (rows.length === 0) {
    return <NoDataView panelId={id} data={data} fieldConfig={fieldConfig} needsTimeField={true} />;
  }
  const states = new Map(rows.flatMap((row) => row.bands.map((band) => [band.text, band.color] as const)));
  const legend = options.legend;
  const hidden = legend?.showLegend === false || legend?.displayMode === LegendDisplayMode.Hidden || states.size > 30;
  const placement = legend?.placement ?? 'bottom';
  return (
    <VizLayout
      width={width}
      height={height}
      legend={
        hidden ? null : (
          <VizLayout.Legend placement={placement} maxHeight="35%" maxWidth="60%">
            <VizLegend
              placement={placement}
              displayMode={LegendDisplayMode.List}
              items={[...states].map(([label, color]) => ({ label, color, yAxis: 1 }))}
            />
          </VizLayout.Legend>
        )
      }
    >
      {(w, h) => (
        <Plot
          rows={rows}
          width={w}
          height={h}
          from={timeRange.from.valueOf()}
          to={to}
          timeZone={timeZone}
          options={options}
        />
      )}
    </VizLayout>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  plot: css({ display: 'block', '& text': { fontSize: FONT, fill: theme.colors.text.primary } }),
  value: css({ pointerEvents: 'none' }),
});
