// Grafana's table panel, drawn with TableNG.
import { PanelPlugin } from '@grafana/data';
import { addCustomProperties } from '../custom-properties';
import type { TableOptions } from './TablePanel';
import { TablePanel } from './TablePanel';

const properties = {
  width: undefined,
  minWidth: 150,
  align: 'auto',
  cellOptions: { type: 'auto' },
  inspect: false,
  filterable: undefined,
  hidden: undefined,
  hideFrom: undefined,
  wrapText: undefined,
  wrapHeaderText: undefined,
  tooltip: undefined,
  styleField: undefined,
  footer: undefined,
};

/** A new plugin instance; its meta is set by the library. */
export function tablePlugin(): PanelPlugin {
  return new PanelPlugin<TableOptions>(TablePanel)
    .useFieldConfig({ useCustomConfig: (builder) => addCustomProperties(builder, properties) })
    .setNoPadding() as PanelPlugin;
}
