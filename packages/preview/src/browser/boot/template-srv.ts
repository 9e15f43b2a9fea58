// Grafana's TemplateSrv on top of the active scene: variables and interpolation come from the dashboard on screen.
import type { AdHocVariableFilter, ScopedVars, TypedVariableModel } from '@grafana/data';
import type { TemplateSrv, VariableInterpolation } from '@grafana/runtime';
import type { InterpolationFormatParameter, SceneObject } from '@grafana/scenes';
import { isSceneObject, sceneGraph } from '@grafana/scenes';
import { toVariableModels } from '../dashboard/to-variable-models';

/** The three spellings of a variable: $name, ${name…}, [[name…]]. */
const VARIABLE = /\$\w+|\$\{\w[^}]*\}|\[\[\w[^\]]*\]\]/;

/** The scene that scenes itself marks as the active one, or undefined outside a dashboard. */
export function activeScene(): SceneObject | undefined {
  return toSceneObject(window.__grafanaSceneContext);
}

/** Installs as Grafana's template service. */
export class PreviewTemplateSrv implements TemplateSrv {
  getVariables(): TypedVariableModel[] {
    const scene = activeScene();
    return scene === undefined ? [] : toVariableModels(sceneGraph.getVariables(scene).state.variables);
  }

  replace(
    target = '',
    scopedVars?: ScopedVars,
    format?: Parameters<TemplateSrv['replace']>[2],
    interpolations?: VariableInterpolation[],
  ): string {
    const owner: unknown = scopedVars?.['__sceneObject']?.value;
    // scenes wraps the owner so that it survives serialisation; valueOf() unwraps it.
    const scene = toSceneObject(owner?.valueOf()) ?? activeScene();
    if (scene === undefined || target === '') {
      return target;
    }
    return sceneGraph.interpolate(scene, target, scopedVars, format as InterpolationFormatParameter, interpolations);
  }

  containsTemplate(target?: string): boolean {
    return target !== undefined && VARIABLE.test(target);
  }

  /** Scenes wraps this method to add the filters of the dashboard on screen; without one there are none. */
  getAdhocFilters(): AdHocVariableFilter[] {
    return [];
  }

  updateTimeRange(): void {
    // The scene's own time range is the only one.
  }
}

function toSceneObject(value: unknown): SceneObject | undefined {
  return value !== null && typeof value === 'object' && isSceneObject(value) ? value : undefined;
}
