// Process identities for sensors that give none: a UUID computed from what they do give.
import { createHash } from 'node:crypto';

/**
 * A UUID (version 8, RFC 9562 section 5.8) from the SHA-256 of its parts, so that every node of a cluster and every replay computes
 * the same one. Parts are joined by NUL, which occurs in none of them.
 */
export function synthGuid(...parts: readonly (string | number)[]): string {
  const hash = createHash('sha256').update(parts.join('\0')).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Identity with a start: host, process id and start time (epoch ms, or s where the sensor counts seconds). */
export function startedGuid(host: string, pid: number, start: number): string {
  return synthGuid('started', host, pid, start);
}

/** Identity without a start: all processes that had this id on this host look the same. */
export function weakGuid(host: string, pid: number): string {
  return synthGuid('weak', host, pid);
}

/** Identity by a number that the kernel gives out once per boot (macOS pidversion, Windows process sequence number). */
export function numberedGuid(host: string, pid: number, sequence: string): string {
  return synthGuid('numbered', host, pid, sequence);
}
