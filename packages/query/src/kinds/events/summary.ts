// One telling line for an event, by its category: the body of log lines and the last column of tables.

/** SQL over the columns of `events`; String, never empty while `raw` is kept. */
export const SUMMARY_SQL = [
  'multiIf(',
  "category = 'process' AND TargetImage != '', concat(if(SourceImage = '', Image, SourceImage), ' -> ', TargetImage),",
  "CommandLine != '', CommandLine,",
  "ScriptBlockText != '', ScriptBlockText,",
  "DestinationIp != '', concat(Image, ' -> ', DestinationIp, ':', toString(DestinationPort), if(DestinationHostname = '', '', concat(' ', DestinationHostname))),",
  "QueryName != '', concat(Image, ' asks ', QueryName),",
  "TargetObject != '', concat(TargetObject, if(Details = '', '', concat(' = ', Details))),",
  "TargetFilename != '', concat(Image, ' ', action, ' ', TargetFilename),",
  "ImageLoaded != '', concat(Image, ' loads ', ImageLoaded),",
  "ServiceFileName != '', concat(ServiceName, ': ', ServiceFileName),",
  "TargetUserName != '', concat(action, ' ', if(TargetDomainName = '', '', concat(TargetDomainName, '\\\\')), TargetUserName, if(IpAddress = '', '', concat(' from ', IpAddress))),",
  "Image != '', Image,",
  'raw)',
].join(' ');
