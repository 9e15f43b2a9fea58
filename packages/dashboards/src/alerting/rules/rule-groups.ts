// All rule groups; each becomes part of provisioning/alerting/rules.yaml.
import type { RuleGroupFile } from '../to-provisioning.ts';
import { incidentOpened, newAlert, unreviewed } from './detection.ts';
import { canaryMissing, diskDays, hostSilent, quarantineRate, queueLag, sourceSilent } from './pipeline.ts';

export const ruleGroups: readonly RuleGroupFile[] = [
  { name: 'detection', folder: 'Huntboard', interval: '1m', rules: [newAlert, unreviewed, incidentOpened] },
  {
    name: 'pipeline',
    folder: 'Huntboard',
    interval: '1m',
    rules: [sourceSilent, hostSilent, queueLag, quarantineRate, diskDays, canaryMissing],
  },
];
