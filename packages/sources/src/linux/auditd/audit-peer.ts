// Who is at the other end of a connection: the address of a socket call, as the kernel prints it or as a shipper has read it.
import { parseInnerObject } from '../../values/json.ts';

export interface Peer {
  readonly ip: string;
  readonly port: number;
}

/** Address families (linux/socket.h), as `sockaddr` begins: little-endian, in hexadecimal. */
const INET = '0200';
const INET6 = '0A00';

/** Address and port of a `sockaddr` in hexadecimal (ip(7), ipv6(7)); undefined when it is of another family. */
export function decodeSaddr(saddr: string): Peer | undefined {
  const text = saddr.toUpperCase();
  if (!/^[0-9A-F]{16,}$/.test(text)) return undefined;
  const port = Number.parseInt(text.slice(4, 8), 16);
  if (text.startsWith(INET))
    return { ip: [8, 10, 12, 14].map((at) => Number.parseInt(text.slice(at, at + 2), 16)).join('.'), port };
  if (!text.startsWith(INET6) || text.length < 48) return undefined;
  const mapped = /^0{20}FFFF([0-9A-F]{8})$/.exec(text.slice(16, 48))?.[1];
  if (mapped !== undefined) return decodeSaddr(`${INET}${text.slice(4, 8)}${mapped}`);
  // The shortest form of an IPv6 address (RFC 5952) is what the URL standard writes.
  const groups = text.slice(16, 48).match(/.{4}/g)?.join(':') ?? '';
  return { ip: new URL(`http://[${groups}]/`).hostname.slice(1, -1), port };
}

/** The peer of an event; undefined when it names none. `SADDR` is what Laurel reads in `saddr`. */
export function auditedPeer(fields: Readonly<Record<string, string | undefined>>): Peer | undefined {
  const read = parseInnerObject(fields['SADDR'] ?? '');
  if (typeof read?.['addr'] === 'string') return { ip: read['addr'], port: Number(read['port'] ?? 0) };
  return fields['saddr'] === undefined ? undefined : decodeSaddr(fields['saddr']);
}
