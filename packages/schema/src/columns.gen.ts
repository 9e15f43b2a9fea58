// Generated from the table definitions by `npm run generate`; do not edit.

/** Index of each column of `events` in a Row. */
export const COL = {
  ts: 0,
  ingested_at: 1,
  event_id: 2,
  source: 3,
  shape: 4,
  product: 5,
  service: 6,
  category: 7,
  action: 8,
  level: 9,
  host: 10,
  Computer: 11,
  EventID: 12,
  Channel: 13,
  Provider_Name: 14,
  record_id: 15,
  query_name: 16,
  osquery_table: 17,
  User: 18,
  LogonId: 19,
  proc_guid: 20,
  parent_guid: 21,
  target_guid: 22,
  guid_kind: 23,
  ProcessId: 24,
  ParentProcessId: 25,
  TargetProcessId: 26,
  Image: 27,
  CommandLine: 28,
  CurrentDirectory: 29,
  OriginalFileName: 30,
  Description: 31,
  Product: 32,
  Company: 33,
  Hashes: 34,
  IntegrityLevel: 35,
  ParentImage: 36,
  ParentCommandLine: 37,
  ParentUser: 38,
  SourceImage: 39,
  TargetImage: 40,
  GrantedAccess: 41,
  CallTrace: 42,
  TargetFilename: 43,
  TargetObject: 44,
  Details: 45,
  EventType: 46,
  ImageLoaded: 47,
  Signed: 48,
  Signature: 49,
  SignatureStatus: 50,
  PipeName: 51,
  ScriptBlockText: 52,
  Payload: 53,
  Protocol: 54,
  Initiated: 55,
  SourceIp: 56,
  SourcePort: 57,
  SourceHostname: 58,
  DestinationIp: 59,
  DestinationPort: 60,
  DestinationHostname: 61,
  QueryName: 62,
  QueryStatus: 63,
  QueryResults: 64,
  SubjectUserName: 65,
  SubjectDomainName: 66,
  TargetUserName: 67,
  TargetDomainName: 68,
  TargetLogonId: 69,
  LogonType: 70,
  IpAddress: 71,
  WorkstationName: 72,
  AuthenticationPackageName: 73,
  Status: 74,
  ServiceName: 75,
  ServiceFileName: 76,
  TaskName: 77,
  ObjectName: 78,
  ObjectType: 79,
  AccessMask: 80,
  ShareName: 81,
  RelativeTargetName: 82,
  ThreatName: 83,
  ext: 84,
  blank_fields: 85,
  rule_ids: 86,
  retention_days: 87,
  raw_days: 88,
  raw: 89,
} as const;

/** Index of each column of `process` in a Row. */
export const PROCESS_COL = {
  host: 0,
  proc_guid: 1,
  parent_guid: 2,
  guid_kind: 3,
  start_ts: 4,
  end_ts: 5,
  Computer: 6,
  ProcessId: 7,
  ParentProcessId: 8,
  Image: 9,
  end_image: 10,
  CommandLine: 11,
  CurrentDirectory: 12,
  OriginalFileName: 13,
  Company: 14,
  Hashes: 15,
  User: 16,
  LogonId: 17,
  IntegrityLevel: 18,
  ParentImage: 19,
  ParentCommandLine: 20,
  source: 21,
  product: 22,
  event_id: 23,
  ingested_at: 24,
  retention_days: 25,
} as const;

/** Index of each column of `seen` in a Row. */
export const SEEN_COL = {
  kind: 0,
  value: 1,
  host: 2,
  first_ts: 3,
  last_ts: 4,
  last_ingested_at: 5,
  count: 6,
} as const;

/** Index of each column of `alerts` in a Row. */
export const ALERTS_COL = {
  alert_id: 0,
  window_start: 1,
  ts: 2,
  last_ts: 3,
  created_at: 4,
  updated_at: 5,
  raised_at: 6,
  rule_id: 7,
  rule_title: 8,
  level: 9,
  tags: 10,
  host: 11,
  User: 12,
  proc_guid: 13,
  ProcessId: 14,
  Image: 15,
  category: 16,
  summary: 17,
  dedup_key: 18,
  count: 19,
  event_ids: 20,
  evidence: 21,
  lineage: 22,
  retention_days: 23,
} as const;

/** Index of each column of `excepted_alerts` in a Row. */
export const EXCEPTED_ALERTS_COL = {
  alert_id: 0,
  window_start: 1,
  ts: 2,
  last_ts: 3,
  created_at: 4,
  updated_at: 5,
  raised_at: 6,
  rule_id: 7,
  rule_title: 8,
  level: 9,
  tags: 10,
  host: 11,
  User: 12,
  proc_guid: 13,
  ProcessId: 14,
  Image: 15,
  category: 16,
  summary: 17,
  dedup_key: 18,
  count: 19,
  event_ids: 20,
  evidence: 21,
  lineage: 22,
  retention_days: 23,
  exception: 24,
} as const;

/** Index of each column of `alert_actions` in a Row. */
export const ALERT_ACTIONS_COL = {
  action_id: 0,
  alert_id: 1,
  window_start: 2,
  seq: 3,
  ts: 4,
  actor: 5,
  role: 6,
  action: 7,
  status: 8,
  disposition: 9,
  assignee: 10,
  comment: 11,
  request_id: 12,
  request_digest: 13,
  undoes: 14,
} as const;

