// Registers a panel's own field properties (`custom.*`), without which defaults and overrides of them would be dropped.
import type { FieldConfigEditorBuilder } from '@grafana/data';
import { identityOverrideProcessor } from '@grafana/data';

const NoEditor = (): null => null;

/** Adds each entry of `properties` as a custom property; the value is its default (undefined: none). */
export function addCustomProperties<T extends object>(
  builder: FieldConfigEditorBuilder<T>,
  properties: Readonly<Record<string, unknown>>,
): void {
  for (const [name, defaultValue] of Object.entries(properties)) {
    builder.addCustomEditor<unknown, unknown>({
      id: name,
      path: name,
      name,
      description: '',
      editor: NoEditor,
      override: NoEditor,
      process: identityOverrideProcessor,
      shouldApply: () => true,
      settings: {},
      ...(defaultValue === undefined ? {} : { defaultValue }),
    });
  }
}
