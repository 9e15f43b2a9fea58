// Every file under provisioning/ that is made from code: dashboards, their provider, the datasource, plugins, alerting.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { stringify } from 'yaml';
import { contactPointSamples, contactPoints, muteTimings, policies, templates } from './alerting/notifications.ts';
import { ruleGroups } from './alerting/rules/rule-groups.ts';
import { toRulesDocument } from './alerting/to-provisioning.ts';
import { analystsDayDashboard } from './dashboards/analysts-day.ts';
import { detectionsDashboard } from './dashboards/detections.ts';
import { egressDashboard } from './dashboards/egress.ts';
import { executablesDashboard } from './dashboards/executables.ts';
import { healthDashboard } from './dashboards/health.ts';
import { hostDashboard } from './dashboards/host.ts';
import { huntDashboard } from './dashboards/hunt.ts';
import { kpisDashboard } from './dashboards/kpis.ts';
import { lineageDashboard } from './dashboards/lineage.ts';
import { linuxDashboard } from './dashboards/linux.ts';
import { logonsDashboard } from './dashboards/logons.ts';
import { overviewDashboard } from './dashboards/overview.ts';
import { powershellDashboard } from './dashboards/powershell.ts';
import { rowsDashboard } from './dashboards/rows.ts';
import { triageDashboard } from './dashboards/triage.ts';
import { userDashboard } from './dashboards/user.ts';
import { DATASOURCE } from './model/query.ts';

const MADE = 'Generated from packages/dashboards by `npm run generate`; do not edit.';

function yamlFile(document: unknown, ...comments: readonly string[]): string {
  const head = [MADE, ...comments].map((line) => `# ${line}`).join('\n');
  return `${head}\n${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

/** Numbers the panels, so that links to one panel and alert rules can name it. */
function dashboardFile(dashboard: Dashboard): string {
  const panels = dashboard.panels?.map((panel, index) => ({ id: index + 1, ...panel }));
  return `${JSON.stringify({ ...dashboard, id: null, panels }, null, 2)}\n`;
}

const dashboardProvider = {
  apiVersion: 1,
  providers: [
    {
      name: 'huntboard',
      orgId: 1,
      folder: 'Huntboard',
      folderUid: 'huntboard',
      type: 'file',
      disableDeletion: false,
      allowUiUpdates: false,
      updateIntervalSeconds: 60,
      options: { path: '/etc/grafana/provisioning/dashboards', foldersFromFilesStructure: false },
    },
  ],
};

const datasource = {
  apiVersion: 1,
  prune: true,
  datasources: [
    {
      orgId: 1,
      name: 'Huntboard',
      uid: DATASOURCE.uid,
      type: DATASOURCE.type,
      access: 'proxy',
      isDefault: true,
      editable: false,
      version: 1,
      url: '$HUNTBOARD_CLICKHOUSE_URL',
      user: '$HUNTBOARD_READER_USER',
      jsonData: { defaultDatabase: 'huntboard', controlUrl: '$HUNTBOARD_CONTROL_URL' },
      secureJsonData: { password: '$HUNTBOARD_READER_PASSWORD', controlToken: '$HUNTBOARD_CONTROL_TOKEN' },
    },
  ],
};

export { ruleGroups };

/** The dashboards. */
export function dashboards(): readonly Dashboard[] {
  return [
    analystsDayDashboard(),
    triageDashboard(),
    overviewDashboard(),
    huntDashboard(),
    lineageDashboard(),
    hostDashboard(),
    userDashboard(),
    executablesDashboard(),
    egressDashboard(),
    logonsDashboard(),
    powershellDashboard(),
    linuxDashboard(),
    detectionsDashboard(),
    kpisDashboard(),
    rowsDashboard(),
    healthDashboard(),
  ];
}

/** Path below provisioning/ → content of every generated file. */
export function provisioningFiles(): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(
      dashboards().map((dashboard) => [`dashboards/${dashboard.uid}.json`, dashboardFile(dashboard)]),
    ),
    'dashboards/huntboard.yaml': yamlFile(dashboardProvider, 'Copied elsewhere, `options.path` must follow.'),
    'datasources/huntboard.yaml': yamlFile(
      datasource,
      'Grafana fills the $NAMES from its environment. Give it the reader, never the writer.',
    ),
    'plugins/huntboard.yaml': yamlFile(
      { apiVersion: 1, apps: [] },
      'Grafana provisions app plugins here; the suite has none so far.',
      'The datasource and the panels only need to lie in the plugin directory and to be listed in allow_loading_unsigned_plugins.',
    ),
    'alerting/rules.yaml': yamlFile(toRulesDocument(ruleGroups)),
    'alerting/contact-points.yaml': yamlFile(
      contactPoints,
      'Grafana fills the $NAMES from its environment when it starts.',
    ),
    ...Object.fromEntries(
      Object.entries(contactPointSamples).map(([name, document]) => [
        `alerting/samples/${name}.yaml.sample`,
        yamlFile(
          document,
          'A sample: copied to ../contact-point-' +
            name +
            '.yaml it adds a receiver to the contact point. Grafana refuses to start when the',
          '$NAME in it is not set.',
        ),
      ]),
    ),
    'alerting/mute-timings.yaml': yamlFile(muteTimings, 'Times are UTC unless a `location` is given.'),
    'alerting/templates.yaml': yamlFile(templates),
    'alerting/policies.yaml': yamlFile(
      policies,
      'A provisioned policy replaces the whole notification tree of the organisation: in a Grafana that has one, leave this file',
      'out and route alerts labelled suite=huntboard yourself.',
    ),
  };
}
