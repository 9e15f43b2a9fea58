// Ids of events: UUIDv7 that come out the same whenever the same delivery is decoded again.

/** Three hex digits by number. */
const HEX3: readonly string[] = Array.from({ length: 4096 }, (_, n) => n.toString(16).padStart(3, '0'));

/** Events of one delivery that have an id of their own (24 bits). */
export const MAX_INDEX = 0xffffff;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * RFC 9562 version 7: 48 bits receipt time (ms), 12 bits of the queue's id, then 38 bits sequence of the delivery and 24 bits index
 * of the event in it where the RFC has random bits.
 */
export function eventIdPrefix(receivedAt: number, queueId: string, sequence: number): string {
  const time = hex(Math.trunc(receivedAt), 12);
  const queue = hex(parseInt(queueId.slice(0, 3), 16), 3);
  const high = Math.floor(sequence / 0x1000000) % 0x4000;
  const low = sequence % 0x1000000;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${queue}-${hex(0x8000 | high, 4)}-${hex(low, 6)}`;
}

/** The id of the event with this index in its delivery. */
export function eventId(prefix: string, index: number): string {
  return prefix + HEX3[(index >>> 12) & 0xfff]! + HEX3[index & 0xfff]!;
}
