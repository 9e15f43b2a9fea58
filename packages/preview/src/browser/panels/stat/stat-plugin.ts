// Grafana's stat panel, drawn with BigValue.
import { PanelPlugin } from '@grafana/data';
import { StatPanel } from './StatPanel';

/** A new plugin instance; its meta is set by the library. */
export function statPlugin(): PanelPlugin {
  return new PanelPlugin(StatPanel).useFieldConfig() as PanelPlugin;
}
