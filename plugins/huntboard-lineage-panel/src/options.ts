// The panel's options, their defaults and their editors.
import type { PanelOptionsEditorBuilder, SelectFieldConfigSettings } from '@grafana/data';
import type { SortKey } from '@huntboard/lineage';
import { columnNames, columnSpecs, defaultColumns } from './columns';
import type { ColumnName } from './columns';
import type { ViewName } from './view-state';

export interface LineageOptions {
  view: ViewName;
  sortBy: SortKey;
  /** About as many rows are open at first. */
  initialRows: number;
  /** Equal siblings without anything of their own to say become one row. */
  rollUp: boolean;
  groupByHost: boolean;
  density: 'compact' | 'comfortable';
  columns: ColumnName[];
  showCommandLine: boolean;
  showTime: boolean;
  detail: 'click' | 'always' | 'never';
  /** Selecting a process writes its id into the variable below. */
  setVariable: boolean;
  variable: string;
  /** Path of the dashboard to hunt in; '' for none. */
  huntDashboard: string;
  /** Path of the dashboard where alerts are worked on; '' for none. */
  triageDashboard: string;
}

export const defaultOptions: LineageOptions = {
  view: 'tree',
  sortBy: 'start',
  initialRows: 60,
  rollUp: true,
  groupByHost: true,
  density: 'compact',
  columns: [...defaultColumns],
  showCommandLine: true,
  showTime: true,
  detail: 'click',
  setVariable: false,
  variable: 'proc_guid',
  huntDashboard: '/d/hb-hunt',
  triageDashboard: '/d/hb-triage',
};

/** Adds the editors to the panel's pane. */
export function buildOptions(builder: PanelOptionsEditorBuilder<LineageOptions>): void {
  addViewOptions(builder);
  addTreeOptions(builder);
  builder
    .addRadio({
      path: 'detail',
      category: ['Selection'],
      name: 'Detail',
      description: 'When the pane with everything about the selected process is shown.',
      defaultValue: defaultOptions.detail,
      settings: {
        options: [
          { value: 'click', label: 'On click' },
          { value: 'always', label: 'Always' },
          { value: 'never', label: 'Never' },
        ],
      },
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
    })
    .addTextInput({
      path: 'huntDashboard',
      category: ['Selection'],
      name: 'Hunt in',
      description:
        'Path of the dashboard for “hunt this hash” and the like; empty for none. It gets host, text and proc_guid.',
      defaultValue: defaultOptions.huntDashboard,
    })
    .addTextInput({
      path: 'triageDashboard',
      category: ['Selection'],
      name: 'Alerts in',
      description:
        'Path of the dashboard for “open the alert” and “create exception”; empty for none. It gets alert, state and do.',
      defaultValue: defaultOptions.triageDashboard,
    });
}

function addViewOptions(builder: PanelOptionsEditorBuilder<LineageOptions>): void {
  builder
    .addRadio({
      path: 'view',
      name: 'View',
      description: 'The view at first. Selection and folds stay when the viewer changes it.',
      defaultValue: defaultOptions.view,
      settings: {
        options: [
          { value: 'tree', label: 'Tree' },
          { value: 'graph', label: 'Graph' },
          { value: 'timeline', label: 'Timeline' },
        ],
      },
    })
    .addSelect({
      path: 'sortBy',
      name: 'Order',
      description: 'Order of processes under one parent, until the viewer chooses another.',
      defaultValue: defaultOptions.sortBy,
      settings: {
        options: [
          { value: 'start', label: 'Start time' },
          { value: 'level', label: 'Alert level' },
          { value: 'score', label: 'What stands out' },
          { value: 'name', label: 'Name' },
        ],
      },
    })
    .addNumberInput({
      path: 'initialRows',
      name: 'Rows open at first',
      description: 'The story of the worst alerts is always open; the rest fills up to about this many rows.',
      defaultValue: defaultOptions.initialRows,
      settings: { min: 1, max: 5000, integer: true },
    })
    .addBooleanSwitch({
      path: 'rollUp',
      name: 'Roll up equal siblings',
      description:
        '“and 213 more svchost.exe” instead of 213 rows; what is alerted, found or selected stays by itself.',
      defaultValue: defaultOptions.rollUp,
    })
    .addBooleanSwitch({
      path: 'groupByHost',
      name: 'Group by host',
      description: 'Puts each host above its processes when there is more than one.',
      defaultValue: defaultOptions.groupByHost,
    })
    .addBooleanSwitch({
      path: 'showTime',
      name: 'Time strip',
      description: 'All of the time above the views, to brush.',
      defaultValue: defaultOptions.showTime,
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
    });
}

function addTreeOptions(builder: PanelOptionsEditorBuilder<LineageOptions>): void {
  builder
    .addMultiSelect<ColumnName, SelectFieldConfigSettings<ColumnName>>({
      path: 'columns',
      category: ['Tree'],
      name: 'Columns',
      description: 'Those that do not fit are left out, the least telling first.',
      // Grafana's type asks for one value where the editor takes several.
      defaultValue: defaultOptions.columns as unknown as ColumnName,
      settings: { options: columnNames.map((name) => ({ value: name, label: columnSpecs[name].label })) },
    })
    .addBooleanSwitch({
      path: 'showCommandLine',
      category: ['Tree'],
      name: 'Arguments beside the name',
      description: 'Unless the command line has a column of its own. The detail always has it.',
      defaultValue: defaultOptions.showCommandLine,
    });
}
