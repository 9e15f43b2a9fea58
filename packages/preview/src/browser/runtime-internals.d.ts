// Types of the @grafana/runtime modules that build.mjs resolves past the package's export map.
declare module '@grafana/runtime/dist/esm/components/PanelDataErrorView' {
  import type { ComponentType } from 'react';
  import type { PanelDataErrorViewProps } from '@grafana/runtime';
  export function setPanelDataErrorView(view: ComponentType<PanelDataErrorViewProps>): void;
}
declare module '@grafana/runtime/dist/esm/components/PanelRenderer' {
  import type { ComponentType } from 'react';
  import type { PanelRendererProps } from '@grafana/runtime';
  export function setPanelRenderer(renderer: ComponentType<PanelRendererProps>): void;
}
declare module '@grafana/runtime/dist/esm/components/DataSourcePicker' {
  import type { ComponentType } from 'react';
  import type { DataSourcePickerProps } from '@grafana/runtime';
  export function setDataSourcePicker(picker: ComponentType<DataSourcePickerProps>): void;
}
declare module '@grafana/runtime/dist/esm/services/dataSource/settings' {
  import type { DataSourceInstanceSettings } from '@grafana/data';
  export function initDataSourceInstanceSettings(
    settings: Record<string, DataSourceInstanceSettings>,
    defaultName: string,
  ): void;
}
declare module '@grafana/runtime/dist/esm/services/dataSource/dataSource' {
  import type { DataSourcePlugin, DataSourcePluginMeta, DataSourceApi } from '@grafana/data';
  export function setDataSourcePluginImporter(
    importer: (meta: DataSourcePluginMeta) => Promise<DataSourcePlugin<DataSourceApi>>,
  ): void;
}
