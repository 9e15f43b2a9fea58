// Every query that the generated dashboards and alert rules ask, with the place it stands at.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboards, ruleGroups } from '../provisioning.ts';

export interface AskedQuery {
  /** Dashboard and panel, variable or rule. */
  readonly at: string;
  readonly model: Readonly<Record<string, unknown>> & { readonly kind: string };
}

const asModel = (value: unknown): AskedQuery['model'] => value as AskedQuery['model'];

function ofDashboard(dashboard: Dashboard): AskedQuery[] {
  const asked: AskedQuery[] = [];
  for (const panel of dashboard.panels ?? []) {
    if (!('targets' in panel)) continue;
    for (const target of panel.targets ?? [])
      asked.push({ at: `${dashboard.uid}: ${panel.title ?? ''}`, model: asModel(target) });
  }
  for (const variable of dashboard.templating.list ?? []) {
    if (variable.type === 'query')
      asked.push({ at: `${dashboard.uid}: variable ${variable.name}`, model: asModel(variable.query) });
  }
  for (const annotation of dashboard.annotations.list ?? []) {
    if (annotation.target !== undefined)
      asked.push({ at: `${dashboard.uid}: annotation ${annotation.name}`, model: asModel(annotation.target) });
  }
  return asked;
}

/** Queries of all dashboards. */
export const dashboardQueries = (): readonly AskedQuery[] => dashboards().flatMap(ofDashboard);

/** Queries of all alert rules to our datasource. */
export const ruleQueries = (): readonly AskedQuery[] =>
  ruleGroups.flatMap(({ rules }) =>
    rules.flatMap((rule) =>
      rule.data
        .filter(({ datasourceUid }) => datasourceUid === 'huntboard')
        .map(({ model }) => ({ at: `rule ${rule.title}`, model: asModel(model) })),
    ),
  );

/** Values of the dashboards' variables, as a person would choose them. */
export type Chosen = Readonly<Record<string, readonly string[] | '$__all'>>;

const literal = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Puts values in the place of variables, as the datasource does in the browser before it asks its backend. */
export function withVariables(model: AskedQuery['model'], chosen: Chosen): Readonly<Record<string, unknown>> {
  const values = (name: string): readonly string[] => {
    const value = chosen[name];
    if (value === undefined) throw new Error(`there is no variable ${name}`);
    return value === '$__all' ? ['$__all'] : value;
  };
  const inSql = (sql: string): string =>
    sql
      .replace(/\$\{(\w+):sqlstring\}/g, (_, name: string) => values(name).map(literal).join(', '))
      // The second argument of $__conditionalAll: 1 stands for «something is chosen».
      .replace(/\$(?!_)(\w+)/g, (_, name: string) =>
        values(name).every((value) => value === '' || value === '$__all') ? '$__all' : '1',
      );
  const inText = (text: unknown): unknown => {
    if (typeof text === 'string') return text.replace(/\$\{(\w+)\}/g, (_, name: string) => values(name)[0] ?? '');
    if (Array.isArray(text)) return text.map(inText);
    return text;
  };
  return Object.fromEntries(
    Object.entries(model).map(([key, value]) => [
      key,
      key === 'sql' && typeof value === 'string' ? inSql(value) : inText(value),
    ]),
  );
}
