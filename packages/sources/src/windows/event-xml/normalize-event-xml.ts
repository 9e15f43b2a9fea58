// Event XML as Windows renders it (and Sysmon for Linux writes it): read, then normalised as every other shape.
import type { QuarantineCode } from '../../quarantine-codes.ts';
import { parseTime } from '../../values/time.ts';
import { parseUint } from '../../values/number.ts';
import { PlanCache } from '../normalize/plans.ts';
import { envelopeFields } from '../shape.ts';
import type { WindowsNormalizer } from '../normalize/windows-normalizer.ts';
import { readXmlFast } from './read-fast.ts';
import type { XmlEvent } from './read-fast.ts';
import { readXmlStrict } from './read-strict.ts';

const plans = new PlanCache('event-xml', envelopeFields([]));

export interface XmlLimits {
  readonly maxDepth: number;
  readonly maxFields: number;
}

/** A refusal with what was wrong. */
export interface XmlRefusal {
  readonly code: QuarantineCode;
  readonly detail: string;
}

/** Normalises the text of one `<Event>`. */
export function normalizeEventXml(
  xml: string,
  limits: XmlLimits,
  normalizer: WindowsNormalizer,
): XmlRefusal | undefined {
  let event = readXmlFast(xml);
  if (event === undefined) {
    const result = readXmlStrict(xml, limits.maxDepth);
    if ('error' in result) return { code: 'xml_invalid', detail: result.error };
    event = result.event;
  }
  const code = normalizeXmlEvent(event, limits, normalizer);
  return code === undefined ? undefined : { code, detail: '' };
}

function normalizeXmlEvent(
  event: XmlEvent,
  limits: XmlLimits,
  normalizer: WindowsNormalizer,
): QuarantineCode | undefined {
  const eventId = parseUint(event.eventId, 0xffffffff);
  if (eventId !== eventId) return 'event_id_missing';
  if (event.data.length / 2 > limits.maxFields) return 'fields_exceeded';
  const envelope = normalizer.open(plans, event.channel, eventId, event.provider);
  envelope.computer = event.computer;
  envelope.time = parseTime(event.systemTime);
  envelope.recordId = event.recordId === '' ? undefined : event.recordId;
  envelope.level = event.level;
  envelope.message = event.message;
  envelope.loggingPid = event.processId === '' ? undefined : event.processId;
  envelope.userSid = event.userId;
  normalizer.extra('Keywords', event.keywords, '');
  normalizer.extra('Task', event.task, '');
  normalizer.extra('Opcode', event.opcode, '');
  normalizer.extra('Version', event.version, '');
  normalizer.extra('ActivityID', event.activityId, '');
  writeXmlData(event.data, normalizer);
  return normalizer.close();
}

/** Writes names and values of the data; the unnamed ones together as Data, one a line. */
export function writeXmlData(data: readonly string[], normalizer: WindowsNormalizer): void {
  let unnamed: string | undefined;
  for (let i = 0; i < data.length; i += 2) {
    if (data[i] === '') unnamed = unnamed === undefined ? data[i + 1]! : `${unnamed}\n${data[i + 1]!}`;
    else normalizer.field(data[i]!, data[i + 1]!);
  }
  if (unnamed !== undefined) normalizer.field('Data', unnamed);
}
