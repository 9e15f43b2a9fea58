// GUIDs in the forms that Windows tools write: {lower}, {UPPER}, bare.

/**
 * 36 lower-case characters; '' for the nil GUID (which means "none"); undefined when the text is no GUID.
 * Hot path: one slice and one toLowerCase, digits checked in place.
 */
export function parseGuid(text: string): string | undefined {
  let at = 0;
  if (text.length === 38) {
    if (text.charCodeAt(0) !== 123 || text.charCodeAt(37) !== 125) return undefined;
    at = 1;
  } else if (text.length !== 36) return undefined;
  let upper = false;
  let zero = true;
  for (let i = 0; i < 36; i++) {
    const c = text.charCodeAt(at + i);
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (c !== 45) return undefined;
    } else if (c === 48) continue;
    else if ((c > 48 && c <= 57) || (c >= 97 && c <= 102)) zero = false;
    else if (c >= 65 && c <= 70) {
      zero = false;
      upper = true;
    } else return undefined;
  }
  if (zero) return '';
  const bare = at === 0 ? text : text.slice(1, 37);
  return upper ? bare.toLowerCase() : bare;
}
