// Grafana's gauge panel; @grafana/ui exports no gauge, so the arc is drawn here.
import { PanelPlugin } from '@grafana/data';
import { GaugePanel } from './GaugePanel';

/** A new plugin instance; its meta is set by the library. */
export function gaugePlugin(): PanelPlugin {
  return new PanelPlugin(GaugePanel).useFieldConfig() as PanelPlugin;
}
