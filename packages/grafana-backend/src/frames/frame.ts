// What a data frame is on our side: columns of one length with Grafana's names, types, labels and display config.

/** The value types Grafana's Go decoder accepts in a frame; `json` travels as Arrow Binary and may hold any JSON text. */
export type FieldType =
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float32'
  | 'float64'
  | 'string'
  | 'bool'
  | 'time'
  | 'json';

/** One cell. `time` cells are epoch milliseconds as number or epoch nanoseconds as bigint; `json` cells are JSON text. */
export type FieldValue = string | number | bigint | boolean | null;

/** A column's cells: a plain array, or a typed array where the type is numeric and nothing is null. */
export type FieldValues =
  | readonly FieldValue[]
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

export type Labels = Readonly<Record<string, string>>;

/** A data link as Grafana draws it on a value; `internal` opens Explore with a query instead of a URL. */
export interface DataLink {
  readonly title: string;
  readonly url: string;
  readonly targetBlank?: boolean;
  readonly internal?: Readonly<Record<string, unknown>>;
}

/** The part of Grafana's FieldConfig that a backend sets. Unknown keys are passed on as they are. */
export interface FieldConfig {
  readonly displayName?: string;
  readonly displayNameFromDS?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly interval?: number;
  readonly links?: readonly DataLink[];
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly nullable: boolean;
  readonly values: FieldValues;
  readonly labels?: Labels;
  readonly config?: FieldConfig;
}

export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly link?: string;
  readonly inspect?: 'meta' | 'error' | 'data' | 'stats';
}

/** A figure for the query inspector's statistics tab. */
export interface QueryStat {
  readonly displayName: string;
  readonly value: number;
  readonly unit?: string;
}

/** Grafana's FrameMeta. `typeVersion` [0, 1] together with `type` promises the data plane contract. */
export interface FrameMeta {
  readonly type?: string;
  readonly typeVersion?: readonly [number, number];
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly notices?: readonly Notice[];
  readonly stats?: readonly QueryStat[];
  readonly executedQueryString?: string;
  readonly preferredVisualisationType?: 'graph' | 'table' | 'logs' | 'trace' | 'nodeGraph';
  readonly preferredVisualisationPluginId?: string;
  readonly channel?: string;
}

/** Name, identity and meta of a frame, apart from its columns. */
export interface FrameHead {
  readonly name?: string;
  readonly refId?: string;
  readonly meta?: FrameMeta;
}

export interface Frame extends FrameHead {
  readonly fields: readonly Field[];
}

/** A frame as Arrow file bytes, kept in pieces so that pass-through never copies a batch. */
export interface EncodedFrame {
  readonly chunks: readonly Uint8Array[];
  readonly byteLength: number;
  readonly rows: number;
}

/** Number of rows; throws when the columns differ in length, which is a bug of the maker. */
export function frameLength(frame: Frame): number {
  const length = frame.fields[0]?.values.length ?? 0;
  for (const field of frame.fields) {
    if (field.values.length !== length) {
      throw new RangeError(`Field "${field.name}" has ${field.values.length} rows, the first field has ${length}.`);
    }
  }
  return length;
}

/** Adds notices to a frame's meta, keeping those it has. */
export function addNotices(meta: FrameMeta | undefined, notices: readonly Notice[]): FrameMeta {
  return { ...meta, notices: [...(meta?.notices ?? []), ...notices] };
}
