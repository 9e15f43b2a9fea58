// The pane of a panel's options as Grafana builds it: editors by category, each with its name and what it says of itself.
import React from 'react';
import { PanelOptionsEditorBuilder } from '@grafana/data';
import type { DataFrame, PanelPlugin, StandardEditorContext } from '@grafana/data';
import { Field, useTheme2 } from '@grafana/ui';

export interface OptionsPaneProps {
  readonly plugin: PanelPlugin;
  readonly options: object;
  readonly data: DataFrame[];
  readonly width: number;
  readonly height: number;
  readonly onChange: (options: object) => void;
}

export function OptionsPane(props: OptionsPaneProps): React.ReactElement {
  const { plugin, options, data, width, height, onChange } = props;
  const theme = useTheme2();
  const context: StandardEditorContext<object> = { data, options };
  const builder = new PanelOptionsEditorBuilder<object>();
  plugin.getPanelOptionsSupplier()(builder, context);
  const shown = builder.getItems().filter((item) => item.showIf?.(options, data) ?? true);
  const categories = [...new Set(shown.map((item) => item.category?.[0] ?? 'Process lineage'))];
  const border = `1px solid ${theme.colors.border.weak}`;
  return (
    <aside
      aria-label="Options"
      style={{
        ...{ width, height, boxSizing: 'border-box', overflow: 'auto', border },
        background: theme.colors.background.primary,
      }}
    >
      {categories.map((category) => (
        <section key={category} style={{ borderBottom: border, padding: '8px 8px 0 16px' }}>
          <h3 style={{ fontSize: 14, fontWeight: 500, margin: '0 0 8px -4px' }}>{category}</h3>
          {shown
            .filter((item) => (item.category?.[0] ?? 'Process lineage') === category)
            .map((item) => (
              <Field
                key={item.id}
                label={item.name === category ? null : item.name}
                description={item.description}
                htmlFor={item.id}
              >
                <item.editor
                  id={item.id}
                  value={Reflect.get(options, item.path)}
                  onChange={(value: unknown) => onChange({ ...options, [item.path]: value })}
                  item={item}
                  context={context}
                />
              </Field>
            ))}
        </section>
      ))}
    </aside>
  );
}
