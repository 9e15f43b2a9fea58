// The options in the pane: each has a group and a description, and the README tells of them as they are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PanelOptionsEditorBuilder, standardEditorsRegistry } from '@grafana/data';
import type { SelectableValue, StandardEditorsRegistryItem } from '@grafana/data';
import { buildOptions } from './build-options';
import { columnNames, columnSpecs } from './columns';
import { defaultOptions } from './options';
import type { LineageOptions } from './options';

const editor = (): null => null;
standardEditorsRegistry.setInit(() =>
  ['text', 'number', 'boolean', 'radio', 'select', 'multi-select'].map((id): StandardEditorsRegistryItem => ({
    ...{ id, name: id, description: id, editor },
  })),
);
const builder = new PanelOptionsEditorBuilder<LineageOptions>();
buildOptions(builder);
const [preview, ...items] = builder.getItems();

/** Rows of the README's table of options: what stands in each cell, without marks. */
function readmeRows(): string[][] {
  const text = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
  const [, section = ''] = text.split(/^## Options$/m);
  const [table = ''] = /(^\|.*\n)+/m.exec(section.split(/^## /m)[0] ?? '') ?? [];
  return table
    .trim()
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll(/\*\*|`/g, '')),
    );
}

/** A value as the pane shows it. */
function shown(value: unknown, options: readonly SelectableValue<unknown>[]): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value)) return value.map((one) => shown(one, options)).join(', ');
  return options.find((option) => option.value === value)?.label ?? String(value);
}

describe('the options', () => {
  it('begin with the preview, which keeps nothing', () => {
    expect(preview).toMatchObject({ id: 'preview', category: ['Preview'] });
    expect(preview?.defaultValue).toBeUndefined();
  });

  it('are those of the panel, each once, with its default', () => {
    const defaults = Object.fromEntries(items.map(({ path, defaultValue }) => [path, defaultValue as unknown]));
    expect(defaults).toEqual(defaultOptions);
    expect(items).toHaveLength(Object.keys(defaultOptions).length);
  });

  it('each have a group, a name of their own and a description in sentences', () => {
    expect(new Set(items.map(({ name }) => name)).size).toBe(items.length);
    for (const { category, description, name } of items) {
      expect(category).toHaveLength(1);
      expect({ name, description }).toEqual({ name, description: expect.stringMatching(/^[\p{Lu}“].*\.$/u) as string });
    }
  });

  it('offer to write the variable only where there is one', () => {
    const setVariable = items.find(({ path }) => path === 'setVariable');
    expect(setVariable?.showIf?.({ ...defaultOptions, variable: '' }, [])).toBe(false);
    expect(setVariable?.showIf?.(defaultOptions, [])).toBe(true);
  });

  it('stand in the README in the same order, with the same groups, defaults and choices', () => {
    const rows = readmeRows();
    const expected: string[][] = [];
    for (const { category = [], name, defaultValue, settings } of items) {
      const [group = ''] = category;
      if (!expected.some(([first]) => first === group)) expected.push([group, '']);
      const { options = [] } = (settings ?? {}) as { options?: readonly SelectableValue<unknown>[] };
      expected.push([name, shown(defaultValue, options)]);
    }
    expect(rows.map(([name, value]) => [name, value])).toEqual(expected);
    for (const { name, settings, defaultValue } of items) {
      const row = rows.find(([first]) => first === name)?.join(' ') ?? '';
      const { options = [] } = (settings ?? {}) as { options?: readonly SelectableValue<unknown>[] };
      for (const option of options.filter(({ value }) => value !== defaultValue)) expect(row).toContain(option.label);
    }
  });

  it('offer every column', () => {
    const { settings } = items.find(({ path }) => path === 'columns') ?? {};
    const labels = columnNames.map((name) => ({ value: name, label: columnSpecs[name].label }));
    expect(settings).toEqual({ options: labels });
  });
});
