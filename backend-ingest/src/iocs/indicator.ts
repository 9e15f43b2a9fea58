// An indicator of compromise, in the one form in which it is compared.
import { isIP } from 'node:net';

export type IndicatorType = 'hash' | 'domain' | 'ip' | 'url';

export interface Indicator {
  readonly type: IndicatorType;
  /** Lower case; an address, or a range as address/prefix. */
  readonly value: string;
  /** What its file says of it; '' when it says nothing. */
  readonly about: string;
}

const HASH = /^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/;
const DOMAIN = /^(?=.{4,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
const URL = /^[a-z][a-z0-9+.-]*:\/\/[^\s/]+/;

/** Undoes what reports do so that nobody clicks: hxxp, [.], (dot). */
function rearm(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^hxxp/, 'http')
    .replaceAll(/\[\.\]|\(\.\)|\[dot\]|\(dot\)/g, '.')
    .replaceAll('[:]', ':')
    .replaceAll('[://]', '://');
}

/** Undefined for a text that is no indicator that is looked for. */
export function toIndicator(text: string, about: string): Indicator | undefined {
  const value = rearm(text);
  if (HASH.test(value)) return { type: 'hash', value, about };
  if (URL.test(value)) return { type: 'url', value: value.replace(/\/$/, ''), about };
  const [address = '', prefix] = value.split('/');
  const version = isIP(address);
  if (version !== 0) {
    const bits = version === 4 ? 32 : 128;
    if (prefix === undefined || Number(prefix) === bits) return { type: 'ip', value: address, about };
    // A range this wide would be half the internet.
    const isRange = /^\d+$/.test(prefix) && Number(prefix) >= 8 && Number(prefix) < bits;
    return isRange ? { type: 'ip', value: `${address}/${prefix}`, about } : undefined;
  }
  const domain = value.replace(/\.$/, '').replace(/^\*\./, '');
  return DOMAIN.test(domain) ? { type: 'domain', value: domain, about } : undefined;
}
