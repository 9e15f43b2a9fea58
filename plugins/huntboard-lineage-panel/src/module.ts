// The plugin Grafana loads: the process lineage panel.
import { PanelPlugin } from '@grafana/data';
import { LineagePanel } from './LineagePanel';

export const plugin = new PanelPlugin(LineagePanel);
