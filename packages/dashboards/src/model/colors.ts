// Fixed colours of series by their label, the same on every dashboard.
import type { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';

/** Colours the series of a panel by their label, so that «critical» is the same red everywhere. */
export function colorsByLabel(panel: TimeSeries, colors: Readonly<Record<string, string>>): TimeSeries {
  for (const [label, fixedColor] of Object.entries(colors)) {
    panel.overrideByName(label, [{ id: 'color', value: { mode: 'fixed', fixedColor } }]);
  }
  return panel;
}
