// Damages a sample as transport, faulty shippers and hostile senders do. Seeded, so that a failure can be run again.

/** A small generator of pseudo-random integers (mulberry32). */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** Pieces that parsers stumble over. */
const PIECES: readonly Buffer[] = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  '\r\n',
  '\0',
  '\u0001',
  'null',
  '1e999',
  '-',
  '99999999999999999999',
  '""',
  '"__proto__":1,',
  '"constructor":{"prototype":1},',
  '{"a":{"a":{"a":',
  '[[[[',
  '\\ud800',
  '\\u0000',
  '\ufeff',
  '<Event>',
  '</Event>',
  '<![CDATA[',
  ']]>',
  '&#x0;',
  '&bomb;',
  '<!DOCTYPE a>',
  '<Data Name=',
  "'",
  '1601-01-01T00:00:00Z',
  '2500-01-01T00:00:00Z',
  '"EventID":',
  '"columns":',
  '"snapshot":[',
  '"records":[',
  'é',
  '😀',
]
  .map((text) => Buffer.from(text))
  .concat([Buffer.from([0xff]), Buffer.from([0xc3]), Buffer.from([0xed, 0xa0, 0x80])]);

/** One to three damages to the sample. */
export function mutate(sample: Buffer, random: (below: number) => number): Buffer {
  let bytes = sample;
  for (let count = 1 + random(3); count > 0; count--) bytes = damage(bytes, random);
  return bytes;
}

function damage(bytes: Buffer, random: (below: number) => number): Buffer {
  const at = random(bytes.length + 1);
  const to = Math.min(bytes.length, at + 1 + random(40));
  switch (random(6)) {
    case 0: {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = random(256);
      return copy;
    }
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    case 3:
      return bytes.subarray(0, at);
    case 4: {
      const from = random(bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, from + 20), bytes.subarray(at)]);
    }
    default:
      return Buffer.concat([
        bytes.subarray(0, at),
        PIECES[random(PIECES.length)]!,
        bytes.subarray(random(2) === 0 ? at : to),
      ]);
  }
}
