// Gauge: an arc per value, with the thresholds as a thin outer ring.
import type { FieldDisplay, GrafanaTheme2, PanelProps, Threshold } from '@grafana/data';
import { FALLBACK_COLOR, formattedValueToString, ThresholdsMode, VizOrientation } from '@grafana/data';
import type { VizRepeaterRenderValueProps } from '@grafana/ui';
import { useTheme2, VizRepeater } from '@grafana/ui';
import React from 'react';
import { LinkedValue } from '../LinkedValue';
import { NoDataView } from '../NoDataView';
import type { ReducingOptions } from '../reduced-values';
import { hasNoRows, reducedValues } from '../reduced-values';
import { ringPath } from '../svg-arc';

export interface GaugeOptions extends ReducingOptions {
  readonly orientation?: VizOrientation;
  readonly showThresholdMarkers?: boolean;
}

/** The arc starts and ends 120 degrees from the top, leaving the bottom open. */
const HALF_SWEEP = (2 * Math.PI) / 3;

function share(value: number, min: number, max: number): number {
  return max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
}

function thresholdShare(threshold: Threshold, mode: ThresholdsMode, min: number, max: number): number {
  return mode === ThresholdsMode.Percentage ? share(threshold.value, 0, 100) : share(threshold.value, min, max);
}

interface ArcProps {
  readonly display: FieldDisplay;
  readonly width: number;
  readonly height: number;
  readonly markers: boolean;
  readonly theme: GrafanaTheme2;
}

function GaugeArc({ display, width, height, markers, theme }: ArcProps): React.JSX.Element {
  const { field, display: value } = display;
  const min = field.min ?? 0;
  const max = field.max ?? 100;
  const title = value.title ?? '';
  const labelHeight = title === '' ? 0 : 20;
  const outer = Math.max(10, Math.min(width / 2 - 6, (height - labelHeight) / 1.6));
  const cx = width / 2;
  const cy = Math.max(outer + 4, (height - labelHeight) / 2 + outer * 0.22);
  const thickness = Math.max(6, outer * 0.2);
  const body = { cx, cy, outer: markers ? outer - 6 : outer, inner: outer - thickness - (markers ? 6 : 0) };
  const at = (fraction: number) => -HALF_SWEEP + 2 * HALF_SWEEP * fraction;
  const steps = field.thresholds?.steps ?? [];
  const mode = field.thresholds?.mode ?? ThresholdsMode.Absolute;
  const text = formattedValueToString(value);
  const fontSize = Math.max(12, Math.min(outer * 0.42, (outer * 2.4) / Math.max(3, text.length)));
  return (
    <svg width={width} height={height} role="img" aria-label={`${title} ${text}`}>
      <path d={ringPath(body, at(0), at(1))} fill={theme.colors.background.secondary} />
      <path d={ringPath(body, at(0), at(share(value.numeric, min, max)))} fill={value.color ?? FALLBACK_COLOR} />
      {markers &&
        steps.map((step, index) => {
          const from = index === 0 ? 0 : thresholdShare(step, mode, min, max);
          const next = steps[index + 1];
          const to = next === undefined ? 1 : thresholdShare(next, mode, min, max);
          const ring = { cx, cy, outer, inner: outer - 3 };
          return to > from ? (
            <path
              key={index}
              d={ringPath(ring, at(from), at(to))}
              fill={theme.visualization.getColorByName(step.color)}
            />
          ) : null;
        })}
      <text
        x={cx}
        y={cy + fontSize * 0.3}
        textAnchor="middle"
        fontSize={fontSize}
        fontWeight={500}
        fill={value.color ?? theme.colors.text.primary}
      >
        {text}
      </text>
      {title !== '' && (
        <text x={cx} y={height - 4} textAnchor="middle" fontSize={13} fill={theme.colors.text.primary}>
          {title}
        </text>
      )}
    </svg>
  );
}

/** Draws every reduced value as an arc. */
export function GaugePanel(props: PanelProps<GaugeOptions>): React.JSX.Element {
  const theme = useTheme2();
  const { options, width, height, data, renderCounter, id, fieldConfig } = props;
  if (hasNoRows(props)) {
    return <NoDataView panelId={id} data={data} fieldConfig={fieldConfig} />;
  }
  return (
    <VizRepeater<FieldDisplay>
      getValues={() => reducedValues(props, theme)}
      renderValue={({ value, width: w, height: h }: VizRepeaterRenderValueProps<FieldDisplay>) => (
        <LinkedValue display={value}>
          {(api) => (
            <div className={api.targetClassName} onClick={api.openMenu}>
              <GaugeArc
                display={value}
                width={w}
                height={h}
                markers={options.showThresholdMarkers ?? true}
                theme={theme}
              />
            </div>
          )}
        </LinkedValue>
      )}
      width={width}
      height={height}
      source={data}
      renderCounter={renderCounter}
      orientation={options.orientation ?? VizOrientation.Auto}
      autoGrid={true}
      minVizWidth={75}
      minVizHeight={75}
    />
  );
}
