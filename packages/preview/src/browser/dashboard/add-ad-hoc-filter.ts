// A click on a cell's filter icon: adds the filter to the dashboard's ad-hoc variable.
import type { SceneObject } from '@grafana/scenes';
import { AdHocFiltersVariable, sceneGraph } from '@grafana/scenes';
import { appEvents } from '../boot/notices';
import { AppEvents } from '@grafana/data';

interface FilterItem {
  readonly key: string;
  readonly value: string;
  readonly operator: string;
}

/** Adds `item` to the first ad-hoc variable in the scope of `panel`; without one, says so in a notice. */
export function addAdHocFilter(panel: SceneObject, item: FilterItem): void {
  const variable = sceneGraph
    .getVariables(panel)
    .state.variables.find((candidate) => candidate instanceof AdHocFiltersVariable);
  if (!(variable instanceof AdHocFiltersVariable)) {
    appEvents.publish({ type: AppEvents.alertWarning.name, payload: ['This dashboard has no ad-hoc filters'] });
    return;
  }
  const filters = variable.state.filters.filter((filter) => filter.key !== item.key || filter.value !== item.value);
  variable.setState({ filters: [...filters, { key: item.key, operator: item.operator, value: item.value }] });
}
