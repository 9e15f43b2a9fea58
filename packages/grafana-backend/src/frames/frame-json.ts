// Frame -> Grafana's DataFrameJSON, the shape in which /api/ds/query hands frames to the browser.
import type { FieldConfig, FieldType, FieldValue, Frame, FrameMeta, Labels } from './frame';

export interface DataFrameJson {
  readonly schema: {
    readonly name?: string;
    readonly refId?: string;
    readonly meta?: FrameMeta;
    readonly fields: readonly {
      readonly name: string;
      readonly type: 'number' | 'string' | 'boolean' | 'time' | 'other';
      readonly typeInfo: { readonly frame: string; readonly nullable?: true };
      readonly labels?: Labels;
      readonly config?: FieldConfig;
    }[];
  };
  readonly data: {
    readonly values: readonly (readonly unknown[])[];
    readonly entities?: readonly ({ NaN?: number[]; Inf?: number[]; NegInf?: number[] } | null)[];
    readonly nanos?: readonly (readonly number[] | null)[];
  };
}

const SIMPLE: Record<FieldType, 'number' | 'string' | 'boolean' | 'time' | 'other'> = {
  int8: 'number',
  int16: 'number',
  int32: 'number',
  int64: 'number',
  uint8: 'number',
  uint16: 'number',
  uint32: 'number',
  uint64: 'number',
  float32: 'number',
  float64: 'number',
  string: 'string',
  bool: 'boolean',
  time: 'time',
  json: 'other',
};

const GO_TYPE: Partial<Record<FieldType, string>> = { time: 'time.Time', json: 'json.RawMessage' };
const MILLI = 1_000_000n;

interface Column {
  readonly values: readonly unknown[];
  readonly entities: { NaN?: number[]; Inf?: number[]; NegInf?: number[] } | null;
  readonly nanos: readonly number[] | null;
}

function timeColumn(cells: readonly FieldValue[]): Column {
  const nanos = new Array<number>(cells.length).fill(0);
  let fractions = false;
  const values = cells.map((cell, row) => {
    if (cell === null) return null;
    if (typeof cell !== 'bigint') return Math.floor(Number(cell));
    // Go's division truncates towards zero; floor keeps the remainder positive, which is what `nanos` adds back.
    const rest = ((cell % MILLI) + MILLI) % MILLI;
    if (rest !== 0n) {
      nanos[row] = Number(rest);
      fractions = true;
    }
    return Number((cell - rest) / MILLI);
  });
  return { values, entities: null, nanos: fractions ? nanos : null };
}

function floatColumn(cells: readonly FieldValue[]): Column {
  const entities: { NaN?: number[]; Inf?: number[]; NegInf?: number[] } = {};
  let special = false;
  const values = cells.map((cell, row) => {
    if (typeof cell !== 'number' || Number.isFinite(cell)) return cell;
    special = true;
    const key = Number.isNaN(cell) ? 'NaN' : cell > 0 ? 'Inf' : 'NegInf';
    (entities[key] ??= []).push(row);
    return null;
  });
  return { values, entities: special ? entities : null, nanos: null };
}

function toColumn(type: FieldType, cells: readonly FieldValue[]): Column {
  if (type === 'time') return timeColumn(cells);
  if (type === 'float32' || type === 'float64') return floatColumn(cells);
  if (type === 'json') {
    return {
      values: cells.map((cell) => (cell === null ? null : (JSON.parse(String(cell)) as unknown))),
      entities: null,
      nanos: null,
    };
  }
  // As in the browser: JSON numbers of more than 53 bits lose precision.
  return { values: cells.map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell)), entities: null, nanos: null };
}

/** A frame as plain JSON, laid out as grafana-plugin-sdk-go marshals it. */
export function frameToJson(frame: Frame): DataFrameJson {
  const columns = frame.fields.map((field) => toColumn(field.type, Array.from(field.values as ArrayLike<FieldValue>)));
  const { name, refId, meta } = frame;
  return {
    schema: {
      ...(name === undefined ? {} : { name }),
      ...(refId === undefined ? {} : { refId }),
      // Grafana writes a version for every meta it has read, [0, 0] where none was given.
      ...(meta === undefined ? {} : { meta: { typeVersion: [0, 0] as const, ...meta } }),
      fields: frame.fields.map((field) => ({
        name: field.name,
        type: SIMPLE[field.type],
        typeInfo: { frame: GO_TYPE[field.type] ?? field.type, ...(field.nullable ? { nullable: true as const } : {}) },
        ...(field.labels === undefined ? {} : { labels: field.labels }),
        ...(field.config === undefined ? {} : { config: field.config }),
      })),
    },
    data: {
      values: columns.map((column) => column.values),
      ...(columns.some((column) => column.entities !== null)
        ? { entities: columns.map((column) => column.entities) }
        : {}),
      ...(columns.some((column) => column.nanos !== null) ? { nanos: columns.map((column) => column.nanos) } : {}),
    },
  };
}
