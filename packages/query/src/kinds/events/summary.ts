// One telling line for an event, by its category: the body of log lines, the column «what» of tables and dashboards.

/** SQL over the columns of `events`; String, never empty while `raw` is kept. */
export const SUMMARY_SQL = `multiIf(
  category = 'process' AND action = 'access', concat(SourceImage, ' opened ', TargetImage, ' with ', GrantedAccess),
  category = 'process' AND CommandLine != '', CommandLine,
  category = 'process' AND action = 'end', Image,
  category = 'finding', concat(ThreatName, if(TargetFilename = '', '', concat(' in ', TargetFilename))),
  category = 'share', concat(ShareName, if(RelativeTargetName = '', '', concat('\\\\', RelativeTargetName)), if(IpAddress = '', '', concat(' from ', IpAddress))),
  category = 'directory', concat(SubjectUserName, ' on ', ObjectName, ': ', replaceRegexpAll(ext['Properties'], '\\\\s+', ' ')),
  ext['message'] != '' AND source = 'osquery', ext['message'],
  category = 'network', concat(if(Protocol = '', '', concat(Protocol, ' ')), if(SourceIp = '', '', concat(SourceIp, ':', toString(SourcePort), ' ')), '→ ',
    if(DestinationHostname = '', DestinationIp, concat(DestinationHostname, ' (', DestinationIp, ')')), ':', toString(DestinationPort)),
  category = 'dns', concat(QueryName, if(QueryResults = '', '', concat(' → ', QueryResults))),
  category = 'registry', concat(TargetObject, if(Details = '', '', concat(' = ', Details))),
  TargetFilename != '', TargetFilename,
  ImageLoaded != '', ImageLoaded,
  ScriptBlockText != '', ScriptBlockText,
  ServiceName != '' AND ServiceFileName != '', concat(ServiceName, ': ', ServiceFileName),
  TaskName != '', TaskName,
  TargetUserName != '', concat(if(TargetDomainName = '', '', concat(TargetDomainName, '\\\\')), TargetUserName,
    if(IpAddress = '', '', concat(' from ', IpAddress)), if(LogonType = 0, '', concat(', logon type ', toString(LogonType)))),
  PipeName != '', PipeName,
  ObjectName != '', ObjectName,
  CommandLine != '', CommandLine,
  Payload != '', Payload,
  notEmpty(ext), substring(arrayStringConcat(arrayMap((name, value) -> concat(name, '=', value), mapKeys(ext), mapValues(ext)), ' '), 1, 300),
  substring(raw, 1, 300))`;
