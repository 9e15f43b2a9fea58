// Fields of other products that stand under more than one name, or hold several values. Data only.
import type { FieldAccess } from '../event/field-access.ts';
import { azureNames } from './azure-fields.ts';
import { columnAccess, extAccess } from './event-test.ts';

type Names = Readonly<Record<string, readonly string[]>>;

/** Rules of Google Cloud name fields as Pub/Sub wraps them, as Elastic renames them, or as the entry has them. */
const gcp: Names = {
  'gcp.audit.method_name': ['protoPayload.methodName'],
  'gcp.audit.service_name': ['protoPayload.serviceName'],
  'data.protoPayload.resource.type': ['resource.type'],
  'data.protoPayload.logName': ['logName'],
  'protoPayload.Servicename': ['protoPayload.serviceName', 'eventService'],
  'protoPayload.serviceName': ['eventService'],
  'protoPayload.metadata.event.eventName': ['eventName'],
  eventService: ['protoPayload.serviceName'],
  eventName: ['protoPayload.metadata.event.eventName'],
};

/** The unified audit log, and the names that its alerts had in Cloud App Security. */
const m365: Names = {
  eventSource: ['Workload'],
  eventName: ['Name', 'Operation'],
  status: ['ResultStatus'],
  Payload: ['Data', 'Parameters'],
};

const kubernetes: Names = {
  apiGroup: ['objectRef.apiGroup'],
  hostPath: ['requestObject.spec.volumes.hostPath.path', 'requestObject.spec.template.spec.volumes.hostPath.path'],
  capabilities: [
    'requestObject.spec.containers.securityContext.capabilities.add',
    'requestObject.spec.template.spec.containers.securityContext.capabilities.add',
  ],
};

/** Rules of Zeek's http log that use the names of a proxy. */
const zeek: Names = { 'c-useragent': ['user_agent'], 'c-uri': ['uri'] };

const okta: Names = {
  eventtype: ['eventType'],
  displaymessage: ['displayMessage'],
  alternateid: ['actor.alternateId'],
};

/** Bare names that some shippers give what CloudTrail calls otherwise. */
const aws: Names = { src_ip: ['sourceIPAddress'], status: ['responseElements.status'] };

const byProduct: Readonly<Record<string, Names>> = { aws, gcp, kubernetes, m365, okta, zeek };

/** Generic categories: Defender names the threat and its place; Sysmon, osquery and Zeek see queries. */
const antivirus: Readonly<Record<string, readonly FieldAccess[]>> = {
  Signature: [extAccess('Signature'), columnAccess('ThreatName')],
  Filename: [extAccess('Filename'), extAccess('Path')],
};
const dns: Readonly<Record<string, readonly FieldAccess[]>> = {
  query: [extAccess('query'), columnAccess('QueryName')],
  answer: [extAccess('answer'), extAccess('answers'), columnAccess('QueryResults')],
  record_type: [extAccess('record_type'), extAccess('qtype_name')],
};
/** Its messages come through the event log of Windows. */
const rpcFirewall: Readonly<Record<string, readonly FieldAccess[]>> = {
  EventLog: [extAccess('EventLog'), columnAccess('Channel')],
};

/** The places of a field of this log source, when its own name is not the only one. */
export function productAliases(product: string, category: string, name: string): readonly FieldAccess[] | undefined {
  if (category === 'antivirus') return lookUp(antivirus, name);
  if (category === 'dns') return lookUp(dns, name);
  if (product === 'rpc_firewall') return lookUp(rpcFirewall, name);
  if (product === 'azure') return azureNames(name).map(extAccess);
  const names = lookUp(byProduct, product);
  if (names === undefined) return undefined;
  const bare = product === 'gcp' ? name.replace(/^data\./, '') : name;
  const others = [...(lookUp(names, name) ?? []), ...(bare === name ? [] : [bare, ...(lookUp(names, bare) ?? [])])];
  return others.length === 0 ? undefined : [name, ...others].map(extAccess);
}

/** Fields whose values come from lists, by product: our sources write them one a line. */
const lists: Readonly<Record<string, RegExp>> = {
  azure: /(target|Target)Resources|additionalDetails|appliedConditionalAccessPolicies/,
  gcp: /authorizationInfo|eventName|metadata\.event/,
  kubernetes: /^(capabilities|hostPath|sourceIPs)$|\.(containers|volumes|groups)\b/,
  okta: /^target\b/,
  zeek: /^(answers|resp_mime_types|orig_mime_types|client_header_names|server_header_names)$/,
  linux: /^(type|name|nametype|key|item|a\d+)$/,
  aws: /^(requestParameters|responseElements|resources)\./,
};

/** Whether a field of this log source can hold several values, one a line. */
export function isList(product: string, service: string, name: string): boolean {
  if (product === 'linux' && service !== 'auditd') return false;
  return lookUp(lists, product)?.test(name) === true;
}

function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
