// A place in SQL with the variables' values put in -> the place in the SQL with the variables.
import type { TextPlace } from '@huntboard/query';

const variable = /\$(?!__)\w+|\$\{[^}]+\}|\[\[[^\]]+\]\]/g;

/** The text between variables stays as it is: the place is counted from there, or is the variable whose value it lies in. */
export function beforeVariables(written: string, sent: string, place: TextPlace): TextPlace {
  let writtenAt = 0;
  let sentAt = 0;
  let before: TextPlace = { position: 0, length: 1 };
  for (const found of [...written.matchAll(variable), undefined]) {
    const end = found?.index ?? written.length;
    const kept = written.slice(writtenAt, end);
    const keptAt = sent.indexOf(kept, sentAt);
    if (keptAt < 0 || place.position < keptAt) return before;
    if (place.position < keptAt + kept.length || found === undefined)
      return { position: Math.min(writtenAt + place.position - keptAt, written.length), length: place.length };
    before = { position: end, length: found[0].length };
    writtenAt = end + found[0].length;
    sentAt = keptAt + kept.length;
  }
  return before;
}
