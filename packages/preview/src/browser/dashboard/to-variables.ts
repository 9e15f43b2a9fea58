// Dashboard variables as scene variables.
import type { DataSourceRef } from '@grafana/data';
import { VariableRefresh, VariableSort } from '@grafana/data';
import type { SceneDataQuery, SceneVariable } from '@grafana/scenes';
import {
  AdHocFiltersVariable,
  ConstantVariable,
  CustomVariable,
  DataSourceVariable,
  IntervalVariable,
  QueryVariable,
  SceneVariableSet,
  SwitchVariable,
  TextBoxVariable,
} from '@grafana/scenes';
import type { VariableJson } from './dashboard-json';
import type { Refusals } from './refusals';

type Value = string | string[];

interface Extra {
  readonly filters?: Array<{ key: string; operator: string; value: string }>;
  readonly baseFilters?: Array<{ key: string; operator: string; value: string }>;
  readonly defaultKeys?: Array<{ text: string; value: string }>;
  readonly auto?: boolean;
  readonly auto_min?: string;
  readonly auto_count?: number;
  readonly definition?: string;
}

function asValue(value: unknown): Value {
  return Array.isArray(value) ? value.map(String) : String(value ?? '');
}

function current(variable: VariableJson): { value: Value; text: Value } {
  const { value, text } = variable.current ?? {};
  return { value: asValue(value), text: asValue(text ?? value) };
}

function queryText(variable: VariableJson): string {
  return typeof variable.query === 'string' ? variable.query : '';
}

function envelope(variable: VariableJson) {
  const { name, label, description, hide, skipUrlSync } = variable;
  return {
    name,
    ...(label === undefined ? {} : { label }),
    ...(description === undefined ? {} : { description }),
    ...(hide === undefined ? {} : { hide }),
    ...(skipUrlSync === undefined ? {} : { skipUrlSync }),
  };
}

function choice(variable: VariableJson) {
  const { multi, includeAll, allValue, allowCustomValue } = variable;
  return {
    ...current(variable),
    isMulti: multi ?? false,
    includeAll: includeAll ?? false,
    ...(allValue === undefined || allValue === null ? {} : { allValue }),
    allowCustomValue: allowCustomValue ?? true,
  };
}

function toVariable(variable: VariableJson, refusals: Refusals): SceneVariable | null {
  const base = envelope(variable);
  const extra = variable as unknown as Extra;
  const datasource: DataSourceRef | null = variable.datasource ?? null;
  switch (variable.type) {
    case 'query':
      return new QueryVariable({
        ...base,
        ...choice(variable),
        datasource,
        query: (variable.query ?? '') as string | SceneDataQuery,
        regex: variable.regex ?? '',
        sort: (variable.sort ?? VariableSort.disabled) as VariableSort,
        refresh: (variable.refresh ?? VariableRefresh.onDashboardLoad) as VariableRefresh,
      });
    case 'custom':
      return new CustomVariable({ ...base, ...choice(variable), query: queryText(variable) });
    case 'datasource':
      return new DataSourceVariable({
        ...base,
        ...choice(variable),
        pluginId: queryText(variable),
        regex: variable.regex ?? '',
      });
    case 'textbox': {
      const { value } = current(variable);
      return new TextBoxVariable({ ...base, value: String(value === '' ? queryText(variable) : value) });
    }
    case 'constant':
      return new ConstantVariable({ ...base, value: queryText(variable) });
    case 'interval': {
      const intervals = queryText(variable)
        .split(',')
        .map((interval) => interval.trim())
        .filter((interval) => interval !== '');
      const { value } = current(variable);
      return new IntervalVariable({
        ...base,
        intervals,
        value: String(value === '' ? (intervals[0] ?? '') : value),
        autoEnabled: extra.auto ?? false,
        autoMinInterval: extra.auto_min ?? '10s',
        autoStepCount: extra.auto_count ?? 30,
        refresh: VariableRefresh.onTimeRangeChanged,
      });
    }
    case 'switch': {
      const { value } = current(variable);
      return new SwitchVariable({ ...base, value: String(value), enabledValue: 'true', disabledValue: 'false' });
    }
    case 'adhoc':
      return new AdHocFiltersVariable({
        ...base,
        datasource,
        filters: extra.filters ?? [],
        baseFilters: extra.baseFilters ?? [],
        ...(extra.defaultKeys === undefined ? {} : { defaultKeys: extra.defaultKeys }),
        applyMode: 'auto',
        layout: 'combobox',
        allowCustomValue: true,
      });
    default:
      refusals.add(`Variable “${variable.name}”: the preview has no variables of type ${variable.type}`);
      return null;
  }
}

/** The scene variables of a dashboard, in its order; types without a counterpart are refused. */
export function toVariableSet(variables: readonly VariableJson[], refusals: Refusals): SceneVariableSet {
  const known = variables.map((variable) => toVariable(variable, refusals)).filter((variable) => variable !== null);
  return new SceneVariableSet({ variables: known });
}
