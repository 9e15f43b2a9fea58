// Numbers of events as whole millionths: exact, so that sums do not depend on the order in which they are made.

/** A number as JSON writes it, with JSON's blanks around it. */
const NUMBER = /^[ \t\r\n]*(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)[ \t\r\n]*$/;

/** Beyond this a text is no number for a correlation: sums stay within 128 bits. */
export const LARGEST = 1e24;

/** The number in millionths, halves rounded up; undefined when the text is none or larger than `LARGEST` either way. */
export function textToMicros(text: string): bigint | undefined {
  const digits = NUMBER.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  return Math.abs(number) <= LARGEST ? toMicros(number) : undefined;
}

/** @param number finite */
export function toMicros(number: number): bigint {
  return BigInt(Math.floor(number * 1e6 + 0.5));
}
