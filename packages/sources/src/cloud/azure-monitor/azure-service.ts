// Which log of Azure a record belongs to, as Sigma names it.
import { isObject } from '../../values/json.ts';
import type { JsonObject } from '../../values/json.ts';

/** Categories of diagnostic settings and types of tables → Sigma's service (Azure Monitor reference, "resource log categories"). */
const SERVICES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    SignInLogs: 'signinlogs',
    SigninLogs: 'signinlogs',
    NonInteractiveUserSignInLogs: 'signinlogs',
    ServicePrincipalSignInLogs: 'signinlogs',
    ManagedIdentitySignInLogs: 'signinlogs',
    AADNonInteractiveUserSignInLogs: 'signinlogs',
    AADServicePrincipalSignInLogs: 'signinlogs',
    AADManagedIdentitySignInLogs: 'signinlogs',
    AuditLogs: 'auditlogs',
    UserRiskEvents: 'riskdetection',
    AADUserRiskEvents: 'riskdetection',
    RiskyUsers: 'riskdetection',
    AADRiskyUsers: 'riskdetection',
    ServicePrincipalRiskEvents: 'riskdetection',
    AzureActivity: 'activitylogs',
    Administrative: 'activitylogs',
    Policy: 'activitylogs',
    Autoscale: 'activitylogs',
    ServiceHealth: 'activitylogs',
    ResourceHealth: 'activitylogs',
    Alert: 'activitylogs',
  }),
);

/** undefined when the record is not Azure's. */
export function azureService(event: JsonObject): string | undefined {
  const { category, Type: type } = event;
  if (typeof type === 'string' && SERVICES.has(type)) return SERVICES.get(type);
  if (
    typeof event['operationName'] === 'string' &&
    (event['resourceId'] !== undefined || isObject(event['properties']))
  )
    return typeof category === 'string' ? (SERVICES.get(category) ?? ofResource(event)) : ofResource(event);
  if (isObject(event['operationName']) && event['eventTimestamp'] !== undefined) return 'activitylogs';
  if (event['OperationNameValue'] !== undefined && event['CategoryValue'] !== undefined) return 'activitylogs';
  return ofGraph(event);
}

/** Other categories of resource logs are about calls to a resource, as activity logs are. */
function ofResource(event: JsonObject): string | undefined {
  return event['resourceId'] !== undefined && event['time'] !== undefined ? 'activitylogs' : undefined;
}

function ofGraph(event: JsonObject): string | undefined {
  const { '@odata.type': type } = event;
  if (typeof type === 'string' && /^#microsoft\.graph\.\w+Alert(Incident|Configuration)$/.test(type)) return 'pim';
  if (event['riskEventType'] !== undefined && event['activityDateTime'] !== undefined) return 'riskdetection';
  if (event['activityDisplayName'] !== undefined && event['activityDateTime'] !== undefined) return 'auditlogs';
  if (event['createdDateTime'] !== undefined && event['appDisplayName'] !== undefined && isObject(event['status']))
    return 'signinlogs';
  return undefined;
}
