// Dashboards and alert rules as code: what provisioning/ is generated from.
export { dashboards, provisioningFiles } from './provisioning.ts';
export { ruleGroups } from './alerting/rules.ts';
