// Fixed colours of series by their name.
import type { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';

/** Colours the series of a panel by name, so that «critical» is the same red everywhere. */
export function colorsByName(panel: TimeSeries, colors: Readonly<Record<string, string>>): TimeSeries {
  for (const [name, fixedColor] of Object.entries(colors)) {
    panel.overrideByName(name, [{ id: 'color', value: { mode: 'fixed', fixedColor } }]);
  }
  return panel;
}
