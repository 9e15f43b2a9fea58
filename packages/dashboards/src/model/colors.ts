// Fixed colours of series by their label, the same on every dashboard.
import type { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';

/** Colours the series of `value` by their label and shows the label alone, so that «critical» is the same red everywhere. */
export function colorsByLabel(panel: TimeSeries, value: string, colors: Readonly<Record<string, string>>): TimeSeries {
  for (const [label, fixedColor] of Object.entries(colors)) {
    // Grafana names a series by its value and its label, or by the label alone when the value is called `value`.
    panel.overrideByRegexp(`/^(${value} )?${label}$/`, [
      { id: 'color', value: { mode: 'fixed', fixedColor } },
      { id: 'displayName', value: label },
    ]);
  }
  return panel;
}
