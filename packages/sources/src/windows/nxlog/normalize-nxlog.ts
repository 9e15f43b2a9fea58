// NXLog's im_msvistalog as JSON: envelope and event data flat in one object. Hot path.
import { parseTime, isZoned } from '../../values/time.ts';
import { PlanCache } from '../normalize/plans.ts';
import { envelopeFields, eventIdOf, text } from '../shape.ts';
import type { NormalizeShape } from '../shape.ts';

const plans = new PlanCache(
  'nxlog',
  envelopeFields(
    [
      'EventID',
      'Channel',
      'Hostname',
      'SourceName',
      'EventTime',
      'EventReceivedTime',
      '@timestamp',
      '@version',
      'timestamp',
      'Message',
      'RecordNumber',
      'Severity',
      'SeverityValue',
      'ProviderGuid',
      'SourceModuleName',
      'SourceModuleType',
      'host',
      'port',
      'type',
      'AccountName',
      'AccountType',
      'Domain',
      'ExecutionProcessID',
      'ThreadID',
      'ExecutionThreadID',
      'OpcodeValue',
      'Category',
      'EventTypeOrignal',
      'EventTypeOriginal',
      'ERROR_EVT_UNRESOLVED',
      'Provider_Name',
      'Computer',
    ],
    ['tags', 'Keywords', 'Opcode', 'ActivityID', 'Version', 'Task', 'UserID', 'RelatedActivityID'],
  ),
);
/**
 * "The … log was cleared" stands in System and has a datum of its own called Channel, the log that was cleared, which takes the place
 * of the channel in the flat object.
 */
const LOG_CLEARED = 104;
const EVENTLOG = 'Microsoft-Windows-Eventlog';
const QUARTER_MS = 15 * 60_000;

/**
 * EventTime is local time without a zone, of the machine NXLog runs on; EventReceivedTime is the same clock when it was read, and
 * @timestamp, when a collector added it, that moment in UTC: their difference is the zone.
 */
export const normalizeNxlog: NormalizeShape = (event, json, normalizer) => {
  const eventId = eventIdOf(event['EventID']);
  if (eventId < 0) return 'event_id_missing';
  const provider = text(event['SourceName']);
  const sentChannel = text(event['Channel']);
  const isOverwritten = eventId === LOG_CLEARED && provider === EVENTLOG && sentChannel !== 'System';
  const envelope = normalizer.open(plans, isOverwritten ? 'System' : sentChannel, eventId, provider);
  envelope.computer = text(event['Hostname']);
  const eventTime = text(event['EventTime']);
  const time = parseTime(eventTime);
  if (time === time && !isZoned(eventTime)) {
    const received = parseTime(text(event['EventReceivedTime']));
    const receivedUtc = parseTime(text(event['@timestamp']));
    const zone = Math.round((receivedUtc - received) / QUARTER_MS) * QUARTER_MS;
    if (zone === zone) envelope.time = time + zone;
    else {
      envelope.time = time;
      envelope.timeIsDoubtful = true;
    }
  } else envelope.time = time === time ? time : parseTime(text(event['@timestamp']));
  envelope.recordId = event['RecordNumber'];
  envelope.level = event['Severity'];
  envelope.message = text(event['Message']);
  // Old versions call the process that wrote the event ProcessID, as a number; data of that name are texts.
  const executionPid = event['ExecutionProcessID'];
  envelope.loggingPid = executionPid ?? (typeof event['ProcessID'] === 'number' ? event['ProcessID'] : undefined);
  if (typeof event['ProcessID'] === 'number') event['ProcessID'] = null;
  const account = text(event['AccountName']);
  if (account !== '') {
    const domain = text(event['Domain']);
    envelope.account = domain === '' ? account : `${domain}\\${account}`;
  }
  const refused = normalizer.fields(event, json);
  if (isOverwritten && refused === undefined) normalizer.extra('Channel', event['Channel'], json);
  return refused ?? normalizer.close();
};
