// Text from the outside made safe to look at: nothing in it reorders, hides or breaks what stands around it.

const suspect =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]/;
const names: Readonly<Record<number, string>> = {
  0x00ad: 'SHY',
  0x061c: 'ALM',
  0x200b: 'ZWSP',
  0x200e: 'LRM',
  0x200f: 'RLM',
  0x202a: 'LRE',
  0x202b: 'RLE',
  0x202c: 'PDF',
  0x202d: 'LRO',
  0x202e: 'RLO',
  0x2060: 'WJ',
  0x2066: 'LRI',
  0x2067: 'RLI',
  0x2068: 'FSI',
  0x2069: 'PDI',
  0xfeff: 'BOM',
};

function shownAs(code: number): string | undefined {
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  const name = names[code];
  if (name !== undefined) return `⟨${name}⟩`;
  if ((code >= 0x80 && code <= 0x9f) || code === 0x180e || (code >= 0x2061 && code <= 0x2065)) return hex(code);
  if (code === 0x2028 || code === 0x2029) return '⏎';
  if (code >= 0xfff9 && code <= 0xfffb) return hex(code);
  // Tag characters spell ASCII that nobody sees.
  return code >= 0xe0000 && code <= 0xe007f ? hex(code) : undefined;
}

const hex = (code: number): string => `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;

/**
 * Control, bidi and invisible characters as visible marks, lone surrogates as U+FFFD; letters of all scripts and joiners stay.
 * At most `limit` characters of the text are looked at; what is cut off is marked by an ellipsis.
 */
export function printable(text: string, limit = 4096): string {
  const cut = text.length > limit ? text.slice(0, limit) : text;
  const tail = text.length > limit ? '…' : '';
  if (!suspect.test(cut)) return cut + tail;
  let out = '';
  for (const character of cut) {
    const code = character.codePointAt(0) ?? 0;
    out += code >= 0xd800 && code <= 0xdfff ? '\ufffd' : (shownAs(code) ?? character);
  }
  return out + tail;
}
