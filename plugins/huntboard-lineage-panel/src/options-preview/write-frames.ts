// Frames of processes written by hand: for the story that the preview of the options tells, and for the visual cases.
import { FieldType, toDataFrame } from '@grafana/data';
import type { DataFrame } from '@grafana/data';

export type Value = string | number | null | undefined;
export type Rows = readonly Readonly<Record<string, Value>>[];

/** The hour in which everything here happens. */
export const noon = Date.UTC(2026, 2, 14, 12);

/** A frame of rows; columns are the union of their keys, times are those that the contract calls times. */
export function frame(name: string, rows: Rows): DataFrame {
  const times = new Set(['start', 'end', 'time']);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return toDataFrame({
    name,
    fields: columns.map((column) => {
      const values = rows.map((row) => row[column] ?? null);
      const isNumber = values.every((value) => value === null || typeof value === 'number');
      const type = times.has(column) ? FieldType.time : isNumber ? FieldType.number : FieldType.string;
      return { name: column, type, values };
    }),
  });
}

export interface Grown {
  readonly id: string;
  readonly fields: Readonly<Record<string, Value>>;
  readonly below: readonly Grown[];
}

/** A process and what it started, for trees written by hand: `p('cmd.exe', { user: 'x' }, p('whoami.exe'))`. */
export function p(name: string, ...rest: readonly (Grown | Readonly<Record<string, Value>>)[]): Grown {
  const isGrown = (part: Grown | Readonly<Record<string, Value>>): part is Grown => 'below' in part;
  const fields = Object.assign({}, ...rest.filter((part) => !isGrown(part))) as Record<string, Value>;
  return { id: String(fields['id'] ?? ''), fields: { name, ...fields }, below: rest.filter(isGrown) };
}

/** Rows of trees written by hand: ids, pids, starts four seconds apart and a host are filled in where nothing says otherwise. */
export function grow(roots: readonly Grown[], defaults: Readonly<Record<string, Value>> = {}): DataFrame {
  const rows: Record<string, Value>[] = [];
  const visit = (node: Grown, parent: Record<string, Value> | undefined): void => {
    const number = rows.length;
    const row: Record<string, Value> = {
      id: `p${number}`,
      parentId: parent?.['id'] ?? null,
      host: 'ws-014',
      pid: 4000 + number * 4,
      start: noon + number * 4000,
      user: 'CORP\\nora',
      ...defaults,
      ...node.fields,
    };
    rows.push(row);
    for (const child of node.below) visit(child, row);
  };
  for (const root of roots) visit(root, undefined);
  return frame('processes', rows);
}

/** An alert on a process of `grow`. */
export interface Fired {
  readonly processId: string;
  readonly level: string;
  readonly title: string;
  readonly time?: number;
  readonly ruleId?: string;
  readonly matched?: string;
}

export const alerts = (...rows: readonly Fired[]): DataFrame =>
  frame(
    'alerts',
    rows.map((row) => ({ time: noon + 60_000, ruleId: row.title, ...row })),
  );
