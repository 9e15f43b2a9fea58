// The row of `quarantine` for what could not be decoded: the reason, the sender and the bytes.
import { absentValue, quarantine, QUARANTINE_COL, type Row } from '@huntboard/schema';
import type { Delivery } from '@huntboard/sources';

export interface QuarantineItem {
  readonly code: string;
  readonly detail: string;
  readonly bytes: Uint8Array;
  /** Number of bytes received; more than in `bytes` when they were cut. */
  readonly size: number;
}

const row: Row = quarantine.columns.map((column) => absentValue(column.type));
const MAX_DETAIL = 2000;

/** Fills the re-used row; whoever appends it copies it out. */
export function toQuarantineRow(id: string, item: QuarantineItem, delivery: Delivery, maxBytes: number): Row {
  row[QUARANTINE_COL.quarantine_id] = id;
  row[QUARANTINE_COL.received_at] = delivery.receivedAt;
  row[QUARANTINE_COL.updated_at] = delivery.receivedAt;
  row[QUARANTINE_COL.input] = delivery.input;
  row[QUARANTINE_COL.origin] = delivery.origin;
  row[QUARANTINE_COL.code] = item.code;
  row[QUARANTINE_COL.detail] = item.detail.slice(0, MAX_DETAIL);
  row[QUARANTINE_COL.bytes] = item.bytes.subarray(0, maxBytes);
  row[QUARANTINE_COL.size] = Math.min(item.size, 0xffffffff);
  row[QUARANTINE_COL.status] = 'held';
  return row;
}
