// Winlogbeat 7 and 8 (and Elastic Agent): everything of Windows under winlog.
import { isObject } from '../../values/json.ts';
import { parseTime } from '../../values/time.ts';
import { PlanCache } from '../normalize/plans.ts';
import { envelopeFields, eventIdOf, firstText, text } from '../shape.ts';
import type { NormalizeShape } from '../shape.ts';
import { winlogAccount } from './winlog-account.ts';

const plans = new PlanCache('winlogbeat', envelopeFields([]));

export const normalizeWinlogbeat: NormalizeShape = (event, json, normalizer) => {
  const winlog = event['winlog'];
  if (!isObject(winlog)) return 'shape_unknown';
  const meta = isObject(event['event']) ? event['event'] : {};
  const eventId = eventIdOf(winlog['event_id'] ?? meta['code']);
  if (eventId < 0) return 'event_id_missing';
  const provider = firstText(winlog['provider_name'], meta['provider']);
  const envelope = normalizer.open(plans, text(winlog['channel']), eventId, provider);
  const host = isObject(event['host']) ? event['host'] : {};
  envelope.computer = firstText(winlog['computer_name'], host['hostname'], host['name']);
  envelope.time = parseTime(text(event['@timestamp']));
  envelope.recordId = winlog['record_id'];
  envelope.level = isObject(event['log']) ? event['log']['level'] : undefined;
  envelope.message = text(event['message']);
  envelope.account = winlogAccount(winlog['user']);
  envelope.loggingPid = loggingPid(winlog['process']);
  const beyond = normalizer.withinLimits(event);
  if (beyond !== undefined) return beyond;
  normalizer.extra('Keywords', winlog['keywords'], json);
  normalizer.extra('Task', winlog['task'], json);
  normalizer.extra('Opcode', winlog['opcode'], json);
  normalizer.extra('ActivityID', winlog['activity_id'], json);
  normalizer.extra('tags', event['tags'], json);
  const data = winlog['event_data'];
  if (isObject(data)) {
    normalizer.fields(data, json);
    normalizer.numberedData(data);
  }
  const userData = winlog['user_data'];
  if (isObject(userData)) normalizer.fields(userData, json);
  return normalizer.close();
};

function loggingPid(process: unknown): number | undefined {
  if (typeof process !== 'object' || process === null) return undefined;
  const { pid } = process as { pid?: unknown };
  return typeof pid === 'number' ? pid : undefined;
}
