// Fields that rules may ask for although no sensor sends them: what the envelope says about every event, and osquery's own words for it.
import type { EventColumn } from '@huntboard/schema';
import type { FieldAccess } from '../event/field-access.ts';
import { columnAccess, extAccess } from './event-test.ts';

/** Of osquery's result log; rules for it name its service alone, whatever the system. */
const ofOsquery: Readonly<Record<string, EventColumn>> = {
  osquery_table: 'osquery_table',
  query_name: 'query_name',
  counter: 'record_id',
};

/**
 * The places of a field of the envelope: `host`, the canonical name that lists of hosts hold, on every event of a host; the table,
 * the query and the counter of an osquery result. Undefined for every other name.
 */
export function envelopeField(isHost: boolean, service: string, name: string): readonly FieldAccess[] | undefined {
  if (service === 'osquery' && Object.hasOwn(ofOsquery, name)) return [columnAccess(ofOsquery[name]!)];
  if (name !== 'host') return undefined;
  return isHost ? [columnAccess('host')] : [extAccess('host'), columnAccess('host')];
}
