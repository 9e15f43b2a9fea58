// The canary: an event of our own that must raise an alert, so that a break anywhere on the way shows. Marked so that nothing counts it.
import { COL, type Row } from '@huntboard/schema';

/** Who sends it. No token can have this name: names hold no colon. */
export const CANARY_ORIGIN = 'huntboard:canary';
/** Category of the event, and of its alert; nobody else's events have it. */
export const CANARY_CATEGORY = 'canary';
/** What declared events without a category have. */
const OTHERS = 'declared';
/** Days that the event is kept; its alert outlives it as others do. */
const DAYS = 2;

export interface CanarySong {
  /** Epoch ms. */
  readonly at: number;
  /** The ingest service, as people call it. */
  readonly node: string;
  /** Its queue, which stays the same when it is renamed or moved. */
  readonly queue: string;
  /** Seconds until the next one. */
  readonly interval: number;
}

/** The body of the delivery, as a shipper would send an event that says what it is. */
export function canaryBody({ at, node, queue, interval }: CanarySong): string {
  const event = {
    '@timestamp': new Date(at).toISOString(),
    logsource: { product: 'huntboard', service: 'canary', category: CANARY_CATEGORY },
    message: 'Synthetic event of Huntboard: it must raise the alert huntboard:canary. Nothing happened.',
    node,
    queue,
    interval: String(interval),
  };
  return JSON.stringify(event);
}

/**
 * Marks a row that came from the canary: it belongs to no source and no host, so that neither counts it, and is kept shortly. Says
 * whether it did.
 */
export function markCanary(row: Row, origin: string): boolean {
  if (origin !== CANARY_ORIGIN) {
    // Senders may declare any category: this one would let them sing for a detection that is broken.
    if (row[COL.category] === CANARY_CATEGORY) row[COL.category] = OTHERS;
    return false;
  }
  row[COL.source] = row[COL.host] = row[COL.Computer] = '';
  row[COL.retention_days] = row[COL.raw_days] = DAYS;
  return true;
}
