// Scene variables as the plain models that plugins get from the template service.
import type { TypedVariableModel } from '@grafana/data';
import { LoadingState, VariableHide } from '@grafana/data';
import type { SceneVariable } from '@grafana/scenes';

/** The models of `variables`, with name, type, label and current value; what editors and plugins read. */
export function toVariableModels(variables: readonly SceneVariable[]): TypedVariableModel[] {
  return variables.map((variable, index) => {
    const { name, type, label, hide, skipUrlSync, description } = variable.state;
    const value = variable.getValue();
    const text = variable.getValueText?.() ?? String(value ?? '');
    const model = {
      id: name,
      name,
      type,
      label: label ?? name,
      hide: hide ?? VariableHide.dontHide,
      skipUrlSync: skipUrlSync ?? false,
      description: description ?? null,
      index,
      global: false,
      rootStateKey: null,
      error: null,
      state: LoadingState.Done,
      current: { value, text, selected: true },
      query: '',
      options: [],
    };
    return model as unknown as TypedVariableModel;
  });
}