/** Index of each column of `alert_states` in a Row. */
export const ALERT_STATES_COL = {
  window_start: 0,
  alert_id: 1,
  seq: 2,
  status: 3,
  disposition: 4,
  assignee: 5,
  last_action: 6,
  acted_at: 7,
  acted_by: 8,
} as const;

/** Index of each column of `incident_actions` in a Row. */
export const INCIDENT_ACTIONS_COL = {
  incident_id: 0,
  action_id: 1,
  seq: 2,
  ts: 3,
  actor: 4,
  role: 5,
  action: 6,
  value: 7,
  severity: 8,
  comment: 9,
  alert_id: 10,
  window_start: 11,
  grouping: 12,
  task_id: 13,
  event_id: 14,
  event: 15,
  request_id: 16,
  request_digest: 17,
} as const;

/** Index of each column of `incident_alerts` in a Row. */
export const INCIDENT_ALERTS_COL = {
  window_start: 0,
  alert_id: 1,
  seq: 2,
  incident_id: 3,
  grouping: 4,
} as const;

/** Index of each column of `exception_actions` in a Row. */
export const EXCEPTION_ACTIONS_COL = {
  exception_id: 0,
  action_id: 1,
  seq: 2,
  ts: 3,
  actor: 4,
  role: 5,
  action: 6,
  rules: 7,
  where: 8,
  owner: 9,
  reason: 10,
  expires_at: 11,
  request_id: 12,
  request_digest: 13,
} as const;

/** Index of each column of `journal` in a Row. */
export const JOURNAL_COL = {
  action_id: 0,
  seq: 1,
  ts: 2,
  actor: 3,
  role: 4,
  action: 5,
  title: 6,
  outcome: 7,
  comment: 8,
  link: 9,
  request_id: 10,
  request_digest: 11,
} as const;

/** Index of each column of `refused_actions` in a Row. */
export const REFUSED_ACTIONS_COL = {
  ts: 0,
  actor: 1,
  role: 2,
  resource: 3,
  action: 4,
  targets: 5,
  code: 6,
  message: 7,
  origin: 8,
  request_id: 9,
  count: 10,
} as const;

/** Index of each column of `quarantine` in a Row. */
export const QUARANTINE_COL = {
  quarantine_id: 0,
  received_at: 1,
  updated_at: 2,
  input: 3,
  origin: 4,
  code: 5,
  detail: 6,
  bytes: 7,
  size: 8,
  status: 9,
} as const;

/** Index of each column of `pipeline_stats` in a Row. */
export const PIPELINE_STATS_COL = {
  ts: 0,
  node: 1,
  input: 2,
  received: 3,
  stored: 4,
  filtered: 5,
  quarantined: 6,
  queued: 7,
  bytes: 8,
  lag_ms: 9,
} as const;

/** Index of each column of `osquery_nodes` in a Row. */
export const OSQUERY_NODES_COL = {
  node_id: 0,
  updated_at: 1,
  enrolled_at: 2,
  host_identifier: 3,
  host: 4,
  platform: 5,
  os_version: 6,
  osquery_version: 7,
  hardware_uuid: 8,
  origin: 9,
  details: 10,
} as const;

/** Index of each column of `open_alerts` in a Row. */
export const OPEN_ALERTS_COL = {
  alert_id: 0,
  window_start: 1,
  ts: 2,
  created_at: 3,
  raised_at: 4,
  rule_id: 5,
  rule_title: 6,
  level: 7,
  tags: 8,
  host: 9,
  User: 10,
  proc_guid: 11,
  ProcessId: 12,
  Image: 13,
  category: 14,
  summary: 15,
  dedup_key: 16,
  retention_days: 17,
} as const;

/** Index of each column of `open_alert_states` in a Row. */
export const OPEN_ALERT_STATES_COL = {
  window_start: 0,
  alert_id: 1,
  seq: 2,
  status: 3,
  disposition: 4,
  assignee: 5,
  last_action: 6,
  acted_at: 7,
  acted_by: 8,
} as const;

/** Index of each column of `alert_index` in a Row. */
export const ALERT_INDEX_COL = {
  by: 0,
  key: 1,
  window_start: 2,
  alert_id: 3,
  host: 4,
  expires_at: 5,
} as const;

/** Index of each column of `people` in a Row. */
export const PEOPLE_COL = {
  name: 0,
  last_at: 1,
} as const;

/** Index of each column of `rule_states` in a Row. */
export const RULE_STATES_COL = {
  service: 0,
  rule_id: 1,
  seq: 2,
  title: 3,
  level: 4,
  status: 5,
  kind: 6,
  state: 7,
  reason: 8,
  tags: 9,
  product: 10,
  category: 11,
  service_name: 12,
  tests: 13,
  file: 14,
  questions: 15,
  evaluations: 16,
  hits: 17,
  nanoseconds: 18,
  data_at: 19,
  loaded_at: 20,
  updated_at: 21,
} as const;

/** Index of each column of `control_leases` in a Row. */
export const CONTROL_LEASES_COL = {
  service: 0,
  beat: 1,
  node: 2,
  held: 3,
  beat_at: 4,
} as const;

export type EventColumn = keyof typeof COL;
