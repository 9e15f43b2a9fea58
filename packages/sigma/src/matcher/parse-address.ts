// Addresses and address ranges as text → bytes, and whether an address lies in a range.
import type { Cidr } from '../model/expr.ts';

const MAPPED = '::ffff:';
const OCTET = /^(?:0|[1-9][0-9]{0,2})$/;
const GROUP = /^[0-9A-Fa-f]{1,4}$/;

/**
 * Bytes of an address in network order: 4 for a.b.c.d (decimal, no leading zeros), 16 for IPv6 (RFC 4291, section 2.2, no zone).
 * An address written `::ffff:a.b.c.d` is read as a.b.c.d, since that is how Windows writes IPv4. Undefined when it is neither.
 */
export function parseAddress(text: string): readonly number[] | undefined {
  if (!text.includes(':')) return parseIpv4(text);
  if (text.slice(0, MAPPED.length).toLowerCase() === MAPPED) {
    const mapped = parseIpv4(text.slice(MAPPED.length));
    if (mapped !== undefined) return mapped;
  }
  return parseIpv6(text);
}

function parseIpv4(text: string): number[] | undefined {
  if (text.length > 15) return undefined;
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const bytes: number[] = [];
  for (const part of parts) {
    if (!OCTET.test(part) || Number(part) > 255) return undefined;
    bytes.push(Number(part));
  }
  return bytes;
}

function parseIpv6(text: string): number[] | undefined {
  if (text.length > 45) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1]!, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const gap = 16 - head.length - tail.length;
  if (halves.length === 1 ? gap !== 0 : gap < 2) return undefined;
  return [...head, ...new Array<number>(gap).fill(0), ...tail];
}

/** Groups of hex digits as bytes; at the end of the address the last may be written as IPv4. */
function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i]!;
    if (GROUP.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else {
      const ipv4 = last && i === groups.length - 1 ? parseIpv4(group) : undefined;
      if (ipv4 === undefined) return undefined;
      bytes.push(...ipv4);
    }
  }
  return bytes;
}

/** Whether the text is an address of the network's family within it. */
export function inNetwork(text: string, network: Cidr): boolean {
  const address = parseAddress(text);
  if (address === undefined || address.length !== network.bytes.length) return false;
  const whole = network.prefix >> 3;
  for (let i = 0; i < whole; i++) if (address[i] !== network.bytes[i]) return false;
  const rest = network.prefix & 7;
  return rest === 0 || (address[whole]! ^ network.bytes[whole]!) >> (8 - rest) === 0;
}
