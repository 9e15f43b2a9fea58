// Grafana's text panel: Markdown, HTML or code, with variables.
import { PanelPlugin } from '@grafana/data';
import { TextPanel } from './TextPanel';

/** A new plugin instance; its meta is set by the library. */
export function textPlugin(): PanelPlugin {
  return new PanelPlugin(TextPanel) as PanelPlugin;
}
