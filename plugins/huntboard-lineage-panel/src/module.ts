// The plugin Grafana loads: the process lineage panel.
import { FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { buildOptions } from './build-options';
import { LineagePanel } from './LineagePanel';
import type { LineageOptions } from './options';
import { suggestions } from './suggestions';

export const plugin = new PanelPlugin<LineageOptions>(LineagePanel)
  .setPanelOptions(buildOptions)
  .useFieldConfig({
    disableStandardOptions: [
      FieldConfigProperty.Min,
      FieldConfigProperty.Max,
      FieldConfigProperty.Thresholds,
      FieldConfigProperty.Color,
      FieldConfigProperty.NoValue,
    ],
  })
  .setSuggestionsSupplier(suggestions);
