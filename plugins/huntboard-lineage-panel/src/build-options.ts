// The pane of the panel's options: a preview, then the options in the order in which one meets them.
import type { PanelOptionsEditorBuilder, SelectFieldConfigSettings } from '@grafana/data';
import { columnNames, columnSpecs } from './columns';
import type { ColumnName } from './columns';
import { defaultOptions } from './options';
import type { LineageOptions } from './options';
import { LazyOptionsPreview } from './options-preview/LazyOptionsPreview';

type Builder = PanelOptionsEditorBuilder<LineageOptions>;

/** Adds the editors to the pane. */
export function buildOptions(builder: Builder): void {
  builder.addCustomEditor<unknown, undefined>({
    id: 'preview',
    // Nothing is kept under it: the preview only reads.
    path: 'preview',
    category: ['Preview'],
    // Grafana writes no label above an editor that is called as its category.
    name: 'Preview',
    editor: LazyOptionsPreview,
  });
  addView(builder);
  addProcesses(builder);
  addTree(builder);
  addSelection(builder);
  addLinks(builder);
}

function addView(builder: Builder): void {
  const category = ['View'];
  builder
    .addRadio({
      path: 'view',
      category,
      name: 'View at first',
      description: 'Viewers switch without losing their selection and folds.',
      defaultValue: defaultOptions.view,
      settings: {
        options: [
          { value: 'tree', label: 'Tree' },
          { value: 'graph', label: 'Graph' },
          { value: 'timeline', label: 'Timeline' },
        ],
      },
    })
    .addRadio({
      path: 'density',
      category,
      name: 'Row height',
      description: 'Of the tree’s rows and the timeline’s lanes.',
      defaultValue: defaultOptions.density,
      settings: {
        options: [
          { value: 'compact', label: 'Compact' },
          { value: 'comfortable', label: 'Comfortable' },
        ],
      },
    })
    .addBooleanSwitch({
      path: 'showTime',
      category,
      name: 'Time strip',
      description: 'Above each view: when processes started and alerts fired. Dragging over it narrows the time.',
      defaultValue: defaultOptions.showTime,
    });
}

function addProcesses(builder: Builder): void {
  const category = ['Processes'];
  builder
    .addSelect({
      path: 'sortBy',
      category,
      name: 'Order of siblings',
      description: 'Of the processes that one parent started, until the viewer chooses another order.',
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
      category,
      name: 'Rows open at first',
      description:
        'The way to the process that stands out most, and what it did, is open even when it takes more; the rest fills up to about this many.',
      defaultValue: defaultOptions.initialRows,
      settings: { min: 1, max: 5000, integer: true },
    })
    .addBooleanSwitch({
      path: 'rollUp',
      category,
      name: 'Roll up equal siblings',
      description:
        'One row “and 213 more svchost.exe” instead of 213. What is alerted, found or selected keeps a row of its own.',
      defaultValue: defaultOptions.rollUp,
    })
    .addBooleanSwitch({
      path: 'groupByHost',
      category,
      name: 'Group by host',
      description: 'A row for each host above its processes, where there is more than one.',
      defaultValue: defaultOptions.groupByHost,
    });
}

function addTree(builder: Builder): void {
  const category = ['Tree'];
  builder
    .addMultiSelect<ColumnName, SelectFieldConfigSettings<ColumnName>>({
      path: 'columns',
      category,
      name: 'Columns',
      description: 'In this order. Where the panel is too narrow for all, the least telling are left out.',
      // Grafana's type asks for one value where the editor takes several.
      defaultValue: defaultOptions.columns as unknown as ColumnName,
      settings: { options: columnNames.map((name) => ({ value: name, label: columnSpecs[name].label })) },
    })
    .addBooleanSwitch({
      path: 'showCommandLine',
      category,
      name: 'Arguments beside the name',
      description: 'Unless the command line has a column.',
      defaultValue: defaultOptions.showCommandLine,
    });
}

function addSelection(builder: Builder): void {
  const category = ['Selection'];
  builder
    .addRadio({
      path: 'detail',
      category,
      name: 'Detail of the selected process',
      description: 'Why it stands out, its alerts, command line, hashes, events.',
      defaultValue: defaultOptions.detail,
      settings: {
        options: [
          { value: 'click', label: 'On click' },
          { value: 'always', label: 'Always' },
          { value: 'never', label: 'Never' },
        ],
      },
    })
    .addTextInput({
      path: 'variable',
      category,
      name: 'Variable of the process',
      description: 'Name of a dashboard variable with the id of a process: the panel goes there. Empty for none.',
      defaultValue: defaultOptions.variable,
    })
    .addBooleanSwitch({
      path: 'setVariable',
      category,
      name: 'Selection sets the variable',
      description: 'Other panels of the dashboard can follow the selected process.',
      defaultValue: defaultOptions.setVariable,
      showIf: (options) => options.variable !== '',
    });
}

function addLinks(builder: Builder): void {
  const category = ['Links'];
  builder
    .addTextInput({
      path: 'huntDashboard',
      category,
      name: 'Hunting dashboard',
      description:
        'Path for “Hunt this hash” and the like in the menu of a process; empty for none. Gets the variables host, text and proc_guid, and the time range.',
      defaultValue: defaultOptions.huntDashboard,
      settings: { placeholder: '/d/…' },
    })
    .addTextInput({
      path: 'triageDashboard',
      category,
      name: 'Triage dashboard',
      description:
        'Path for “Open the alert” and “Create exception”; empty for none. Gets the variables alert and state, do=exception, and the time range.',
      defaultValue: defaultOptions.triageDashboard,
      settings: { placeholder: '/d/…' },
    });
}
