// Grafana's logs panel; @grafana/ui exports none, so the lines are drawn here.
import { PanelPlugin } from '@grafana/data';
import type { LogsOptions } from './LogsPanel';
import { LogsPanel } from './LogsPanel';

/** A new plugin instance; its meta is set by the library. */
export function logsPlugin(): PanelPlugin {
  return new PanelPlugin<LogsOptions>(LogsPanel).useFieldConfig().setNoPadding() as PanelPlugin;
}
