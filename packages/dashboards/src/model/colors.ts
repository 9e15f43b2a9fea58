// Fixed colours of series by their label, the same on every dashboard.
import type { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';

/** Colours the series of a panel by their label, so that «critical» is the same red everywhere. */
export function colorsByLabel(panel: TimeSeries, colors: Readonly<Record<string, string>>): TimeSeries {
  for (const [label, fixedColor] of Object.entries(colors)) {
    panel.overrideByName(label, [{ id: 'color', value: { mode: 'fixed', fixedColor } }]);
  }
  return panel;
}

const OF_TEXT: Readonly<Record<string, string>> = { green: 'semi-dark-green', orange: 'dark-orange' };

/** A colour for letters and numbers: green and orange as they are do not stand out from the white of the light theme. */
export const inText = (color: string): string => OF_TEXT[color] ?? color;
