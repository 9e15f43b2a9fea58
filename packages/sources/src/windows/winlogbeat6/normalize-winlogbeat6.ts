// Winlogbeat 6: event data under event_data, the envelope at top level in snake case.
import { isObject } from '../../values/json.ts';
import { parseTime } from '../../values/time.ts';
import { PlanCache } from '../normalize/plans.ts';
import { envelopeFields, eventIdOf, text } from '../shape.ts';
import type { NormalizeShape } from '../shape.ts';
import { winlogAccount } from '../winlogbeat/winlog-account.ts';

const plans = new PlanCache('winlogbeat6', envelopeFields([]));

export const normalizeWinlogbeat6: NormalizeShape = (event, json, normalizer) => {
  const eventId = eventIdOf(event['event_id']);
  if (eventId < 0) return 'event_id_missing';
  const envelope = normalizer.open(plans, text(event['log_name']), eventId, text(event['source_name']));
  envelope.computer = text(event['computer_name']);
  envelope.time = parseTime(text(event['@timestamp']));
  envelope.recordId = event['record_number'];
  envelope.level = event['level'];
  envelope.message = text(event['message']);
  envelope.loggingPid = event['process_id'];
  envelope.account = winlogAccount(event['user']);
  const beyond = normalizer.withinLimits(event);
  if (beyond !== undefined) return beyond;
  normalizer.extra('Keywords', event['keywords'], json);
  normalizer.extra('Task', event['task'], json);
  normalizer.extra('Opcode', event['opcode'], json);
  normalizer.extra('ActivityID', event['activity_id'], json);
  normalizer.extra('tags', event['tags'], json);
  const data = event['event_data'];
  if (isObject(data)) {
    normalizer.fields(data, json);
    normalizer.numberedData(data);
  }
  const userData = event['user_data'];
  if (isObject(userData)) normalizer.fields(userData, json);
  return normalizer.close();
};
