// The few services of Grafana that the panel and its components ask for.
import { dataLinksOverrideProcessor, EventBusSrv, locationUtil, standardEditorsRegistry } from '@grafana/data';
import { standardFieldConfigEditorRegistry, stringOverrideProcessor, unitOverrideProcessor } from '@grafana/data';
import type { FieldConfigPropertyItem, GrafanaConfig } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { config, setAppEvents, setTemplateSrv } from '@grafana/runtime';
import { optionEditors } from './option-editors';

const NoEditor = (): null => null;

function property(id: string, process: FieldConfigPropertyItem['process']): FieldConfigPropertyItem {
  return {
    id,
    path: id,
    name: id,
    description: '',
    editor: NoEditor,
    override: NoEditor,
    process,
    shouldApply: () => true,
    settings: {},
  };
}

/** Call once, before the panel is loaded. */
export async function installServices(): Promise<void> {
  locationUtil.initialize({
    // locationUtil reads appSubUrl alone; the two types of Grafana's packages differ in properties it never touches.
    config: config as unknown as GrafanaConfig,
    getTimeRangeForUrl: () => ({ from: 'now-1h', to: 'now' }),
    getVariablesUrlParams: () => ({}),
  });
  setAppEvents(new EventBusSrv());
  setTemplateSrv({
    getVariables: () => [],
    replace: (text) => text ?? '',
    containsTemplate: () => false,
    updateTimeRange: () => undefined,
  });
  standardFieldConfigEditorRegistry.setInit(() => [
    property('unit', unitOverrideProcessor),
    property('displayName', stringOverrideProcessor),
    property('links', dataLinksOverrideProcessor),
  ]);
  standardEditorsRegistry.setInit(() => optionEditors);
  await initPluginTranslations('grafana');
}
