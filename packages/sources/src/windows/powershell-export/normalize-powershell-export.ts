// Events exported by PowerShell (Get-WinEvent and ConvertTo-Json): flat with the data spread out, or the bare EventLogRecord.
import type { JsonObject } from '../../values/json.ts';
import { parseAnyTime } from '../../values/time.ts';
import { PlanCache } from '../normalize/plans.ts';
import { envelopeFields, eventIdOf, firstText, text } from '../shape.ts';
import type { NormalizeShape } from '../shape.ts';

const flatPlans = new PlanCache(
  'powershell-export',
  envelopeFields(
    [
      'EventID',
      'Channel',
      'Hostname',
      'SourceName',
      'TimeCreated',
      '@timestamp',
      'Message',
      'Level',
      'ProviderGuid',
      'Computer',
      'MachineName',
      'EventRecordID',
      'RecordId',
      'UserData',
      'host',
      '@version',
      'Provider_Name',
      'ProviderName',
    ],
    ['tags', 'Keywords', 'Task', 'Opcode', 'Version', 'UserID'],
  ),
);
const recordPlans = new PlanCache('powershell-export', envelopeFields([]));

/** Flat: the tool claims UTC for a local time, so a shift learned from Sysmon events of the host corrects it. */
export const normalizePowershellExport: NormalizeShape = (event, json, normalizer) => {
  const eventId = eventIdOf(event['EventID']);
  if (eventId < 0) return 'event_id_missing';
  const provider = firstText(event['SourceName'], event['ProviderName'], event['Provider_Name']);
  const envelope = normalizer.open(flatPlans, text(event['Channel']), eventId, provider);
  envelope.computer = firstText(event['Hostname'], event['Computer'], event['MachineName']);
  envelope.time = parseAnyTime(event['TimeCreated'] ?? event['@timestamp']);
  envelope.timeIsDoubtful = true;
  envelope.recordId = event['EventRecordID'] ?? event['RecordId'];
  envelope.level = event['Level'];
  envelope.message = text(event['Message']);
  return normalizer.fields(event, json) ?? normalizer.close();
};

/** EventLogRecord: Id, LogName, MachineName, and Properties as a list of values without names. */
export const normalizeEventLogRecord: NormalizeShape = (event, json, normalizer) => {
  const eventId = eventIdOf(event['Id']);
  if (eventId < 0) return 'event_id_missing';
  const envelope = normalizer.open(recordPlans, text(event['LogName']), eventId, text(event['ProviderName']));
  const beyond = normalizer.withinLimits(event);
  if (beyond !== undefined) return beyond;
  envelope.computer = text(event['MachineName']);
  envelope.time = recordTime(event);
  envelope.recordId = event['RecordId'];
  envelope.level = event['Level'];
  envelope.message = text(event['Message']);
  envelope.loggingPid = event['ProcessId'];
  for (const name of ['Keywords', 'Task', 'Opcode', 'Version'])
    if (event[name] !== undefined) normalizer.extra(name, event[name], json);
  const values = propertyValues(event);
  if (values !== '' && !normalizer.isSysmon) normalizer.field('Data', values);
  return normalizer.close();
};

/** ISO text, `/Date(ms)/`, or the object that newer versions write. */
function recordTime(event: JsonObject): number {
  const time = event['TimeCreated'];
  if (typeof time === 'object' && time !== null && !Array.isArray(time))
    return parseAnyTime(time['DateTime'] ?? time['value']);
  return parseAnyTime(time);
}

function propertyValues(event: JsonObject): string {
  const properties = event['Properties'];
  if (!Array.isArray(properties)) return '';
  return properties
    .map((item) => (typeof item === 'object' && item !== null && !Array.isArray(item) ? item['Value'] : item))
    .map((value) => (value === null || value === undefined ? '' : String(value)))
    .join('\n');
}
