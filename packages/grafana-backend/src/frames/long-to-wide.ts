// Long time series -> wide, with the semantics of grafana-plugin-sdk-go data.LongToWide (strings and bools become labels).
import type { Field, FieldType, FieldValue, Frame } from './frame';
import { frameLength } from './frame';

/** How to fill a series where it has no row at a time that others have. Without: zero value, or null where nullable. */
export type FillMissing =
  { readonly mode: 'null' } | { readonly mode: 'previous' } | { readonly mode: 'value'; readonly value: number };

export type SeriesShape = 'long' | 'wide' | 'not';

/** Cells a wide frame may have: series times points. A label of nearly unique values would otherwise fill the memory. */
const MAX_CELLS = 5_000_000;

/** Rows that cannot be read as a long series: the asker's data, not a bug. */
export class SeriesShapeError extends Error {
  override readonly name = 'SeriesShapeError';
}

interface SeriesColumns {
  readonly shape: SeriesShape;
  readonly time: number;
  readonly factors: readonly number[];
  readonly values: readonly number[];
}

function seriesColumns(frame: Frame): SeriesColumns {
  const time = frame.fields.findIndex((field) => field.type === 'time');
  const factors: number[] = [];
  const values: number[] = [];
  frame.fields.forEach((field, index) => {
    if (index === time) return;
    if (field.type === 'string' || field.type === 'bool') factors.push(index);
    else values.push(index);
  });
  if (time < 0 || values.length === 0) return { shape: 'not', time, factors, values };
  return { shape: factors.length === 0 ? 'wide' : 'long', time, factors, values };
}

/** Long, wide or no time series at all, by the types of its fields. */
export function seriesShape(frame: Frame): SeriesShape {
  return seriesColumns(frame).shape;
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function zeroOf(type: FieldType, nullable: boolean): FieldValue {
  if (nullable) return null;
  if (type === 'int64' || type === 'uint64' || type === 'time') return 0n;
  return type === 'json' ? 'null' : 0;
}

function toNanos(cell: FieldValue): bigint {
  return typeof cell === 'bigint' ? cell : BigInt(Math.round(Number(cell))) * 1_000_000n;
}

interface WideColumn {
  readonly name: string;
  readonly type: FieldType;
  readonly nullable: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly source: Field;
  readonly cells: FieldValue[];
}

function missing(column: WideColumn, fill: FillMissing | undefined): FieldValue {
  if (fill === undefined) return zeroOf(column.type, column.nullable);
  if (fill.mode === 'null') return null;
  if (fill.mode === 'previous') return column.cells.at(-1) ?? null;
  const exact = column.type === 'int64' || column.type === 'uint64';
  if (column.type === 'time' || column.type === 'json') return zeroOf(column.type, column.nullable);
  return exact ? BigInt(Math.trunc(fill.value)) : fill.value;
}

/** As the Go SDK: a null is the zero value of its type, so a bool without value is labelled false. */
function labelText(cell: FieldValue, type: FieldType): string {
  if (cell === null) return type === 'bool' ? 'false' : '';
  return typeof cell === 'string' ? cell : String(cell);
}

/**
 * Turns a long frame into a wide one: time first, then one field for each value column and label combination, ordered by
 * name and then by the labels in the order of the source columns. Meta gets type timeseries-wide, version 0.1.
 * @throws SeriesShapeError when the frame is not long, is empty, has null times or is not ascending in time
 */
export function longToWide(frame: Frame, fill?: FillMissing): Frame {
  const { shape, time, factors, values } = seriesColumns(frame);
  if (shape !== 'long')
    throw new SeriesShapeError(
      `Expected a long time series, the rows are ${shape === 'not' ? 'no time series' : shape}.`,
    );
  const rows = frameLength(frame);
  if (rows === 0) throw new SeriesShapeError('A time series without rows cannot be turned into a wide one.');
  const names = factors.map((index) => frame.fields[index]?.name ?? '');
  if (new Set(names).size !== names.length) throw new SeriesShapeError('Two label columns have the same name.');
  const timeField = frame.fields[time];
  const times: bigint[] = [];
  const columns: WideColumn[] = [];
  const series = new Map<string, readonly WideColumn[]>();

  const openSeries = (cells: readonly string[]): readonly WideColumn[] => {
    const labels = Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
    const opened = values.map((index): WideColumn => {
      const source = frame.fields[index];
      if (source === undefined) throw new RangeError('Value column out of range.');
      const nullable = source.nullable || (fill !== undefined && fill.mode !== 'value');
      const column = { name: source.name, type: source.type, nullable, labels, source, cells: [] as FieldValue[] };
      for (let row = 0; row < times.length; row++)
        column.cells.push(missing(column, fill?.mode === 'previous' ? { mode: 'null' } : fill));
      return column;
    });
    columns.push(...opened);
    return opened;
  };

  for (let row = 0; row < rows; row++) {
    const cell = timeField?.values[row] ?? null;
    if (cell === null) throw new SeriesShapeError('A time series may not have null times.');
    const now = toNanos(cell);
    const last = times.at(-1);
    if (last !== undefined && now < last)
      throw new SeriesShapeError('A time series must be sorted by time, ascending: add ORDER BY.');
    if (last === undefined || now > last) {
      if (last !== undefined)
        for (const column of columns)
          while (column.cells.length < times.length) column.cells.push(missing(column, fill));
      times.push(now);
    }
    const labels = factors.map((index) =>
      labelText(frame.fields[index]?.values[row] ?? null, frame.fields[index]?.type ?? 'string'),
    );
    const key = JSON.stringify(labels);
    let wide = series.get(key);
    if (wide === undefined) {
      const before = times.pop();
      wide = openSeries(labels);
      if (before !== undefined) times.push(before);
      series.set(key, wide);
    }
    if (columns.length * times.length > MAX_CELLS) {
      throw new SeriesShapeError(
        `Too many series: ${columns.length} at ${times.length} times. Group by fewer columns or a longer interval.`,
      );
    }
    for (const column of wide) column.cells[times.length - 1] = column.source.values[row] ?? null;
  }
  for (const column of columns) while (column.cells.length < times.length) column.cells.push(missing(column, fill));

  // Value columns of one name and the same labels compare equal; the SDK sorts them with the last of all fields put first.
  const last = columns.pop();
  if (last !== undefined) columns.unshift(last);
  columns.sort((a, b) => {
    const byName = byBytes(a.name, b.name);
    if (byName !== 0) return byName;
    for (const name of names) {
      const byLabel = byBytes(a.labels[name] ?? '', b.labels[name] ?? '');
      if (byLabel !== 0) return byLabel;
    }
    return 0;
  });
  const head: Field = { name: timeField?.name ?? 'time', type: 'time', nullable: false, values: times };
  return {
    ...frame,
    meta: { ...frame.meta, type: 'timeseries-wide', typeVersion: [0, 1] },
    fields: [
      head,
      ...columns.map((column): Field => {
        const { name, type, nullable, labels, cells, source } = column;
        return {
          name,
          type,
          nullable,
          labels,
          values: cells,
          ...(source.config === undefined ? {} : { config: source.config }),
        };
      }),
    ],
  };
}
