// Fluent Bit's winlog and winevtlog inputs: flat envelope, data as a list of values without names.
import { parseTime } from '../../values/time.ts';
import { PlanCache } from '../normalize/plans.ts';
import { envelopeFields, eventIdOf, firstText, text } from '../shape.ts';
import type { NormalizeShape } from '../shape.ts';

const plans = new PlanCache('fluent-bit', envelopeFields([]));

export const normalizeFluentBit: NormalizeShape = (event, json, normalizer) => {
  const eventId = eventIdOf(event['EventID']);
  if (eventId < 0) return 'event_id_missing';
  const provider = firstText(event['ProviderName'], event['SourceName']);
  const envelope = normalizer.open(plans, text(event['Channel']), eventId, provider);
  const beyond = normalizer.withinLimits(event);
  if (beyond !== undefined) return beyond;
  envelope.computer = firstText(event['Computer'], event['ComputerName']);
  envelope.time = parseTime(firstText(event['TimeCreated'], event['TimeGenerated']));
  envelope.recordId = event['EventRecordID'] ?? event['RecordNumber'];
  envelope.level = event['Level'] ?? event['EventType'];
  envelope.message = text(event['Message']);
  envelope.loggingPid = event['ProcessID'];
  for (const name of ['Keywords', 'Task', 'Opcode', 'Version', 'ActivityID', 'UserID', 'Qualifiers'] as const)
    normalizer.extra(name, event[name], json);
  const inserts = event['StringInserts'];
  if (Array.isArray(inserts) && inserts.length > 0 && !normalizer.isSysmon) normalizer.field('Data', inserts);
  return normalizer.close();
};
