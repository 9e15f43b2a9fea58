// Text of people: plain, bounded, without characters that do not show or that turn the line around.
import { z } from 'zod';

/** C0 and C1 controls but tab and line feed, marks that change the direction of what follows, and lone surrogates. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/** The text without unseen characters, line ends as \n, white space at both ends cut off. HTML stays what it is: text. */
export function plainText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNSEEN, '').trim();
}

/** Plain text of at most `max` characters; longer text is refused, never cut. */
export function textSchema(max: number): z.ZodType<string, string> {
  // Counted before it is cleaned: nothing but its end may cost time on a text of megabytes.
  return z
    .string()
    .max(max * 2)
    .transform(plainText)
    .pipe(z.string().max(max));
}

/** The same, but not empty. */
export function requiredTextSchema(max: number): z.ZodType<string, string> {
  return textSchema(max).refine((text) => text !== '', { error: 'must not be empty' });
}
