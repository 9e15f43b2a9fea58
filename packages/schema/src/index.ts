// The one definition of tables and columns, and what is derived from it.
export type * from './column.ts';
export { COL } from './columns.gen.ts';
export * from './columns.gen.ts';
export { absentValue, newEventRow, resetEventRow } from './row.ts';
export type { Row, RowValue } from './row.ts';
export { NativeBlockBuilder } from './native/native-block-builder.ts';
export { encodeRows } from './native/encode-rows.ts';
export type { RowObject } from './native/encode-rows.ts';
export {
  alertActions,
  alerts,
  events,
  feeds,
  osqueryNodes,
  pipelineStats,
  process,
  quarantine,
  seen,
  tables,
} from './tables/index.ts';
