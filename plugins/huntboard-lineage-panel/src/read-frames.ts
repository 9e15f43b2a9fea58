// Frames to what the forest is built from; says what is missing when they do not hold processes.
import type { DataFrame, Field } from '@grafana/data';
import type {
  AlertColumn,
  AlertColumns,
  EdgeColumn,
  EdgeColumns,
  EventColumn,
  EventColumns,
  ProcessColumn,
  ProcessColumns,
} from '@huntboard/lineage';
import { alertFields, edgeFields, eventFields, matchFields, processFields } from './field-names';

/** A row's frame and its place in it. */
export interface Cell {
  readonly frame: DataFrame;
  readonly index: number;
  readonly fields: Partial<Record<ProcessColumn, Field>>;
}

/** Frames that hold processes, ready for the forest. */
export interface LineageData {
  readonly kind: 'data';
  readonly pages: readonly ProcessColumns[];
  readonly alerts: readonly AlertColumns[];
  readonly events: readonly EventColumns[];
  readonly edges: readonly EdgeColumns[];
  /** Where a process row (numbered through all pages) comes from. */
  cell(row: number): Cell | undefined;
  /** Fields that made an alert (numbered through all alert pages) fire, by name; none where the source does not tell. */
  matchedFields(alertRow: number): readonly (readonly [string, string])[];
  /** Id by which the source knows an alert, where it tells one; '' otherwise. */
  alertId(alertRow: number): string;
  /** Id of the process of the alert that the source knows by this id; '' when the data do not tell. */
  processOfAlert(alertId: string): string;
}

/** Why nothing can be drawn. */
export type LineageProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'missing'; readonly missing: readonly string[]; readonly found: readonly string[] };

interface Page<Column extends string> {
  readonly frame: DataFrame;
  readonly fields: Partial<Record<Column, Field>>;
}

type Fields<Column extends string> = Partial<Record<Column, Field>>;

const isProcesses = ({ id, pid, name, image }: Fields<ProcessColumn>): boolean =>
  (id !== undefined || pid !== undefined) && (name !== undefined || image !== undefined);
const isAlerts = ({ processId, title, level }: Fields<AlertColumn>): boolean =>
  processId !== undefined && title !== undefined && level !== undefined;
const isEdges = ({ source, target }: Fields<EdgeColumn>): boolean => source !== undefined && target !== undefined;
const isEvents = ({ processId, kind, what }: Fields<EventColumn>): boolean =>
  processId !== undefined && kind !== undefined && what !== undefined;

function toColumns<Column extends string>({
  frame,
  fields,
}: Page<Column>): { length: number; columns: Partial<Record<Column, ArrayLike<unknown>>> } {
  const columns: Partial<Record<Column, ArrayLike<unknown>>> = {};
  for (const column of Object.keys(fields) as Column[]) {
    const values = fields[column]?.values;
    if (values) columns[column] = values;
  }
  return { length: frame.length, columns };
}

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

/** `matched` as an object, as JSON of one, or within JSON of the whole evidence. */
function readMatched(value: unknown): readonly (readonly [string, string])[] {
  let found: unknown = value;
  if (typeof value === 'string') {
    try {
      found = JSON.parse(value);
    } catch {
      return [];
    }
  }
  if (found === null || typeof found !== 'object') return [];
  const inner: unknown = 'matched' in found ? found.matched : found;
  if (inner === null || typeof inner !== 'object') return [];
  return Object.entries(inner).map(([name, text]) => [name, String(text)] as const);
}

const matchedNames = new Set(['matched', 'evidence']);
const alertIdNames = new Set(['alertId', 'alert_id']);

interface Sorted {
  readonly processes: Page<ProcessColumn>[];
  readonly alerts: Page<AlertColumn>[];
  readonly events: Page<EventColumn>[];
  readonly edges: Page<EdgeColumn>[];
}

/** Sorts frames by their fields; one that is named `processes`, `alerts`, `events` or `edges` is taken at its word. */
function sortFrames(frames: readonly DataFrame[]): Sorted {
  const sorted: Sorted = { processes: [], alerts: [], events: [], edges: [] };
  for (const frame of frames) {
    const asProcesses = matchFields(frame, processFields);
    const asAlerts = matchFields(frame, alertFields);
    const asEdges = matchFields(frame, edgeFields);
    const asEvents = matchFields(frame, eventFields);
    const named = (name: string): boolean => frame.name === name;
    const unnamed = !['processes', 'alerts', 'events', 'edges'].includes(frame.name ?? '');
    const childless = unnamed && asProcesses.parentId === undefined;
    if (named('alerts') || (childless && isAlerts(asAlerts))) sorted.alerts.push({ frame, fields: asAlerts });
    else if (named('edges') || (childless && isEdges(asEdges))) sorted.edges.push({ frame, fields: asEdges });
    else if (named('events') || (childless && isEvents(asEvents))) sorted.events.push({ frame, fields: asEvents });
    else if (isProcesses(asProcesses)) sorted.processes.push({ frame, fields: asProcesses });
  }
  return sorted;
}

function problemOf(frames: readonly DataFrame[], processes: readonly Page<ProcessColumn>[]): LineageProblem {
  const closest = frames.find((frame) => frame.name === 'processes') ?? frames.find((frame) => frame.length > 0);
  if (processes.length > 0 || closest === undefined || closest.length === 0) return { kind: 'empty' };
  const fields = matchFields(closest, processFields);
  const missing: string[] = [];
  if (!fields.id && !fields.pid) missing.push('id (or host, pid and start)');
  if (!fields.name && !fields.image) missing.push('name or image');
  return { kind: 'missing', missing, found: closest.fields.map((field) => field.name) };
}

/** Reads the frames of a result, or of several: pages may come in any order. */
export function readFrames(series: readonly DataFrame[]): LineageData | LineageProblem {
  const frames = series.filter((frame) => frame.fields.length > 0);
  const { processes, alerts, events, edges } = sortFrames(frames);
  if (processes.every((page) => page.frame.length === 0)) return problemOf(frames, processes);
  /** The first of some fields of an alert's row, if its frame has one. */
  const alertCell = (alertRow: number, names: ReadonlySet<string>): unknown => {
    const found = locate(alerts, alertRow);
    return found?.page.frame.fields.find(({ name }) => names.has(name))?.values[found.index];
  };
  return {
    kind: 'data',
    pages: processes.map(toColumns),
    alerts: alerts.map(toColumns),
    events: events.map(toColumns),
    edges: edges.map(toColumns),
    cell: (row) => {
      const found = locate(processes, row);
      return found && { frame: found.page.frame, index: found.index, fields: found.page.fields };
    },
    matchedFields: (alertRow) => readMatched(alertCell(alertRow, matchedNames)),
    alertId: (alertRow) => {
      const id = alertCell(alertRow, alertIdNames);
      return typeof id === 'string' ? id : '';
    },
    processOfAlert: (alertId) => {
      for (const { frame, fields } of alerts) {
        const row = frame.fields.find(({ name }) => alertIdNames.has(name))?.values.indexOf(alertId) ?? -1;
        const id: unknown = row < 0 ? undefined : fields.processId?.values[row];
        if (typeof id === 'string') return id;
      }
      return '';
    },
  };
}
