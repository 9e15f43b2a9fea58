// Pieces of SQL that several dashboards share. Variables come in through these functions only.

/** A text variable as one SQL string. */
export const text = (variable: string): string => `\${${variable}:sqlstring}`;

/** What Grafana puts in the place of a variable when «All» is chosen. */
export const ALL_VALUE = `'$__all'`;

/** True when `column` is one of the values chosen in `variable`, or when all are. */
export const chosen = (column: string, variable: string): string =>
  `(${column} IN (\${${variable}:sqlstring}) OR ${ALL_VALUE} IN (\${${variable}:sqlstring}))`;

/** A text variable that holds a GUID, with or without braces, as a UUID; nil when it holds none. */
export const guid = (variable: string): string =>
  `toUUIDOrZero(lower(replaceRegexpAll(${text(variable)}, '[{} ]', '')))`;

/** A UUID column as text, empty when nil. */
export const guidText = (column: string): string => `if(empty(${column}), '', toString(${column}))`;

/** File name of a path of any operating system. */
export const baseName = (column: string): string => `extract(${column}, '[^\\\\\\\\/]*$')`;

/** Order of levels, highest first. */
export const LEVEL_ORDER = `indexOf(['critical', 'high', 'medium', 'low', 'informational'], level)`;

/** Columns that a hunter's free text is looked for in. */
const SEARCHED = [
  'Image',
  'CommandLine',
  'ParentImage',
  'ParentCommandLine',
  'TargetFilename',
  'TargetObject',
  'Details',
  'ImageLoaded',
  'Hashes',
  'ScriptBlockText',
  'QueryName',
  'DestinationIp',
  'DestinationHostname',
  'SourceIp',
  'IpAddress',
  'TargetUserName',
  'ServiceName',
  'ServiceFileName',
  'TaskName',
  'ObjectName',
  'ThreatName',
];

/** True when `variable` is empty or occurs, in any case, in one of the searched columns. */
export function contains(variable: string): string {
  const found = SEARCHED.map((column) => `positionCaseInsensitive(${column}, ${text(variable)}) > 0`);
  return `(${text(variable)} = '' OR ${found.join(' OR ')})`;
}

/** True when `variable` is empty or names the process that acted, its parent or the process acted upon. */
export const ofProcess = (variable: string): string =>
  `(${text(variable)} = '' OR proc_guid = ${guid(variable)} OR parent_guid = ${guid(variable)} OR target_guid = ${guid(variable)})`;

/** What happened, in one line: the field of an event that a hunter reads first. */
export const SUBJECT = `multiIf(
    category = 'process' AND action = 'access', concat(SourceImage, ' opened ', TargetImage, ' with ', GrantedAccess),
    category = 'process' AND CommandLine != '', CommandLine,
    category = 'network', concat(Protocol, ' ', SourceIp, ':', toString(SourcePort), ' → ',
      if(DestinationHostname = '', DestinationIp, concat(DestinationHostname, ' (', DestinationIp, ')')), ':', toString(DestinationPort)),
    category = 'dns', concat(QueryName, if(QueryResults = '', '', concat(' → ', QueryResults))),
    category = 'registry', concat(TargetObject, if(Details = '', '', concat(' = ', Details))),
    TargetFilename != '', TargetFilename,
    ImageLoaded != '', ImageLoaded,
    ScriptBlockText != '', ScriptBlockText,
    ThreatName != '', concat(ThreatName, if(CommandLine = '', '', concat(': ', CommandLine))),
    ServiceName != '' AND ServiceFileName != '', concat(ServiceName, ': ', ServiceFileName),
    TaskName != '', TaskName,
    TargetUserName != '', concat(if(TargetDomainName = '', '', concat(TargetDomainName, '\\\\')), TargetUserName,
      if(IpAddress = '', '', concat(' from ', IpAddress)), if(LogonType = 0, '', concat(', logon type ', toString(LogonType)))),
    PipeName != '', PipeName,
    ObjectName != '', ObjectName,
    CommandLine != '', CommandLine,
    Payload != '', Payload,
    substring(raw, 1, 300))`;
