// Text of XML: the five named entities and numeric references, nothing else.

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Unescaped text; undefined when it holds a reference that is not one of the five or numeric. */
export function unescapeXml(text: string): string | undefined {
  if (!text.includes('&')) return text;
  let whole = true;
  const plain = text.replace(/&(?:#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))|([a-z]+));|&/gi, (match, hex, decimal, name) => {
    if (name !== undefined) {
      const known = Object.hasOwn(NAMED, name as string) ? NAMED[name as string] : undefined;
      if (known === undefined) whole = false;
      return known ?? match;
    }
    const code = hex !== undefined ? Number.parseInt(hex as string, 16) : decimal !== undefined ? Number(decimal) : -1;
    if (code < 1 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      whole = false;
      return match;
    }
    return String.fromCodePoint(code);
  });
  return whole ? plain : undefined;
}
