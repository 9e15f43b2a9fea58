// What dashboard variables stand for right now.
import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

/** Reads variables in the place (row, panel, dashboard) that `scopedVars` describes. */
export interface VariableReader {
  /** Replaces every variable in a text; `format` gets the value or values of each that names no format itself. */
  replace(text: string, format: (values: readonly string[], isList: boolean) => string): string;
  /** The values of a text that is one variable; null when it is not. */
  values(text: string): readonly string[] | null;
  /** "All" is chosen in the variable, or nothing: then a condition on it does not count. */
  isAll(name: string): boolean;
}

const single = /^\s*(?:\$(\w+)|\$\{(\w+)(?:[.:][^}]*)?\}|\[\[(\w+)(?::[^\]]*)?\]\])\s*$/;
const all = '$__all';

const toList = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : value === undefined || value === null ? [] : [String(value)];

/** Name of the variable that the whole text is; null when it is anything else. */
export function variableName(text: string): string | null {
  const match = single.exec(text);
  return match === null ? null : (match[1] ?? match[2] ?? match[3] ?? null);
}

/** A reader over Grafana's template service. */
export function variableReader(templates: TemplateSrv, scopedVars: ScopedVars): VariableReader {
  const current = (name: string): unknown => {
    const scoped = scopedVars[name];
    if (scoped !== undefined) return scoped.value;
    const model = templates.getVariables().find((variable) => variable.name === name);
    return model !== undefined && 'current' in model
      ? (model.current as { readonly value?: unknown } | undefined)?.value
      : undefined;
  };
  const isList = (variable: unknown): boolean => {
    const { multi, includeAll } = (variable ?? {}) as { readonly multi?: boolean; readonly includeAll?: boolean };
    return multi === true || includeAll === true;
  };
  return {
    replace: (text, format) =>
      templates.replace(text, scopedVars, (value: unknown, variable: unknown) =>
        format(toList(value), Array.isArray(value) || isList(variable)),
      ),
    values: (text) => {
      const name = variableName(text);
      if (name === null) return null;
      let found: readonly string[] | null = null;
      templates.replace(`\${${name}}`, scopedVars, (value: unknown) => {
        found = toList(value);
        return '';
      });
      return found;
    },
    isAll: (name) => {
      const values = toList(current(name));
      return values.includes(all) || (values.length > 0 && values.every((value) => value === ''));
    },
  };
}
