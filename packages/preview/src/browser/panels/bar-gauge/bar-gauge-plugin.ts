// Grafana's bar gauge panel, drawn with BarGauge.
import { PanelPlugin } from '@grafana/data';
import { BarGaugePanel } from './BarGaugePanel';

/** A new plugin instance; its meta is set by the library. */
export function barGaugePlugin(): PanelPlugin {
  return new PanelPlugin(BarGaugePanel).useFieldConfig() as PanelPlugin;
}
