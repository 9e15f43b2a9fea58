// Address ranges of rules: `10.0.0.0/8`, `fe80::/10`, or one address.
import type { Cidr } from '../model/expr.ts';
import { parseAddress } from '../matcher/parse-address.ts';

/** The range with its host bits cleared, and whether any were set; undefined when the text is no range. */
export function parseCidr(text: string): { readonly network: Cidr; readonly hadHostBits: boolean } | undefined {
  const match = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const bytes = parseAddress(match[1]!);
  if (bytes === undefined) return undefined;
  const bits = bytes.length * 8;
  // A range of IPv4 written as mapped IPv6 counts its prefix from the start of the IPv6 address.
  const mapped = bytes.length === 4 && match[1]!.includes(':');
  const prefix = match[2] === undefined ? bits : Number(match[2]) - (mapped ? 96 : 0);
  if (prefix < 0 || prefix > bits) return undefined;
  const cleared = bytes.map((byte, index) => byte & (0xff << Math.max(0, 8 - Math.max(0, prefix - index * 8))) & 0xff);
  return { network: { bytes: cleared, prefix }, hadHostBits: cleared.some((byte, index) => byte !== bytes[index]) };
}
