// Grafana's pie chart panel; @grafana/ui exports none, so the slices are drawn here.
import { FieldColorModeId, FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { addCustomProperties } from '../custom-properties';
import type { PieChartOptions } from './PieChartPanel';
import { PieChartPanel } from './PieChartPanel';

/** A new plugin instance; its meta is set by the library. */
export function pieChartPlugin(): PanelPlugin {
  return new PanelPlugin<PieChartOptions>(PieChartPanel).useFieldConfig({
    standardOptions: { [FieldConfigProperty.Color]: { defaultValue: { mode: FieldColorModeId.PaletteClassic } } },
    useCustomConfig: (builder) =>
      addCustomProperties(builder, { hideFrom: { tooltip: false, viz: false, legend: false } }),
  }) as PanelPlugin;
}
