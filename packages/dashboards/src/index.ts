// Dashboards and alert rules as code: what provisioning/ is generated from.
export { dashboards, provisioningFiles, ruleGroups } from './provisioning.ts';
