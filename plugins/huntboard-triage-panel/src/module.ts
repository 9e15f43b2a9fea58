// The plugin Grafana loads: the alert triage panel.
import { PanelPlugin } from '@grafana/data';
import { TriagePanel } from './TriagePanel';
import { buildOptions } from './options';
import type { TriageOptions } from './options';

export const plugin = new PanelPlugin<TriageOptions>(TriagePanel).setPanelOptions(buildOptions);
