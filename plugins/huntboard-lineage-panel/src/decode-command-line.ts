// What a command line hides: base64 that PowerShell would decode, as text.

/** Longer command lines are searched up to here, in characters. */
const searchLimit = 200_000;
/** Encoded within encoded, as launchers do. */
const maxDepth = 3;

/** `-EncodedCommand` by any prefix that PowerShell takes for it; its value is UTF-16. */
const encodedCommand =
  /(?:^|[\s"'])[-/–—](?:e|ec|en|enc|enco|encod|encode|encoded|encodedc[a-z]{0,6})[\s:]+["']?([A-Za-z0-9+/]{8,}={0,2})/gi;
const fromBase64 = /FromBase64String\(\s*\(?\s*["']([A-Za-z0-9+/\s]{8,}={0,2})["']/gi;

function bytesOf(base64: string): Uint8Array | null {
  try {
    const whole = base64.replace(/\s+/g, '').replace(/=+$/, '');
    // A tail that is no whole byte is cut off, as a log cuts off long command lines.
    const usable = whole.slice(0, whole.length - (whole.length % 4 === 1 ? 1 : 0));
    return Uint8Array.from(atob(usable), (mark) => mark.charCodeAt(0));
  } catch {
    return null;
  }
}

/** UTF-16 of ASCII has a zero in every second byte. */
function isWide(bytes: Uint8Array): boolean {
  let zeros = 0;
  for (let i = 1; i < bytes.length; i += 2) if (bytes[i] === 0) zeros++;
  return zeros > bytes.length / 4;
}

function textOf(bytes: Uint8Array, wide: boolean): string | null {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return `(gzip, ${bytes.length.toLocaleString('en')} bytes)`;
  const whole = wide ? bytes.subarray(0, bytes.length & ~1) : bytes;
  const text = new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(whole);
  let strange = 0;
  for (const mark of text) if (mark === '\ufffd' || (mark < ' ' && !'\r\n\t'.includes(mark))) strange++;
  return strange > text.length / 10 ? null : text;
}

/** Texts that the command line carries encoded, outer before inner; none for a plain one. */
export function decodeCommandLine(commandLine: string, depth = 0): readonly string[] {
  if (depth === maxDepth) return [];
  const searched = commandLine.slice(0, searchLimit);
  const found: string[] = [];
  for (const [pattern, alwaysWide] of [
    [encodedCommand, true],
    [fromBase64, false],
  ] as const) {
    for (const match of searched.matchAll(pattern)) {
      const bytes = bytesOf(match[1] ?? '');
      if (bytes === null) continue;
      const text = textOf(bytes, alwaysWide || isWide(bytes));
      if (text !== null && text.trim() !== '') found.push(text, ...decodeCommandLine(text, depth + 1));
    }
  }
  return [...new Set(found)];
}
