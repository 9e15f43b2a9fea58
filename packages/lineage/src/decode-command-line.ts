// What a command line hides: base64 that PowerShell would decode, as text.

/** Longest part of a command line that is searched, in characters. */
const maxSearched = 200_000;
/** Encoded within encoded, as launchers do. */
const maxDepth = 3;

/** `-EncodedCommand` by any beginning that PowerShell takes for it, and -ec; its value is UTF-16. */
const flag = /(?:^|[\s"'])[-/\u2013\u2014\u2015](e[a-z]{0,13})[\s:]+["']?([A-Za-z0-9+/]{8,}={0,2})/gi;
const call = /FromBase64String\(\s*\(?\s*["']([A-Za-z0-9+/\s]{8,}={0,2})["']/gi;
const isEncodedFlag = (name: string): boolean => name === 'ec' || 'encodedcommand'.startsWith(name);

function bytesOf(base64: string): Uint8Array | undefined {
  const whole = base64.replace(/[\s=]+/g, '');
  // A tail that is no whole byte is cut off, as a log cuts off long command lines.
  const usable = whole.length % 4 === 1 ? whole.slice(0, -1) : whole;
  try {
    return Uint8Array.from(atob(usable), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** UTF-16 of ASCII has a zero in every second byte. */
function isWide(bytes: Uint8Array): boolean {
  let zeros = 0;
  for (let i = 1; i < bytes.length; i += 2) if (bytes[i] === 0) zeros++;
  return zeros > bytes.length / 4;
}

function textOf(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-8'): string | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return `(gzip, ${bytes.length.toLocaleString('en')} bytes)`;
  const whole = encoding === 'utf-8' ? bytes : bytes.subarray(0, bytes.length & ~1);
  const text = new TextDecoder(encoding).decode(whole);
  // What is no text is no command: an assembly, say, or a word that only looks like base64.
  let strange = 0;
  for (const mark of text) if (mark === '\ufffd' || (mark < ' ' && !'\r\n\t'.includes(mark))) strange++;
  return strange > text.length / 10 || text.trim() === '' ? undefined : text;
}

function decodeInto(found: Set<string>, text: string, depth: number): void {
  if (depth === maxDepth) return;
  const searched = text.slice(0, maxSearched);
  const add = (base64: string, known: 'utf-16le' | 'as it looks'): void => {
    const bytes = bytesOf(base64);
    if (bytes === undefined) return;
    const decoded = textOf(bytes, known === 'utf-16le' || isWide(bytes) ? 'utf-16le' : 'utf-8');
    if (decoded === undefined || found.has(decoded)) return;
    found.add(decoded);
    decodeInto(found, decoded, depth + 1);
  };
  for (const [, name = '', base64 = ''] of searched.matchAll(flag))
    if (isEncodedFlag(name.toLowerCase())) add(base64, 'utf-16le');
  for (const [, base64 = ''] of searched.matchAll(call)) add(base64, 'as it looks');
}

/** The texts that a command line carries encoded, each once, outer ones first; none for a plain one. */
export function decodeCommandLine(commandLine: string): readonly string[] {
  const found = new Set<string>();
  decodeInto(found, commandLine, 0);
  return [...found];
}
