// Frames to what the forest is built from; says what is missing when they do not hold processes.
import type { DataFrame, Field } from '@grafana/data';
import type { AlertColumn, AlertColumns, ProcessColumn, ProcessColumns } from '@huntboard/lineage';
import { alertFields, matchFields, processFields } from './field-names';

/** A row's frame and its place in it. */
export interface Cell {
  readonly frame: DataFrame;
  readonly index: number;
  readonly fields: Partial<Record<ProcessColumn, Field>>;
}

export interface Alert {
  readonly title: string;
  readonly level: string;
  readonly time: number | null;
  readonly ruleId: string;
}

/** Frames that hold processes, ready for the forest. */
export interface LineageData {
  readonly kind: 'data';
  readonly pages: readonly ProcessColumns[];
  readonly alerts: readonly AlertColumns[];
  /** Where a process row (numbered through all pages) comes from. */
  cell(row: number): Cell | undefined;
  /** An alert row (numbered through all alert pages). */
  alert(row: number): Alert | undefined;
}

/** Why nothing can be drawn. */
export type LineageProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'missing'; readonly missing: readonly string[]; readonly found: readonly string[] };

interface Page<Column extends string> {
  readonly frame: DataFrame;
  readonly fields: Partial<Record<Column, Field>>;
}

const isProcesses = ({ id, pid, name, image }: Partial<Record<ProcessColumn, Field>>): boolean =>
  (id !== undefined || pid !== undefined) && (name !== undefined || image !== undefined);

const isAlerts = ({ processId, title, level }: Partial<Record<AlertColumn, Field>>): boolean =>
  processId !== undefined && title !== undefined && level !== undefined;

function columnsOf<Column extends string>(
  fields: Partial<Record<Column, Field>>,
): Partial<Record<Column, ArrayLike<unknown>>> {
  const columns: Partial<Record<Column, ArrayLike<unknown>>> = {};
  for (const column of Object.keys(fields) as Column[]) {
    const values = fields[column]?.values;
    if (values) columns[column] = values;
  }
  return columns;
}

const toColumns = <Column extends string>(
  page: Page<Column>,
): { length: number; columns: Partial<Record<Column, ArrayLike<unknown>>> } => ({
  length: page.frame.length,
  columns: columnsOf(page.fields),
});

/** Finds the page that holds a row, when rows are numbered through all pages. */
function locate<Column extends string>(
  pages: readonly Page<Column>[],
  row: number,
): { page: Page<Column>; index: number } | undefined {
  let index = row;
  for (const page of pages) {
    if (index < page.frame.length) return { page, index };
    index -= page.frame.length;
  }
  return undefined;
}

const textAt = (field: Field | undefined, index: number): string => {
  const value: unknown = field?.values[index];
  return value === null || value === undefined ? '' : String(value);
};

/** Sorts frames into processes and alerts by their fields; a frame named `processes` or `alerts` is taken at its word. */
export function readFrames(series: readonly DataFrame[]): LineageData | LineageProblem {
  const frames = series.filter((frame) => frame.fields.length > 0);
  const processes: Page<ProcessColumn>[] = [];
  const alerts: Page<AlertColumn>[] = [];
  for (const frame of frames) {
    const asAlerts = matchFields(frame, alertFields);
    const asProcesses = matchFields(frame, processFields);
    if (
      frame.name === 'alerts' ||
      (frame.name !== 'processes' && isAlerts(asAlerts) && asProcesses.parentId === undefined)
    ) {
      alerts.push({ frame, fields: asAlerts });
    } else if (isProcesses(asProcesses)) {
      processes.push({ frame, fields: asProcesses });
    }
  }
  if (processes.every((page) => page.frame.length === 0)) {
    const closest = frames.find((frame) => frame.name === 'processes') ?? frames.find((frame) => frame.length > 0);
    if (processes.length > 0 || closest === undefined || closest.length === 0) return { kind: 'empty' };
    const fields = matchFields(closest, processFields);
    const missing: string[] = [];
    if (!fields.id && !fields.pid) missing.push('id (or host, pid and start)');
    if (!fields.name && !fields.image) missing.push('name or image');
    return { kind: 'missing', missing, found: closest.fields.map((field) => field.name) };
  }
  return {
    kind: 'data',
    pages: processes.map(toColumns),
    alerts: alerts.map(toColumns),
    cell: (row) => {
      const found = locate(processes, row);
      return found && { frame: found.page.frame, index: found.index, fields: found.page.fields };
    },
    alert: (row) => {
      const found = locate(alerts, row);
      if (!found) return undefined;
      const { fields } = found.page;
      const time: unknown = fields.time?.values[found.index];
      return {
        title: textAt(fields.title, found.index) || textAt(fields.ruleId, found.index) || 'Alert',
        level: textAt(fields.level, found.index),
        ruleId: textAt(fields.ruleId, found.index),
        time: typeof time === 'number' ? time : null,
      };
    },
  };
}
