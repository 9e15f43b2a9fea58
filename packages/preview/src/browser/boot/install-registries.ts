// Fills the registries that Grafana fills at start: field properties, option editors and transformations.
import type { FieldConfigPropertyItem, StandardEditorsRegistryItem, TransformerRegistryItem } from '@grafana/data';
import {
  booleanOverrideProcessor,
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  FieldColorModeId,
  identityOverrideProcessor,
  numberOverrideProcessor,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
  stringOverrideProcessor,
  thresholdsOverrideProcessor,
  ThresholdsMode,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
} from '@grafana/data';

/** The preview shows dashboards and does not edit them, so no editor has anything to draw. */
const NoEditor = (): null => null;

type Process = FieldConfigPropertyItem['process'];

function property(
  id: string,
  name: string,
  process: Process,
  extra: Partial<FieldConfigPropertyItem> = {},
): FieldConfigPropertyItem {
  return {
    id,
    path: id,
    name,
    description: '',
    category: ['Standard options'],
    editor: NoEditor,
    override: NoEditor,
    process,
    shouldApply: () => true,
    settings: {},
    ...extra,
  };
}

/** Properties every field has, with the processors that keep unit, links and mappings through defaults and overrides. */
function fieldProperties(): FieldConfigPropertyItem[] {
  return [
    property('unit', 'Unit', unitOverrideProcessor),
    property('min', 'Min', numberOverrideProcessor),
    property('max', 'Max', numberOverrideProcessor),
    property('fieldMinMax', 'Field min/max', booleanOverrideProcessor),
    property('decimals', 'Decimals', numberOverrideProcessor),
    property('displayName', 'Display name', displayNameOverrideProcessor),
    property('color', 'Color scheme', identityOverrideProcessor, {
      defaultValue: { mode: FieldColorModeId.Thresholds },
    }),
    property('noValue', 'No value', stringOverrideProcessor),
    property('links', 'Data links', dataLinksOverrideProcessor),
    property('actions', 'Actions', identityOverrideProcessor),
    property('mappings', 'Value mappings', valueMappingsOverrideProcessor, { defaultValue: [] }),
    property('thresholds', 'Thresholds', thresholdsOverrideProcessor, {
      defaultValue: {
        mode: ThresholdsMode.Absolute,
        steps: [
          { value: -Infinity, color: 'green' },
          { value: 80, color: 'red' },
        ],
      },
    }),
    property('filterable', 'Ad-hoc filterable', booleanOverrideProcessor),
  ];
}

const EDITORS = [
  'number',
  'slider',
  'text',
  'strings',
  'select',
  'radio',
  'multi-select',
  'boolean',
  'unit',
  'mappings',
  'thresholds',
  'color',
  'fieldColor',
  'links',
  'actions',
  'stats-picker',
  'timezone',
  'field-name',
  'dashboard-uid',
  'layer',
  'location',
  'resource',
  'tooltip',
  'legend',
  'geo',
];

function editors(): StandardEditorsRegistryItem[] {
  return EDITORS.map((id) => ({ id, name: id, description: id, editor: NoEditor }));
}

/** Every standard transformation once; the exported record holds some under two names. */
export function transformerItems(): TransformerRegistryItem[] {
  const byId = new Map(Object.values(standardTransformers).map((info) => [info.id, info]));
  return [...byId.values()].map((info) => ({
    id: info.id,
    name: info.name,
    description: info.description ?? '',
    transformation: () => Promise.resolve(info),
    editor: NoEditor,
    imageDark: '',
    imageLight: '',
  }));
}

/** Call once, before the first panel plugin is built. */
export function installRegistries(): void {
  standardFieldConfigEditorRegistry.setInit(fieldProperties);
  standardEditorsRegistry.setInit(editors);
  standardTransformersRegistry.setInit(transformerItems);
}
