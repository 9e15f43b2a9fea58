// Rows of windows_events and windows_eventlog: a Windows event inside an osquery row, normalised as the Windows event it is.
import { isObject, parseInnerObject } from '../../values/json.ts';
import type { JsonObject } from '../../values/json.ts';
import { parseAnyTime } from '../../values/time.ts';
import { eventData, userData } from '../../windows/evtx-json/normalize-evtx-json.ts';
import { PlanCache } from '../../windows/normalize/plans.ts';
import type { WindowsNormalizer } from '../../windows/normalize/windows-normalizer.ts';
import { envelopeFields, eventIdOf, firstText, text } from '../../windows/shape.ts';

const plans = new PlanCache('osquery-event', envelopeFields([]));
const UNNAMED = 'unnamed data ';

/** Fills the row from the columns; false when they hold no usable Windows event. */
export function openWindowsRow(
  columns: JsonObject,
  table: string,
  computer: string,
  normalizer: WindowsNormalizer,
): boolean {
  const eventId = eventIdOf(columns['eventid'] ?? columns['event_id']);
  if (eventId < 0) return false;
  const channel = firstText(table === 'windows_eventlog' ? columns['channel'] : columns['source'], columns['channel']);
  const envelope = normalizer.open(plans, channel, eventId, text(columns['provider_name']));
  envelope.computer = firstText(columns['computer_name'], computer);
  envelope.time = parseAnyTime(firstText(columns['datetime'], columns['time']));
  envelope.level = columns['level'];
  envelope.loggingPid = columns['pid'];
  normalizer.extra('Keywords', columns['keywords'], '');
  normalizer.extra('Task', columns['task'] ?? columns['task_id'], '');
  const data = parseData(text(columns['data']));
  if (data !== undefined) {
    eventData(data['EventData'], text(columns['data']), normalizer);
    userData(data['UserData'], text(columns['data']), normalizer);
    if (data['EventData'] === undefined && data['UserData'] === undefined)
      eventData(data, text(columns['data']), normalizer);
  } else if (text(columns['data']) !== '') normalizer.field('Data', text(columns['data']));
  return normalizer.close() === undefined;
}

/**
 * The data column. osquery writes several data without names as members that are all named ""; a parser would keep the last one.
 * A quoted empty name before a colon cannot stand inside a JSON string, because quotes are escaped there.
 */
function parseData(json: string): JsonObject | undefined {
  if (!json.includes('"":')) return parseInnerObject(json);
  let count = 0;
  const data = parseInnerObject(json.replaceAll('"":', () => `"${UNNAMED}${count++}":`));
  const fields = data?.['EventData'];
  if (data === undefined || !isObject(fields)) return data;
  const unnamed = Object.keys(fields).filter((name) => name.startsWith(UNNAMED));
  const named = Object.entries(fields).filter(([name]) => !name.startsWith(UNNAMED));
  return { ...data, EventData: Object.fromEntries([['Data', unnamed.map((name) => fields[name]!)], ...named]) };
}
