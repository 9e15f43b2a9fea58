// Queries of panels, variables and alert rules: the datasource's own query models as the dashboards hold them.
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';

/** The provisioned datasource (provisioning/datasources/huntboard.yaml). */
export const DATASOURCE = { type: 'huntboard-datasource', uid: 'huntboard' } as const;

/** How the backend shapes the result of SQL: rows as they are, wide series by string columns, or log lines. */
export type SqlFormat = 'table' | 'timeseries' | 'logs';

/** A query model of the datasource, discriminated by `kind`; `refId` and `datasource` are added by `toTarget`. */
export type QueryModel =
  | { readonly kind: 'sql'; readonly version: 1; readonly sql: string; readonly format: SqlFormat }
  | {
      readonly kind: 'lineage';
      readonly version: 1;
      readonly hosts: readonly string[];
      readonly procGuid: string;
    }
  | {
      readonly kind: 'annotations';
      readonly version: 1;
      readonly levels: readonly string[];
      readonly hosts: readonly string[];
    };

/** A target of a panel as dashboard JSON carries it. */
export type Target = QueryModel & { readonly refId: string; readonly datasource: typeof DATASOURCE };

/** Takes the common indentation and surrounding blank lines off a template, so that the JSON holds readable SQL. */
export function dedent(text: string): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join('\n');
}

/** SQL whose rows are drawn as they are. */
export function tableSql(sql: string): QueryModel {
  return { kind: 'sql', version: 1, sql: dedent(sql), format: 'table' };
}

/** SQL with a time column first, numbers after it, and strings that become the labels of the series. */
export function seriesSql(sql: string): QueryModel {
  return { kind: 'sql', version: 1, sql: dedent(sql), format: 'timeseries' };
}

/** SQL with a time and a message, drawn as log lines. */
export function logsSql(sql: string): QueryModel {
  return { kind: 'sql', version: 1, sql: dedent(sql), format: 'logs' };
}

/** The target `refId` of a panel, as the SDK's builders take it. */
export function toTarget(query: QueryModel, refId = 'A'): Builder<Dataquery> {
  const target: Target = { refId, datasource: DATASOURCE, ...query };
  return { build: () => target as unknown as Dataquery };
}
