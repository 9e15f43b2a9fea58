// Which source a record belongs to that is neither of Windows nor of osquery: the first whose marks it bears.
import type { JsonObject } from '../values/json.ts';
import { awsCloudtrail } from '../cloud/aws-cloudtrail/aws-cloudtrail.ts';
import { azureMonitor } from '../cloud/azure-monitor/azure-monitor.ts';
import { gcpAudit } from '../cloud/gcp-audit/gcp-audit.ts';
import { githubAudit } from '../cloud/github-audit/github-audit.ts';
import { googleWorkspace } from '../cloud/google-workspace/google-workspace.ts';
import { kubernetesAudit } from '../cloud/kubernetes-audit/kubernetes-audit.ts';
import { m365 } from '../cloud/m365/m365.ts';
import { okta } from '../cloud/okta/okta.ts';
import { auditd } from '../linux/auditd/auditd.ts';
import { syslog } from '../linux/syslog/syslog.ts';
import { zeek } from '../network/zeek/zeek.ts';
import { declared } from '../other/declared/declared.ts';
import type { FlatSource } from './flat-source.ts';

/** What an event says of itself comes first: only where it says nothing its form is looked at. */
const sources: readonly FlatSource[] = [
  declared,
  auditd,
  zeek,
  awsCloudtrail,
  gcpAudit,
  azureMonitor,
  m365,
  okta,
  kubernetesAudit,
  googleWorkspace,
  githubAudit,
  syslog,
];

/** The source of this record; undefined when it is none of ours. */
export function recognizeFlat(event: JsonObject): FlatSource | undefined {
  return sources.find((source) => source.matches(event));
}
