// The vocabulary of the schema: what a column, an index and a table are, from which everything else is derived.

/** ClickHouse types that the insert encoder can write; anything else is a view's or a later migration's business. */
export type ColumnType =
  | 'String'
  | 'LowCardinality(String)'
  | 'UInt8'
  | 'UInt16'
  | 'UInt32'
  | 'UInt64'
  | 'Int64'
  | 'UUID'
  | "DateTime64(3, 'UTC')"
  | 'Array(LowCardinality(String))'
  | 'Array(UUID)'
  | 'Map(LowCardinality(String), String)';

/** Aggregation of a column in an aggregating table: `SimpleAggregateFunction(<fn>, <type>)`. any: of the row that came first. */
export type Aggregation = 'min' | 'max' | 'sum' | 'any' | 'anyLast' | 'groupArrayArray(100)';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** One sentence for docs, completion and the editor's hover. */
  readonly doc: string;
  /** Compression codec, e.g. `Delta, ZSTD(1)`; the server's default when absent. */
  readonly codec?: string;
  /** Set on columns of aggregating tables that are not part of the sorting key. */
  readonly aggregate?: Aggregation;
  /** Sigma field names that resolve to this column; the first is the canonical one. */
  readonly sigma?: readonly string[];
  /** Elastic Common Schema field, for `events_ecs`. */
  readonly ecs?: string;
  /** OCSF attribute path, for `events_ocsf`. */
  readonly ocsf?: string;
  /** A text index with tokens split at non-alphanumerics over the lower-cased text: serves `hasAllTokens(lower(column), tokens)`. */
  readonly textIndex?: boolean;
  /** Column TTL as an expression; the value is dropped, the row stays. */
  readonly ttl?: string;
}

/** A computed column: no storage, evaluated when read. */
export interface AliasColumn {
  readonly name: string;
  readonly type: string;
  readonly expression: string;
  readonly doc: string;
  readonly sigma?: readonly string[];
}

export interface SkipIndex {
  readonly name: string;
  readonly expression: string;
  readonly type: string;
  readonly granularity: number;
}

export interface Projection {
  readonly name: string;
  readonly query: string;
}

export type Engine =
  | { readonly kind: 'MergeTree' }
  | { readonly kind: 'ReplacingMergeTree'; readonly version: string }
  | { readonly kind: 'AggregatingMergeTree' };

export interface Table {
  readonly name: string;
  /** What one row is; first line of the table's page in docs/schema.md. */
  readonly doc: string;
  readonly engine: Engine;
  readonly columns: readonly Column[];
  readonly aliases?: readonly AliasColumn[];
  readonly orderBy: readonly string[];
  /** Prefix of the sorting key that is kept in memory; the whole key when absent. */
  readonly primaryKey?: readonly string[];
  readonly partitionBy?: string;
  readonly ttl?: string;
  readonly skipIndexes?: readonly SkipIndex[];
  readonly projections?: readonly Projection[];
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Sharding key of the Distributed table in the cluster form. */
  readonly shardBy?: string;
}

/** A table that is filled from another by an incremental materialised view. */
export interface Feed {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Other tables that the statement looks into; on a cluster those rows are on the same server, by the same sharding key. */
  readonly reads?: readonly string[];
  readonly select: string;
}

export interface View {
  readonly name: string;
  readonly doc: string;
  readonly select: string;
}
