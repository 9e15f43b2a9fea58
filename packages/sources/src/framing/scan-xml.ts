// Finds where one <Event> ends in XML bytes, and skips the markup around events.

const EVENT_END = '</Event>';

function startsWith(body: Buffer, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (body[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Whether an `<Event>` element (not `<Events>`, `<EventData>`) begins here. */
export function isEventTag(body: Buffer, at: number, end: number): boolean {
  if (!startsWith(body, at, '<Event') || at + 6 >= end) return false;
  const c = body[at + 6]!;
  return c === 32 || c === 62 || c === 9 || c === 10 || c === 13 || c === 47;
}

/** Offset behind `</Event>`, not fooled by one inside a CDATA section; -1 when the event has no end. */
export function findXmlEnd(body: Buffer, start: number, end: number): number {
  let cdata = body.indexOf('<![CDATA[', start, 'latin1');
  let from = start;
  for (;;) {
    const close = body.indexOf(EVENT_END, from, 'latin1');
    if (close < 0 || close >= end) return -1;
    if (cdata < 0 || cdata > close) return close + EVENT_END.length;
    const cdataEnd = body.indexOf(']]>', cdata, 'latin1');
    if (cdataEnd < 0) return close + EVENT_END.length;
    from = cdataEnd + 3;
    cdata = body.indexOf('<![CDATA[', from, 'latin1');
  }
}

/** Offset behind an XML declaration, a comment or the tags of an `<Events>` list; `at` itself when none of them stands here. */
export function skipXmlMarkup(body: Buffer, at: number, end: number): number {
  let close = -1;
  if (startsWith(body, at, '<?xml')) close = behind(body, at, '?>');
  else if (startsWith(body, at, '<!--')) close = behind(body, at + 4, '-->');
  else if (startsWith(body, at, '<Events>') || startsWith(body, at, '<Events ') || startsWith(body, at, '</Events>'))
    close = behind(body, at, '>');
  return close < 0 || close > end ? at : close;
}

function behind(body: Buffer, from: number, text: string): number {
  const at = body.indexOf(text, from, 'latin1');
  return at < 0 ? -1 : at + text.length;
}
