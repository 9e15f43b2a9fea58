// Numbers as sensors write them: decimal, 0x hex, with or without padding.

/** An unsigned integer up to `max` from a number, decimal or 0x text; NaN when it is anything else. */
export function parseUint(value: unknown, max: number): number {
  let number: number;
  if (typeof value === 'number') number = value;
  else if (typeof value === 'string') number = parseUintText(value);
  else return NaN;
  return Number.isInteger(number) && number >= 0 && number <= max ? number : NaN;
}

function parseUintText(text: string): number {
  const length = text.length;
  if (length === 0 || length > 20) return NaN;
  if (length > 2 && text.charCodeAt(0) === 48 && (text.charCodeAt(1) | 32) === 120) return parseHex(text, 2);
  let number = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return NaN;
    number = number * 10 + digit;
  }
  return number;
}

function parseHex(text: string, from: number): number {
  let number = 0;
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const digit = c <= 57 ? c - 48 : (c | 32) - 87;
    if (digit < 0 || digit > 15 || (c > 57 && digit < 10)) return NaN;
    number = number * 16 + digit;
  }
  return number;
}

/** A logon id as lower-case hex without leading zeros (`0x3e7`), so that its forms in all channels join; undefined when it is no number. */
export function parseHexId(value: unknown): string | undefined {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && value >= 0 ? `0x${value.toString(16)}` : undefined;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  if (isCanonicalHex(value)) return value;
  if (/^0x[0-9a-f]{1,38}$/i.test(value))
    return `0x${value
      .slice(2)
      .toLowerCase()
      .replace(/^0+(?=.)/, '')}`;
  return /^\d{1,20}$/.test(value) ? `0x${BigInt(value).toString(16)}` : undefined;
}

function isCanonicalHex(text: string): boolean {
  if (text.length < 3 || text.charCodeAt(0) !== 48 || text.charCodeAt(1) !== 120) return false;
  if (text.charCodeAt(2) === 48 && text.length > 3) return false;
  for (let i = 2; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (!((c >= 48 && c <= 57) || (c >= 97 && c <= 102))) return false;
  }
  return true;
}

/** An unsigned 64-bit sequence number: a number when a double holds it, else a bigint; undefined when it is neither. */
export function parseUint64(value: unknown): number | bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string' || value.length === 0 || value.length > 20) return undefined;
  const number = parseUintText(value);
  if (Number.isSafeInteger(number)) return number;
  if (!/^\d{1,20}$/.test(value)) return undefined;
  const exact = BigInt(value);
  return exact < 1n << 64n ? exact : undefined;
}
