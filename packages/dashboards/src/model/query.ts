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
      readonly alertId?: string;
    }
  | {
      readonly kind: 'annotations';
      readonly version: 1;
      readonly levels: readonly string[];
      readonly hosts: readonly string[];
    };

/** A target of a panel as dashboard JSON carries it. */
export type Target = QueryModel & { readonly refId: string; readonly datasource: typeof DATASOURCE };

/** Takes the common indentation and surrounding blank lines off a text. */
function dedent(text: string): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join('\n');
}

/**
 * SQL as people will read it in Grafana's editor: the indentation of our source is taken off, and the lines of an inserted piece
 * are moved under the place where it is inserted.
 */
export function sql(texts: TemplateStringsArray, ...pieces: readonly string[]): string {
  const skeleton = dedent(
    texts.map((text, index) => (index === 0 ? text : `\u0000${index - 1}\u0000${text}`)).join(''),
  );
  return skeleton
    .split('\n')
    .map((line) => {
      const indent = ' '.repeat(line.length - line.trimStart().length);
      return line.replace(/\u0000(\d+)\u0000/g, (_, index) => pieces[Number(index)]!.replaceAll('\n', `\n${indent}`));
    })
    .join('\n');
}

/** SQL whose rows are drawn as they are. */
export function tableSql(text: string): QueryModel {
  return { kind: 'sql', version: 1, sql: text, format: 'table' };
}

/** SQL with a time column first, numbers after it, and strings that become the labels of the series. */
export function seriesSql(text: string): QueryModel {
  return { kind: 'sql', version: 1, sql: text, format: 'timeseries' };
}

/** SQL with a time and a message, drawn as log lines. */
export function logsSql(text: string): QueryModel {
  return { kind: 'sql', version: 1, sql: text, format: 'logs' };
}

/** The target `refId` of a panel, as the SDK's builders take it. */
export function toTarget(query: QueryModel, refId = 'A'): Builder<Dataquery> {
  const target: Target = { refId, datasource: DATASOURCE, ...query };
  return { build: () => target as unknown as Dataquery };
}
