// Finds the ends of heredocs ($tag$ … $tag$) in time linear in the text, however many dollars it has.

interface Dollars {
  readonly sql: string;
  /** Where `$tag$` stands, by tag, ascending. */
  readonly places: ReadonlyMap<string, readonly number[]>;
}

let last: Dollars = { sql: '', places: new Map() };

function dollarsOf(sql: string): Dollars {
  if (last.sql === sql) return last;
  const places = new Map<string, number[]>();
  let before = sql.indexOf('$');
  while (before >= 0) {
    const next = sql.indexOf('$', before + 1);
    if (next < 0) break;
    const tag = sql.slice(before, next + 1);
    if (/^\$[A-Za-z0-9_]*\$$/.test(tag)) {
      const list = places.get(tag);
      if (list === undefined) places.set(tag, [before]);
      else list.push(before);
    }
    before = next;
  }
  last = { sql, places };
  return last;
}

/** The heredoc that begins with the dollar at `at`: where it ends and what it holds. Undefined when none begins there. */
export function readHeredoc(sql: string, at: number): { readonly end: number; readonly value: string } | undefined {
  const tagEnd = sql.indexOf('$', at + 1);
  if (tagEnd < 0) return undefined;
  const tag = sql.slice(at, tagEnd + 1);
  const places = dollarsOf(sql).places.get(tag);
  if (places === undefined) return undefined;
  const from = tagEnd + 1;
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  const close = places[low];
  return close === undefined ? undefined : { end: close + tag.length, value: sql.slice(from, close) };
}
