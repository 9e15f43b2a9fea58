// The drawing of a bar chart: axes, grid, bars and their values.
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { measureText, Tooltip, useStyles2 } from '@grafana/ui';
import React from 'react';
import { axisTicks } from '../axis-ticks';
import { LinkedMark } from '../LinkedMark';
import type { Bar, Bars } from './to-bars';

export interface BarPlotProps {
  readonly bars: Bars;
  readonly width: number;
  readonly height: number;
  readonly horizontal: boolean;
  readonly stacked: boolean;
  readonly showValue: 'auto' | 'always' | 'never';
  /** Shares of the category's room that the group, and of the group's room that a bar, takes: 0 to 1. */
  readonly groupWidth: number;
  readonly barWidth: number;
  /** Percent. */
  readonly opacity: number;
}

interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const FONT = 12;

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => measureText(text, FONT).width));
}

function shorten(text: string, room: number): string {
  if (measureText(text, FONT).width <= room) {
    return text;
  }
  const letters = Math.max(1, Math.floor((room / Math.max(1, measureText(text, FONT).width)) * text.length) - 1);
  return `${text.slice(0, letters)}…`;
}

/** Draws `bars` into an SVG of the given size. */
export function BarPlot(props: BarPlotProps): React.JSX.Element {
  const { bars, width, height, horizontal, stacked, showValue, groupWidth, barWidth, opacity } = props;
  const styles = useStyles2(getStyles);
  const ticks = axisTicks(bars.min, bars.max, horizontal ? Math.max(2, width / 90) : Math.max(2, height / 45));
  const tickTexts = ticks.map(bars.format);
  const left = Math.min(width * 0.4, (horizontal ? widest(bars.categories) : widest(tickTexts)) + 12);
  const valueRoom = horizontal && showValue !== 'never' ? widest(bars.bars.map((bar) => bar.text)) + 8 : 8;
  const plot = { left, top: 8, width: Math.max(1, width - left - valueRoom), height: Math.max(1, height - 8 - 24) };
  const along = horizontal ? plot.height : plot.width;
  const band = along / Math.max(1, bars.categories.length);
  const scale = (value: number) => (value - bars.min) / (bars.max - bars.min);
  const slots = stacked ? 1 : Math.max(1, bars.series.length);

  const rectOf = (bar: Bar): Rect => {
    const group = band * groupWidth;
    const slot = group / slots;
    const thickness = Math.max(1, slot * barWidth);
    const offset =
      bar.category * band + (band - group) / 2 + (stacked ? 0 : bar.series * slot) + (slot - thickness) / 2;
    const from = scale(Math.min(bar.from, bar.to));
    const size = scale(Math.max(bar.from, bar.to)) - from;
    return horizontal
      ? { x: plot.left + from * plot.width, y: plot.top + offset, width: size * plot.width, height: thickness }
      : {
          x: plot.left + offset,
          y: plot.top + (1 - from - size) * plot.height,
          width: thickness,
          height: size * plot.height,
        };
  };
  const every = horizontal
    ? Math.ceil(16 / band)
    : Math.ceil(Math.min(widest(bars.categories), 80) / Math.max(band, 1));
  const labelRoom = horizontal ? left - 12 : band * Math.max(1, every) - 6;
  const allFit = bars.bars.every((bar) => {
    const { width: barRoom, height: barDepth } = rectOf(bar);
    return horizontal ? barDepth >= 10 : barRoom + 8 >= measureText(bar.text, FONT).width;
  });

  return (
    <svg width={width} height={height} className={styles.plot} role="img" aria-label="Bar chart">
      {ticks.map((tick, index) => {
        const at = horizontal ? plot.left + scale(tick) * plot.width : plot.top + (1 - scale(tick)) * plot.height;
        return horizontal ? (
          <g key={tick}>
            <line className={styles.grid} x1={at} x2={at} y1={plot.top} y2={plot.top + plot.height} />
            <text x={at} y={height - 6} textAnchor="middle">
              {tickTexts[index]}
            </text>
          </g>
        ) : (
          <g key={tick}>
            <line className={styles.grid} x1={plot.left} x2={plot.left + plot.width} y1={at} y2={at} />
            <text x={plot.left - 8} y={at + 4} textAnchor="end">
              {tickTexts[index]}
            </text>
          </g>
        );
      })}
      {bars.categories.map((name, index) => {
        const middle = (index + 0.5) * band;
        if (index % Math.max(1, every) !== 0) {
          return null;
        }
        return horizontal ? (
          <text key={index} x={plot.left - 8} y={plot.top + middle + 4} textAnchor="end">
            {shorten(name, labelRoom)}
          </text>
        ) : (
          <text key={index} x={plot.left + middle} y={height - 6} textAnchor="middle">
            {shorten(name, labelRoom)}
          </text>
        );
      })}
      {bars.bars.map((bar) => {
        const rect = rectOf(bar);
        const labelled = showValue === 'always' || (showValue === 'auto' && allFit && !stacked);
        return (
          <g key={`${bar.category}/${bar.series}`}>
            <Tooltip content={`${bars.categories[bar.category] ?? ''} · ${bar.name}: ${bar.text}`} placement="top">
              <g>
                <LinkedMark links={bar.links}>
                  {(onClick) => (
                    <rect
                      {...rect}
                      className={onClick === undefined ? styles.bar : styles.linkedBar}
                      fill={bar.color}
                      fillOpacity={opacity / 100}
                      stroke={bar.color}
                      onClick={onClick}
                    />
                  )}
                </LinkedMark>
              </g>
            </Tooltip>
            {labelled && (
              <text
                className={styles.value}
                x={horizontal ? rect.x + rect.width + 4 : rect.x + rect.width / 2}
                y={horizontal ? rect.y + rect.height / 2 + 4 : rect.y - 4}
                textAnchor={horizontal ? 'start' : 'middle'}
              >
                {bar.text}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  plot: css({ display: 'block', '& text': { fontSize: FONT, fill: theme.colors.text.primary } }),
  grid: css({ stroke: theme.colors.border.weak, shapeRendering: 'crispEdges' }),
  bar: css({ '&:hover': { fillOpacity: 1 } }),
  linkedBar: css({ cursor: 'pointer', '&:hover': { fillOpacity: 1 } }),
  value: css({ pointerEvents: 'none' }),
});
