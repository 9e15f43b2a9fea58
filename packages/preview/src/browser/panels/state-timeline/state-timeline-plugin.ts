// Grafana's state timeline panel; @grafana/ui exports none, so the bands are drawn here.
import { FieldColorModeId, FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { addCustomProperties } from '../custom-properties';
import type { StateTimelineOptions } from './StateTimelinePanel';
import { StateTimelinePanel } from './StateTimelinePanel';

const properties = {
  fillOpacity: 70,
  lineWidth: 0,
  spanNulls: false,
  insertNulls: false,
  hideFrom: { tooltip: false, viz: false, legend: false },
};

/** A new plugin instance; its meta is set by the library. */
export function stateTimelinePlugin(): PanelPlugin {
  return new PanelPlugin<StateTimelineOptions>(StateTimelinePanel).useFieldConfig({
    standardOptions: { [FieldConfigProperty.Color]: { defaultValue: { mode: FieldColorModeId.ContinuousGrYlRd } } },
    useCustomConfig: (builder) => addCustomProperties(builder, properties),
  }) as PanelPlugin;
}
