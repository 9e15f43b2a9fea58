// From the SDK's rules (the HTTP API's form) to Grafana's provisioning files, whose fields differ in name.
import type { Rule } from '@grafana/grafana-foundation-sdk/alerting';

export interface RuleGroupFile {
  readonly name: string;
  readonly folder: string;
  readonly interval: string;
  readonly rules: readonly Rule[];
}

/**
 * One rule as `groups[].rules[]` of a provisioning file holds it. The SDK's organisation, folder and group are left out: the
 * file gives them for the group (and the SDK writes `orgID: 0`, which the API refuses).
 */
export function toProvisionedRule(rule: Rule): Readonly<Record<string, unknown>> {
  const { __dashboardUid__: dashboardUid, ...annotations } = rule.annotations ?? {};
  return {
    uid: rule.uid,
    title: rule.title,
    condition: rule.condition,
    data: rule.data.map(({ refId, datasourceUid, relativeTimeRange, model }) => ({
      refId,
      relativeTimeRange,
      datasourceUid,
      model,
    })),
    dashboardUid,
    panelId: 1,
    noDataState: rule.noDataState,
    execErrState: rule.execErrState,
    for: rule.for,
    annotations,
    labels: rule.labels,
    isPaused: false,
  };
}

/** The document of provisioning/alerting/rules.yaml. */
export function toRulesDocument(groups: readonly RuleGroupFile[]): Readonly<Record<string, unknown>> {
  return {
    apiVersion: 1,
    groups: groups.map(({ name, folder, interval, rules }) => ({
      orgId: 1,
      name,
      folder,
      interval,
      rules: rules.map(toProvisionedRule),
    })),
  };
}
