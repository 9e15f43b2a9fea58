// The panel's options, their defaults and their editors.
import type { PanelOptionsEditorBuilder } from '@grafana/data';
import type { SortKey } from '@huntboard/lineage';

export interface LineageOptions {
  sortBy: SortKey;
  /** About as many rows are open at first. */
  initialRows: number;
  groupByHost: boolean;
  density: 'compact' | 'comfortable';
  showCommandLine: boolean;
  /** Selecting a process writes its id into the variable below. */
  setVariable: boolean;
  variable: string;
}

export const defaultOptions: LineageOptions = {
  sortBy: 'start',
  initialRows: 60,
  groupByHost: true,
  density: 'compact',
  showCommandLine: true,
  setVariable: false,
  variable: 'proc_guid',
};

/** Adds the editors to the panel's pane. */
export function buildOptions(builder: PanelOptionsEditorBuilder<LineageOptions>): void {
  builder
    .addRadio({
      path: 'sortBy',
      name: 'Order',
      description: 'Order of processes under one parent, until the viewer chooses another.',
      defaultValue: defaultOptions.sortBy,
      settings: {
        options: [
          { value: 'start', label: 'Start time' },
          { value: 'level', label: 'Alert level' },
          { value: 'name', label: 'Name' },
        ],
      },
    })
    .addNumberInput({
      path: 'initialRows',
      name: 'Rows open at first',
      description: 'The way to the worst alerts is always open; the rest fills up to about this many rows.',
      defaultValue: defaultOptions.initialRows,
      settings: { min: 1, max: 5000, integer: true },
    })
    .addBooleanSwitch({
      path: 'groupByHost',
      name: 'Group by host',
      description: 'Puts each host above its processes when there is more than one.',
      defaultValue: defaultOptions.groupByHost,
    })
    .addRadio({
      path: 'density',
      name: 'Density',
      defaultValue: defaultOptions.density,
      settings: {
        options: [
          { value: 'compact', label: 'Compact' },
          { value: 'comfortable', label: 'Comfortable' },
        ],
      },
    })
    .addBooleanSwitch({
      path: 'showCommandLine',
      name: 'Command line',
      description: 'Shows the command line in the tree. The detail always has it.',
      defaultValue: defaultOptions.showCommandLine,
    })
    .addBooleanSwitch({
      path: 'setVariable',
      category: ['Selection'],
      name: 'Selection sets a variable',
      description: 'Other panels of the dashboard can follow the selected process.',
      defaultValue: defaultOptions.setVariable,
    })
    .addTextInput({
      path: 'variable',
      category: ['Selection'],
      name: 'Variable',
      description: 'Name of the dashboard variable that holds the id of the process.',
      defaultValue: defaultOptions.variable,
      showIf: (options) => options.setVariable,
    });
}
