// Azure's fields have as many spellings as it has ways to export them; rules use all of them. Name in a rule → names in events.

/** Names that mean the same as another, or that rules spell in their own way: paths below `properties`, in camel case. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  CategoryValue: ['category', 'category.value'],
  ResourceProviderValue: ['resourceProviderName.value', 'resourceProvider'],
  OperationNameValue: ['operationName', 'operationName.value'],
  operationName: ['OperationNameValue', 'operationName.value', 'activityDisplayName', 'ActivityDisplayName'],
  ActivityDisplayName: ['operationName', 'OperationName'],
  activityType: ['activityDisplayName', 'ActivityDisplayName', 'OperationName', 'operationName'],
  message: ['activityDisplayName', 'ActivityDisplayName', 'authenticationProtocol', 'OperationName', 'operationName'],
  Status: ['result', 'Result', 'activityStatusValue', 'ActivityStatusValue', 'resultType'],
  result: ['Result'],
  ResultType: ['status.errorCode'],
  ResultDescription: ['status.failureReason', 'resultReason', 'ResultReason'],
  failure_status_reason: ['resultReason', 'ResultReason', 'status.failureReason'],
  ClientApp: ['clientAppUsed', 'ClientAppUsed'],
  Username: ['userPrincipalName', 'UserPrincipalName'],
  callerIpAddress: ['ipAddress', 'IPAddress', 'CallerIpAddress'],
  initiatedBy: ['initiatedBy.user.userPrincipalName', 'InitiatedBy.user.userPrincipalName'],
  Target: ['targetResources.userPrincipalName', 'TargetResources.userPrincipalName'],
  location: ['location.countryOrRegion', 'LocationDetails.countryOrRegion'],
};

/** Spellings in rules → the path as Azure spells it. */
const SPELLING: Readonly<Record<string, string>> = {
  OperationName: 'operationName',
  ActivityType: 'activityType',
  resultType: 'ResultType',
  Resultdescription: 'ResultDescription',
  Initiatedby: 'initiatedBy',
  'Initiatied.By': 'initiatedBy',
  'DeviceDetail.trusttype': 'deviceDetail.trustType',
  'TargetResources.ModifiedProperties.DisplayName': 'targetResources.modifiedProperties.displayName',
  'TargetResources.ModifiedProperties.NewValue': 'targetResources.modifiedProperties.newValue',
};

/** Where the category of a record stands first: exports write the name of the log above it. */
const BELOW_FIRST: ReadonlySet<string> = new Set(['category']);

/** The names to look for, in order; the first that an event has gives the value. */
export function azureNames(name: string): readonly string[] {
  const path = name.replace(/^properties\./, '');
  const spelled = Object.hasOwn(SPELLING, path) ? SPELLING[path]! : path;
  const same = Object.hasOwn(SAME, spelled) ? SAME[spelled]! : [];
  const names = [path, spelled, ...same].flatMap((one) => spellings(one));
  return [...new Set([name, ...names])];
}

function spellings(path: string): readonly string[] {
  const camel = path.charAt(0).toLowerCase() + path.slice(1);
  const pascal = path.charAt(0).toUpperCase() + path.slice(1);
  const below = `properties.${camel}`;
  return BELOW_FIRST.has(camel) ? [below, pascal, camel] : [path, camel, pascal, below];
}
