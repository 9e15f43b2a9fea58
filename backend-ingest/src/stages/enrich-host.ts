// Gives every event a host: what the event itself does not say is taken from who sent it.
import { COL, type Row } from '@huntboard/schema';
import type { Delivery } from '@huntboard/sources';

/** Fills `host` where the event names none: the osquery agent's host name, else the address or token that sent it. */
export function enrichHost(row: Row, delivery: Delivery): void {
  if (row[COL.host] !== '') return;
  const { osquery, origin } = delivery;
  row[COL.host] = (osquery === undefined ? origin : osquery.hostname || osquery.hostIdentifier).toLowerCase();
}
