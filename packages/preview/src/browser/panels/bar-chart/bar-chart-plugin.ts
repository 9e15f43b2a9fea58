// Grafana's bar chart panel; @grafana/ui exports none, so the bars are drawn here.
import { FieldColorModeId, FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { addCustomProperties } from '../custom-properties';
import type { BarChartOptions } from './BarChartPanel';
import { BarChartPanel } from './BarChartPanel';

const properties = {
  fillOpacity: 80,
  lineWidth: 1,
  gradientMode: 'none',
  axisLabel: '',
  axisSoftMin: undefined,
  axisSoftMax: undefined,
  hideFrom: { tooltip: false, viz: false, legend: false },
};

/** A new plugin instance; its meta is set by the library. */
export function barChartPlugin(): PanelPlugin {
  return new PanelPlugin<BarChartOptions>(BarChartPanel).useFieldConfig({
    standardOptions: { [FieldConfigProperty.Color]: { defaultValue: { mode: FieldColorModeId.PaletteClassic } } },
    useCustomConfig: (builder) => addCustomProperties(builder, properties),
  }) as PanelPlugin;
}
