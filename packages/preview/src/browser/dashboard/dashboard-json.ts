// The dashboard JSON that the mapper reads (Grafana's v1 schema), and the check that a file is one.
import type { AnnotationQuery, Dashboard, Panel, RowPanel, VariableModel } from '@grafana/schema';

export type DashboardJson = Dashboard;
export type PanelJson = Panel;
export type RowJson = RowPanel;
export type VariableJson = VariableModel;
export type AnnotationJson = AnnotationQuery;
export type DashboardLinkJson = NonNullable<Dashboard['links']>[number];

/** True for the row headings among a dashboard's panels. */
export function isRow(panel: PanelJson | RowJson): panel is RowJson {
  return panel.type === 'row';
}

/** Throws when `value` lacks what every dashboard of this schema has. */
export function asDashboard(value: unknown): DashboardJson {
  if (value === null || typeof value !== 'object' || !('title' in value) || typeof value.title !== 'string') {
    throw new Error('This file is not a dashboard: it has no title');
  }
  if ('panels' in value && !Array.isArray(value.panels)) {
    throw new Error(`Dashboard “${value.title}”: panels is not a list`);
  }
  if ('elements' in value) {
    throw new Error(`Dashboard “${value.title}” uses Grafana's v2 schema; the preview reads v1`);
  }
  return value as DashboardJson;
}
