// Which table a scheduled query reads, told from its SQL: we serve the queries, so rows need not be guessed at.

/** Comments, strings, names (plain, quoted, bracketed) and anything else, one token at a time. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'|"((?:[^"]|"")*)"|`([^`]*)`|\[([^\]]*)\]|([A-Za-z_][A-Za-z0-9_]*)|[^\s]/g;

function tokens(sql: string): { readonly name: string | undefined; readonly text: string }[] {
  const list: { name: string | undefined; text: string }[] = [];
  for (const match of sql.matchAll(TOKEN)) {
    const text = match[0];
    if (text.startsWith('--') || text.startsWith('/*')) continue;
    list.push({ name: match[1] ?? match[2] ?? match[3] ?? match[4], text });
  }
  return list;
}

/** Tables that hold events; a query that joins one with others tells of events. */
const EVENT_TABLE = /_events$/;

/** Tables that a query reads, in order, without the names that it defines itself (WITH … AS). */
export function queryTables(sql: string): readonly string[] {
  const list = tokens(sql);
  const own = new Set<string>();
  const read: string[] = [];
  list.forEach(({ name, text }, index) => {
    const next = list[index + 1];
    if (name !== undefined && next?.text.toLowerCase() === 'as' && list[index + 2]?.text === '(')
      own.add(name.toLowerCase());
    const lower = text.toLowerCase();
    const isSource = lower === 'from' || lower === 'join' || (lower === ',' && followsTable(list, index));
    if (isSource && next?.name !== undefined && next.name.toLowerCase() !== 'select')
      read.push(next.name.toLowerCase());
  });
  return read.filter((table) => !own.has(table));
}

/** Whether a comma stands in a FROM clause: before it, without brackets between, comes FROM rather than SELECT. */
function followsTable(list: readonly { readonly text: string }[], at: number): boolean {
  let depth = 0;
  for (let i = at - 1; i >= 0; i--) {
    const text = list[i]!.text.toLowerCase();
    if (text === ')') depth++;
    else if (text === '(' && depth-- === 0) return false;
    else if (depth === 0 && text === 'from') return true;
    else if (depth === 0 && ['select', 'where', 'by', 'on', 'using'].includes(text)) return false;
  }
  return false;
}

/** The table whose rows a query gives: the event table among those it reads, else the first; undefined when it reads none. */
export function queryTable(sql: string): string | undefined {
  const read = queryTables(sql);
  return read.find((table) => EVENT_TABLE.test(table)) ?? read[0];
}
